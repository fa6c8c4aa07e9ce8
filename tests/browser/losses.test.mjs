// A browser that loses one of its two stores: what the other one has is sent, and the person is told.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Browser, DESK } from './lib/browser.mjs';
import { Field, OPERATOR } from './lib/field.mjs';
import { Office } from './lib/hq.mjs';
import { Server } from './lib/server.mjs';

describe('a browser that loses a store', () => {
  let server;
  let phone;
  let field;
  let desk;
  let counted = 0;

  before(async () => {
    server = await Server.prepared();
  });
  after(() => server.remove());
  beforeEach(async () => {
    const link = await server.addPhone('Burao');
    await server.start();
    phone = await Browser.fresh();
    field = new Field(await phone.start());
    await field.setUp(link);
    await server.stop();
    await field.openForm();
    for (const number of [1, 2, 3]) await field.record({ card: `KOS-000${number + counted}`, size: 4 });
    counted += 3;
  });
  afterEach(async () => {
    await phone.remove();
    await desk.remove();
  });

  /** What eviction or a cleaning app does between two starts. */
  const loses = async (storageTypes) => {
    const { page } = field;
    await page.goto('about:blank');
    const devtools = await phone.devtools(page);
    await devtools.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes });
    await page.goto(server.origin);
  };

  /** Everything reaches HQ, once. */
  const arrives = async () => {
    await server.start();
    await field.send();
    desk = await Browser.fresh(DESK);
    const office = new Office(await desk.start(), server.origin);
    await office.signIn(server.password);
    assert.equal((await office.all()).services, counted);
    await server.stop();
    assert.deepEqual(phone.complaints, []);
  };

  it('sends the second copy when the database is gone, and says so', async () => {
    await loses('indexeddb');
    await field.page.getByLabel('Your name').fill(OPERATOR);
    await field.tap('Go on');
    // The plan comes back with the next contact; what waits can be seen and sent before.
    await field.page.getByRole('link', { name: '3 wait Open Safe' }).click();
    await field.page.getByText('The browser lost its store.').first().waitFor();
    assert.equal((await field.records()).length, 3);
    await arrives();
  });

  it('says that the second copy is gone, and goes on from the database', async () => {
    await loses('local_storage');
    await field.waits(3);
    await field.tab('Safe');
    await field.page.getByText('The second copy was lost.').first().waitFor();
    await arrives();
  });
});
