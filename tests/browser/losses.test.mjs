// A browser that loses one of its two stores: what the other one has is sent, and the person is told.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Browser, DESK } from './lib/browser.mjs';
import { Field, KOSAAR, OPERATOR } from './lib/field.mjs';
import { Office } from './lib/hq.mjs';
import { Server } from './lib/server.mjs';

describe('a browser that loses a store', () => {
  let server;
  let phone;
  let field;
  let desk;
  let counted = 0;
  let phones = 0;

  before(async () => {
    server = await Server.prepared();
  });
  after(() => server.remove());
  beforeEach(async () => {
    phones += 1;
    const link = await server.addPhone(`Burao ${phones}`);
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

  it('says once that HQ does not trust the new key, and counts everything after a new link', async () => {
    await loses('indexeddb');
    await field.page.getByLabel('Your name').fill(OPERATOR);
    await field.tap('Go on');
    await field.page.getByRole('link', { name: '3 wait Open Safe' }).click();
    await server.start();
    await field.tap('Send now');
    await field.waits(0);
    await field.goTo(KOSAAR);
    await field.openForm();
    await field.recordInReach({ card: 'KOS-0900', size: 4 });
    counted += 1;
    await field.send();
    desk = await Browser.fresh(DESK);
    const office = new Office(await desk.start(), server.origin);
    await office.signIn(server.password);
    assert.equal((await office.all()).services, counted - 1, 'what is under the new key is held');
    await office.page.goto(`${server.origin}/hq/phones`);
    await office.page.getByRole('button', { name: 'Do not trust it' }).click();
    await office.page.getByText('not trusted so far').waitFor();
    await field.tap('Send now');
    const told = field.page.getByText('HQ does not trust this phone').first();
    await told.waitFor();
    await field.tab('Record');
    await field.page.getByRole('link', { name: /You should know .*HQ does not trust this phone/ }).click();
    const seen = field.page.getByRole('listitem').filter({ hasText: 'does not trust' }).getByRole('button', { name: 'Understood' });
    await seen.click();
    await told.waitFor({ state: 'detached' });
    await field.page.reload();
    await field.tap('Send now');
    await field.page.getByText('HQ holds every record').first().waitFor();
    assert.equal(await told.count(), 0, 'it is said once');

    const link = await office.linkAgain(`Burao ${phones}`);
    await field.page.goto(link);
    await field.page.getByText('This phone is set up').first().waitFor();
    await field.tap('Go on');
    await field.send();
    assert.equal((await office.all()).services, counted);
    await server.stop();
    assert.deepEqual(phone.complaints, []);
  });

  it('says that the second copy is gone, and goes on from the database', async () => {
    await loses('local_storage');
    await field.waits(3);
    await field.tab('Safe');
    await field.page.getByText('The second copy was lost.').first().waitFor();
    await arrives();
  });
});
