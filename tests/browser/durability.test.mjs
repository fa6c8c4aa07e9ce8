// *Saved* is said only when the disk has it: strict transactions, a held-back `complete`, a full phone.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Field } from './lib/field.mjs';
import { phoneAlone } from './lib/scenes.mjs';

/** Runs in the page before the app: notes every write transaction, and can hold back the word that one is complete. */
function watchTransactions() {
  const watched = { writes: [], isHolding: false, held: [] };
  window.watchedTransactions = watched;
  const open = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...words) {
    const transaction = open.apply(this, words);
    if (transaction.mode !== 'readonly') watched.writes.push(transaction.durability);
    // The first listener of the transaction, so that it can keep the event from every other.
    transaction.addEventListener('complete', (event) => {
      if (!watched.isHolding || transaction.mode === 'readonly') return;
      event.stopImmediatePropagation();
      watched.held.push(() => transaction.dispatchEvent(new Event('complete')));
    });
    return transaction;
  };
}

describe('saving', () => {
  let server;
  let phone;
  let field;
  let end;

  before(async () => {
    ({ server, phone, field, end } = await phoneAlone((page) => page.addInitScript(watchTransactions)));
  });
  after(() => end());

  const hold = () => field.page.evaluate(() => (window.watchedTransactions.isHolding = true));
  const letGo = () =>
    field.page.evaluate(() => {
      window.watchedTransactions.isHolding = false;
      window.watchedTransactions.held.splice(0).forEach((release) => release());
    });
  const isSaidSaved = () => field.page.getByText('Saved', { exact: true }).first().isVisible();

  it('is strict in every write transaction, from the first set-up to a record and its void', async () => {
    await field.openForm();
    await field.record({ card: 'KOS-0001', size: 4 });
    await field.void('KOS-0001');
    const writes = await field.page.evaluate(() => window.watchedTransactions.writes);
    assert.ok(writes.length >= 4, `only ${writes.length} write transactions were seen`);
    assert.deepEqual([...new Set(writes)], ['strict']);
  });

  it('is not said while the transaction is not complete', async () => {
    await field.page.reload(); // Nothing is left of what was said before.
    await field.openForm();
    assert.equal(await isSaidSaved(), false);
    const before = await field.waiting();
    await field.fill({ card: 'KOS-0002', size: 4 });
    await hold();
    await field.tap('Hand over');
    await field.page.getByRole('button', { name: 'Saving …' }).waitFor();
    await field.page.waitForFunction(() => window.watchedTransactions.held.length > 0);
    await pause(1_000);
    assert.equal(await isSaidSaved(), false);
    assert.equal(await field.waiting(), before);
    await letGo();
    await field.page.getByText('Saved', { exact: true }).first().waitFor();
    await field.waits(before + 1);
  });

  it('is done once, though somebody leaves the form while it is stored, comes back and taps again', async () => {
    await field.page.reload();
    await field.openForm();
    const before = await field.waiting();
    await field.fill({ card: 'KOS-0004', size: 4 });
    await hold();
    await field.tap('Hand over');
    await field.page.waitForFunction(() => window.watchedTransactions.held.length > 0);
    await field.tab('Records');
    await field.openForm();
    assert.equal(await field.page.getByLabel('Card number').inputValue(), 'KOS-0004');
    await field.tap('Saving …');
    await letGo();
    await field.waits(before + 1);
    await field.page.waitForFunction(() => document.querySelector('main input')?.value === '');
    await pause(1_000);
    assert.equal(await field.waiting(), before + 1);
  });

  it('is refused in words by a full phone, the form stays, and saves once there is room', async () => {
    const { origin } = server;
    const before = await field.waiting();
    await phone.close();
    // A browser that has just started asks for its room anew; otherwise it trusts its last answer for half a minute.
    field = new Field(await phone.start());
    const devtools = await phone.devtools(field.page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await field.page.goto(origin);
    await field.openForm();
    await field.fill({ card: 'KOS-0003', size: 4 });
    await field.tap('Hand over');
    await field.page.getByText('Not saved: the phone is full.').first().waitFor();
    assert.equal(await field.waiting(), before);
    assert.equal(await field.page.getByLabel('Card number').inputValue(), 'KOS-0003');
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    await field.tap('Hand over');
    await field.waits(before + 1);
    assert.deepEqual(phone.complaints, []);
  });
});
