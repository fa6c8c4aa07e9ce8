// The main job, end to end: distributions recorded without a network are in HQ's totals, once.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Field, OPERATOR } from './lib/field.mjs';
import { deskAndPhone } from './lib/scenes.mjs';
import { isControlled } from './lib/worker.mjs';

const card = (number) => `KOS-${String(number).padStart(4, '0')}`;
const PROVISIONAL = 'Daryeel two';

describe('the main job', () => {
  let server;
  let between;
  let phone;
  let field;
  let desk;
  let office;
  let link;
  let end;

  before(async () => {
    ({ server, between, desk, office, phone, field, end } = await deskAndPhone());
  });
  after(() => end());

  it('a phone is added at HQ and set up with the link, once', async () => {
    await office.signIn(server.password);
    link = await office.addPhone('Burao 1');
    await field.setUp(link);
    await isControlled(field.page);
    assert.equal(await field.waiting(), 0);
    assert.ok(!field.page.url().includes('enrol'), 'the code does not stay in the address');
  });

  it('25 hand-overs are recorded with the server gone; one of them is void, one at a settlement HQ does not know', async () => {
    await server.stop();
    await field.openForm();
    for (let number = 1; number <= 24; number += 1) await field.record({ card: card(number), size: 3 + (number % 6) });
    await field.goTo({ round: 'Kosaar lanterns and NFI kits', settlement: PROVISIONAL, isProvisional: true });
    await field.openForm();
    await field.record({ card: card(400), size: 5 });
    await field.void(card(7));
    await field.waits(26); // 25 hand-overs, and the word that one of them is void.
  });

  it('the browser is killed and started again without a network: all is there', async () => {
    await phone.kill();
    field = new Field(await phone.start());
    await field.open(between.origin);
    await field.waits(26);
    const records = await field.records();
    assert.equal(records.length, 25);
    assert.equal(records.filter((record) => record.includes('void: wrong card')).length, 1);
    assert.equal(records.filter((record) => record.includes('on this phone')).length, 24);
    for (let number = 1; number <= 24; number += 1) {
      assert.equal(records.filter((record) => record.startsWith(card(number))).length, 1, card(number));
    }
  });

  it('with the server back they reach HQ, which shows 24 without being loaded again', async () => {
    await server.start();
    await office.page.goto(`${between.origin}/hq`);
    await field.send();
    await office.households(24);
    const all = await office.all('group=settlement');
    assert.equal(all.services, 24);
    assert.equal(all.voided, 1);
    await office.page.getByText(PROVISIONAL).first().waitFor();
    await office.page.getByText('provisional', { exact: true }).first().waitFor();
  });

  it('one more is made void, and HQ shows 23', async () => {
    await field.void(card(12), 'recorded twice');
    await field.send();
    await office.households(23);
    assert.equal((await office.all()).services, 23);
  });

  it('the same batches sent again change nothing', async () => {
    const before = await office.ask('totals?group=settlement,item');
    assert.ok(between.uploads.length > 0);
    for (const { headers, body } of between.uploads) {
      const answer = await fetch(`${server.origin}/api/v1/batches`, {
        method: 'POST',
        headers: { authorization: headers.authorization, 'content-type': headers['content-type'] ?? 'application/octet-stream' },
        body,
      });
      assert.equal(answer.status, 200);
    }
    const now = await office.ask('totals?group=settlement,item');
    assert.deepEqual(now.rows, before.rows);
    assert.deepEqual(now.all, before.all);
  });

  it('each record shows its receipt, and HQ shows each record with its reason', async () => {
    const records = await field.records();
    assert.equal(records.filter((record) => /HQ holds it\s+receipt \S+/.test(record)).length, 23);
    const pages = await field.page.getByRole('main').getByRole('listitem').getByRole('link').evaluateAll((links) => links.map(({ hash }) => hash));
    assert.equal(pages.length, 25);
    for (const hash of pages) {
      await field.page.goto(`${between.origin}/${hash}`);
      const receipt = field.page.getByRole('term').filter({ hasText: /^Receipt$/ }).locator('xpath=following-sibling::dd');
      await receipt.filter({ hasText: /\d/ }).waitFor();
    }
    await office.page.getByRole('navigation').getByRole('link', { name: 'Records' }).click();
    await office.page.getByText('25 records').first().waitFor();
    await office.page.getByText('recorded twice').first().waitFor();
    await office.page.getByText(OPERATOR).first().waitFor();
  });

  it('neither browser complained, and the server’s log names no household, person, code or password', async () => {
    assert.deepEqual(phone.complaints, []);
    assert.deepEqual(desk.complaints, []);
    const secrets = [...Array.from({ length: 24 }, (_, at) => card(at + 1)), card(400), OPERATOR, PROVISIONAL, link.split('#enrol=')[1], server.password];
    for (const secret of secrets) assert.ok(!server.log.includes(secret), `the log holds ${secret.slice(0, 4)}…`);
    const { authorization } = between.uploads[0].headers;
    assert.ok(!server.log.includes(authorization.replace('Bearer ', '')), 'the log holds a credential');
  });
});
