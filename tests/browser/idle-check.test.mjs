// What a start does not hash is hashed when the phone has nothing else to do: an early entry that was damaged is found.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OfficeDesk } from './lib/office-desk.mjs';
import { phoneAlone } from './lib/scenes.mjs';
import { changeEntry } from './lib/stored.mjs';

/** More entries than a start hashes, by enough that the damaged one is not among them. */
const RECORDS = 290;
/** A record near the log's beginning, behind its genesis. */
const DAMAGED = 5;
const SAID = 'Some stored records cannot be read. They are left in place. Tell your office.';

describe('a phone with several hundred entries', () => {
  let scene;

  before(async () => {
    scene = await phoneAlone();
    await scene.field.openForm();
    await scene.field.recordQuickly('KOS-', RECORDS);
  });
  after(() => scene.end());

  it('opens without a word when all is well', async () => {
    const { field } = scene;
    await field.page.reload();
    await field.waits(RECORDS);
    await field.tab('Safe');
    assert.equal(await field.page.getByText(SAID).count(), 0);
  });

  it('finds a damaged early entry when idle, says so, and goes on recording', async () => {
    const { server, phone, field } = scene;
    await field.page.goto('about:blank');
    const other = await phone.newPage();
    await other.goto(`${server.origin}/boot.js`);
    await changeEntry(other, DAMAGED);
    await other.close();
    await field.page.goto(`${server.origin}/#/safe`);
    // Nobody touches anything: it is found by itself.
    await field.page.getByText(SAID).first().waitFor();
    await field.openForm();
    const before = await field.waiting();
    await field.fill({ card: 'KOS-9999', size: 4 });
    await field.tap('Hand over');
    await field.waits(before + 1);
  });

  it('sends everything but what was damaged from its second copy', async () => {
    const { server, phone, field } = scene;
    await server.start();
    await field.send();
    const office = await OfficeDesk.signedIn(server);
    const cards = await office.cards();
    assert.ok(cards.includes('KOS-9999'));
    assert.equal(new Set(cards).size, cards.length);
    assert.equal(cards.length, RECORDS + 1);
    assert.deepEqual(phone.complaints, []);
  });
});
