// Scenes that several tests begin with. What is in one is used by name; `end` puts all of it away.

import { Between } from './between.mjs';
import { Browser, DESK } from './browser.mjs';
import { Field } from './field.mjs';
import { Office } from './hq.mjs';
import { Server } from './server.mjs';

/** A phone that is set up for Kosaar, with HQ out of reach. What is prepared on its page is there before the app. */
export async function phoneAlone(prepare = async () => {}) {
  const server = await Server.prepared();
  const link = await server.addPhone('Burao 1');
  await server.start();
  const phone = await Browser.fresh();
  const page = await phone.start();
  await prepare(page);
  const field = new Field(page);
  await field.setUp(link);
  await server.stop();
  const end = async () => {
    await phone.remove();
    await server.remove();
  };
  return { server, phone, field, end };
}

/** A server, somebody between it and the others, a desk that is not signed in yet, and a phone without a link. */
export async function deskAndPhone() {
  const server = await Server.prepared();
  await server.start();
  const between = await Between.before(server);
  const desk = await Browser.fresh(DESK);
  const office = new Office(await desk.start(), between.origin);
  const phone = await Browser.fresh();
  const field = new Field(await phone.start());
  const end = async () => {
    await phone.remove();
    await desk.remove();
    await between.close();
    await server.remove();
  };
  return { server, between, desk, office, phone, field, end };
}
