// A second build is served while records and a half-typed form wait: nothing is lost on the way to the new version.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Browser, DESK } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { Office } from './lib/hq.mjs';
import { Server } from './lib/server.mjs';
import { isStored } from './lib/stored.mjs';
import { isControlled, secondBuild, shellVersion } from './lib/worker.mjs';

describe('a new version while five records and a half-typed form wait', () => {
  let server;
  let phone;
  let field;
  let second;
  let first;

  before(async () => {
    server = await Server.prepared();
    const link = await server.addPhone('Burao 1');
    second = await secondBuild();
    await server.start();
    phone = await Browser.fresh();
    field = new Field(await phone.start());
    await field.setUp(link);
    await isControlled(field.page);
    first = await shellVersion(field.page);
    await server.stop();
    await field.openForm();
    for (const number of [1, 2, 3, 4, 5]) await field.record({ card: `KOS-000${number}`, size: 4 });
    await field.fill({ card: 'KOS-0006', size: 7 });
    await field.page.getByLabel('Note (optional)').fill('half-typed');
    await isStored(field.page, 'half-typed'); // The last keystroke's draft.
  });
  after(async () => {
    await phone.remove();
    await server.remove();
    await rm(second, { recursive: true, force: true });
  });

  /** What was typed and not saved is in the form again. */
  const isHalfTyped = async () => {
    await field.openForm();
    assert.equal(await field.page.getByLabel('Card number').inputValue(), 'KOS-0006');
    assert.equal(await field.page.getByLabel('People in the household').inputValue(), '7');
  };

  const build = () => field.page.evaluate(() => document.documentElement.dataset.build ?? 'first');

  it('the phone’s old shell works without a network, also after a kill', async () => {
    await phone.kill();
    field = new Field(await phone.start());
    await field.open(server.origin);
    await field.waits(5);
    assert.equal(await shellVersion(field.page), first);
    await isHalfTyped();
  });

  it('the update is offered and says that the form is kept; the old version goes on until it is accepted', async () => {
    server.dist = second;
    await server.start();
    await field.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await field.page.getByText('A new version of Lantern is ready.').waitFor();
    await field.page.getByText('Your half-typed form is kept.').waitFor();
    assert.equal(await build(), 'first');
    await server.stop();
    await field.page.reload();
    assert.equal(await build(), 'first');
    await isHalfTyped();
  });

  it('after accepting everything is there, and syncs', async () => {
    await Promise.all([field.page.waitForEvent('load'), field.tap('Update')]);
    await field.waiting();
    assert.equal(await build(), 'second');
    assert.notEqual(await shellVersion(field.page), first);
    await isHalfTyped();
    assert.equal((await field.records()).length, 5);
    await server.start();
    await field.send();
    const desk = await Browser.fresh(DESK);
    try {
      const office = new Office(await desk.start(), server.origin);
      await office.signIn(server.password);
      assert.equal((await office.all()).services, 5);
    } finally {
      await desk.remove();
    }
    await isHalfTyped();
    assert.deepEqual(phone.complaints, []);
  });
});
