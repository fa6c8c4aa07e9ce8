// Somebody records and sends while Chromium is killed at random moments, like a phone whose battery is worn out.
//
// `LANTERN_KILLS` says how often, `LANTERN_SEED` at which moments.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { OfficeDesk } from './lib/office-desk.mjs';
import { Random } from './lib/random.mjs';
import { Server } from './lib/server.mjs';
import { isControlled } from './lib/worker.mjs';

const KILLS = Number(process.env.LANTERN_KILLS ?? 3);
const SEED = Number(process.env.LANTERN_SEED ?? Date.now() % 1_000_000);

/** The longest that the person goes on after the first record. */
const WORK_MS = 4_000;
/** A kill out of so many comes while the app starts. */
const EARLY = 4;

describe(`${KILLS} kills of the browser, seed ${SEED}`, () => {
  const random = new Random(SEED);
  let server;
  let office;
  let phone;
  let field;
  /** Every card that the person began to type. */
  const typed = [];
  /** The cards of the records that the screen called saved. */
  const saved = new Set();
  /** The cards of those that the screen said HQ holds. */
  const held = new Set();

  before(async () => {
    server = await Server.prepared();
    const link = await server.addPhone('Burao 1');
    await server.start();
    office = await OfficeDesk.signedIn(server);
    phone = await Browser.fresh();
    field = new Field(await phone.start());
    await field.setUp(link);
    await isControlled(field.page);
  });
  after(async () => {
    await phone.remove();
    await server.remove();
  });

  /** Records households one after another, and now and then looks at the list, until the browser is gone. */
  const works = async (begun) => {
    await field.open(server.origin);
    await field.openForm();
    for (;;) {
      const card = `KILL-${String(typed.length + 1).padStart(4, '0')}`;
      typed.push(card);
      await field.fill({ card, size: 1 + random.below(9) });
      await field.tap('Hand over');
      await field.page.waitForFunction(() => document.getElementById('card')?.value === '');
      await field.page.getByText('Saved', { exact: true }).first().waitFor();
      saved.add(card);
      begun();
      if (random.below(3) === 0) {
        for (const [known, state] of await listed(false)) if (state === 'HQ holds it') held.add(known);
        await field.openForm();
      }
    }
  };

  /** The cards of the list and what it says of each; all of them, or those that it shows at first. */
  const listed = async (all = true) => {
    const rows = await field.records();
    const older = field.page.getByRole('button', { name: /older/ });
    if (all && (await older.isVisible())) {
      await older.click();
      await field.page.waitForFunction((count) => document.querySelectorAll('main li').length > count, rows.length);
      return listed();
    }
    return rows.map((row) => [row.match(/KILL-\d{4}/)?.[0], row.match(/HQ holds it|on this phone/)?.[0]]);
  };

  /** What must be true whenever the browser has been started again. */
  const holdsWhatItSaid = async () => {
    const half = await draft();
    const cards = saved.size > 0 || (await field.page.locator('main li').count()) > 0 ? (await listed()).map(([card]) => card) : [];
    assert.equal(new Set(cards).size, cards.length, 'no record is there twice');
    for (const card of saved) assert.ok(cards.includes(card), `${card} was called saved and is gone`);
    for (const card of cards) assert.ok(typed.includes(card), `${card} was never typed`);
    assert.ok(!cards.includes(half), `${half} is saved, and half-typed besides`);
    const atHq = await office.cards();
    assert.equal(new Set(atHq).size, atHq.length, 'HQ holds no record twice');
    for (const card of held) assert.ok(atHq.includes(card), `${card} was called held by HQ and is not there`);
    return cards;
  };

  /** The card of the half-typed form, if there is one. */
  const draft = async () => {
    await field.openForm();
    return (await field.page.getByLabel('Card number').inputValue()) || undefined;
  };

  it('whatever the screen called saved is there after the next start, once, and at HQ what it called held', async () => {
    for (let kill = 1; kill <= KILLS; kill += 1) {
      let work;
      const begun = new Promise((resolve) => (work = works(resolve).catch(() => {})));
      if (kill % EARLY !== 0) await Promise.race([begun, work]);
      await pause(random.below(WORK_MS));
      await phone.kill();
      await work;
      field = new Field(await phone.start());
      await field.open(server.origin);
      await holdsWhatItSaid();
    }
  });

  it('after a calm contact HQ’s totals are exactly the records', async (test) => {
    await field.send();
    const cards = await holdsWhatItSaid();
    assert.ok(saved.size > 0, 'somebody has recorded');
    const atHq = await office.cards();
    assert.deepEqual(atHq.toSorted(), cards.toSorted());
    const { all, rows } = await office.ask('totals?group=item');
    assert.equal(all.services, cards.length);
    assert.equal(all.households, cards.length);
    // The round gives one lantern and one kit to each household.
    assert.deepEqual(rows.map(({ quantity }) => quantity).filter((quantity) => quantity > 0), [cards.length, cards.length].filter(Boolean));
    const cut = typed.filter((card) => !saved.has(card));
    const kept = cut.filter((card) => cards.includes(card));
    test.diagnostic(`${typed.length} begun, ${saved.size} called saved, all there; ${cut.length} cut, ${kept.length} of them there; ${held.size} seen as held`);
  });
});
