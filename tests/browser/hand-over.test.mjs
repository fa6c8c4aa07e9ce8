// The hand-over form: what it fills in, warns of, refuses and asks a reason for; ten seconds to undo; and a kill.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Field } from './lib/field.mjs';
import { phoneAlone } from './lib/scenes.mjs';
import { isStored } from './lib/stored.mjs';

describe('the hand-over form', () => {
  let server;
  let phone;
  let field;
  let page;
  let end;

  before(async () => {
    ({ server, phone, field, end } = await phoneAlone());
    page = field.page;
  });
  after(() => end());

  const card = () => page.getByLabel('Card number');
  const size = () => page.getByLabel('People in the household');
  const handOver = () => page.getByRole('button', { name: 'Hand over', exact: true });

  /** What is said to be wrong with a field, as a screen reader finds it. */
  const problemOf = async (input) => {
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    const said = await input.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby')).innerText);
    return said.trim();
  };

  /** Hands over what the form holds. */
  const saves = async () => {
    const before = await field.waiting();
    await field.tap('Hand over');
    await field.waits(before + 1);
  };

  /** The page of the latest record of a card. */
  const opensRecord = async (number) => {
    await field.find(number);
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Record', exact: true }).waitFor();
  };

  it('refuses bad input in words beside the field, and loses nothing of it', async () => {
    await field.openForm();
    await field.tap('Hand over');
    assert.equal(await problemOf(card()), 'Type the card number, or tap “No card”.');
    await page.waitForFunction(() => document.activeElement?.id === 'card');
    await card().fill('KOS/1');
    assert.equal(await problemOf(card()), 'Only letters, digits, blanks and dashes.');
    await card().fill('K'.repeat(33));
    assert.equal(await problemOf(card()), 'A card number has at most 32 characters.');
    for (const wrong of ['0', '100', 'many']) {
      await size().fill(wrong);
      assert.equal(await problemOf(size()), 'A whole number from 1 to 99.', wrong);
    }
    const lanterns = page.getByLabel('Quantity: Solar lantern');
    await lanterns.fill('100000');
    assert.equal(await problemOf(lanterns), 'A whole number from 0 to 99 999.');
    await field.tap('Hand over');
    assert.deepEqual([await card().inputValue(), await size().inputValue(), await lanterns.inputValue()], ['K'.repeat(33), 'many', '100000']);
    await card().fill('KOS-0001');
    await size().fill('4');
    await lanterns.fill('0');
    await page.getByLabel('Quantity: NFI kit').fill('0');
    await page.getByText('Nothing is handed over. Give at least one piece.').waitFor();
    await field.tap('Hand over');
    assert.equal(await field.waiting(), 0);
  });

  it('fills in size and entitlement of a household on the list, and says who is not on it', async () => {
    await field.tap('Clear the form');
    await card().fill('KOS-9999');
    await page.getByText("Not on this round's list").waitFor();
    assert.equal(await size().inputValue(), '');
    await card().fill('kos 0002');
    await page.getByText('Nothing received yet in this round').waitFor();
    assert.equal(await size().inputValue(), '5');
    assert.equal(await page.getByLabel('Quantity: Solar lantern').inputValue(), '1');
    assert.equal(await page.getByLabel('Quantity: NFI kit').inputValue(), '1');
    await saves();
    assert.match((await field.records())[0], /^kos 0002/, 'shown as typed');
  });

  it('warns of a card served in this round however it is typed, and wants a reason for going on', async () => {
    await field.openForm();
    await card().fill('KOS-0002');
    await page.getByText(/^Served /).waitFor();
    assert.equal(await handOver().count(), 0);
    await field.tap('Hand over anyway …');
    assert.equal(await handOver().count(), 0, 'no reason yet');
    await page.getByLabel('Why a second time?').selectOption({ label: 'replaces a faulty item' });
    await saves();
    await opensRecord('KOS-0002');
    await page.getByText('replaces a faulty item').waitFor();
  });

  it('goes on to the next household when the card was served', async () => {
    await field.openForm();
    await card().fill('KOS-0002');
    await field.tap('Next household');
    assert.equal(await card().inputValue(), '');
    assert.equal(await field.waiting(), 2);
  });

  it('takes a household without a card in one tap', async () => {
    await field.tap('No card');
    await page.getByText('No card: counted as one household').waitFor();
    await size().fill('3');
    await saves();
    assert.match((await field.records())[0], /^No card/);
  });

  it('undoes a hand-over within ten seconds: the record stays, void', async () => {
    await page.clock.install();
    await field.openForm();
    await field.record({ card: 'KOS-0003', size: 6 });
    await page.clock.runFor(5_000);
    await page.getByRole('button', { name: /^undo \([1-5]\)$/ }).click();
    await page.getByText('Undone: the record is void').first().waitFor();
    assert.match((await field.records())[0], /^KOS-0003[^]*void: undone right away/);
  });

  it('offers the undo for ten seconds and no longer', async () => {
    await field.openForm();
    await field.record({ card: 'KOS-0003', size: 6 });
    const undo = page.getByRole('button', { name: /^undo/ });
    await page.clock.runFor(7_000);
    assert.equal(await undo.count(), 1);
    await page.clock.runFor(3_500);
    await undo.waitFor({ state: 'detached' });
    assert.doesNotMatch((await field.records())[0], /void/);
    await page.clock.resume();
  });

  it('wants a reason for giving less than is due', async () => {
    await field.openForm();
    await field.fill({ card: 'KOS-0004', size: 7 });
    await field.tap('One fewer: NFI kit');
    await field.tap('Hand over');
    const reason = page.getByLabel('Why not as entitled: NFI kit');
    assert.equal(await problemOf(reason), 'Say why it is not as entitled.');
    await reason.selectOption({ label: 'out of stock' });
    await saves();
    await opensRecord('KOS-0004');
    await page.getByText('out of stock').waitFor();
  });

  it('counts people by the brackets of the round, or says that nobody was asked', async () => {
    const group = page.getByRole('group', { name: 'Sex and age' });
    await field.openForm();
    assert.equal(await group.getByRole('radio', { name: 'not asked' }).isChecked(), true);
    await field.fill({ card: 'KOS-0005', size: 3 });
    await group.getByRole('radio', { name: 'asked', exact: true }).check();
    const ages = await page.getByRole('rowheader').allInnerTexts();
    assert.deepEqual(ages, ['0–4', '5–11', '12–17', '18–59', '60+']);
    await page.getByLabel('Girls, women, 18–59').fill('1');
    await page.getByLabel('Boys, men, 5–11').fill('1');
    await page.getByText('Together 2, but the household has 3.').waitFor();
    await page.getByLabel('Girls, women, 0–4').fill('1');
    await saves();
    await opensRecord('KOS-0005');
    await page.getByRole('definition').filter({ hasText: '18–59' }).waitFor();
    await opensRecord('KOS-0004');
    await page.getByRole('definition').filter({ hasText: 'not asked' }).waitFor();
  });

  it('keeps a half-typed form over a kill', async () => {
    await field.openForm();
    await field.fill({ card: 'KOS-0077', size: 8 });
    await field.tap('One fewer: NFI kit');
    await page.getByLabel('Note (optional)').fill('came with a neighbour');
    await isStored(page, 'came with a neighbour');
    await phone.kill();
    page = await phone.start();
    field = new Field(page);
    await field.open(server.origin);
    await page.getByText('A half-typed hand-over is kept.').waitFor();
    await field.openForm();
    assert.equal(await card().inputValue(), 'KOS-0077');
    assert.equal(await size().inputValue(), '8');
    assert.equal(await page.getByLabel('Quantity: NFI kit').inputValue(), '0');
    assert.equal(await page.getByLabel('Note (optional)').inputValue(), 'came with a neighbour');
  });

  it('asks facility, batch number and expiry for kits that go to a facility', async () => {
    await field.goTo({ round: 'Togdheer clinics', settlement: 'Kosaar' });
    await field.openForm();
    assert.equal(await card().count() + (await size().count()), 0, 'a facility has no card and no size');
    assert.equal(await page.getByRole('group', { name: 'Sex and age' }).count(), 0, 'the round has no brackets');
    await field.tap('Hand over');
    const facility = page.getByLabel('Facility', { exact: true });
    assert.equal(await problemOf(facility), 'Choose the facility, or type its name.');
    await facility.selectOption({ label: 'Kosaar maternal and child health clinic' });
    await page.getByLabel('Batch number').first().fill('B-2026-7');
    await page.getByLabel('Expiry date').first().fill('2020-05-31');
    await page.getByText('This date is over. You can save it like this.').waitFor();
    await saves();
    const [latest] = await field.records();
    assert.match(latest, /Kosaar maternal and child health clinic/);
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
    await page.getByText('B-2026-7').waitFor();
  });

  it('offers a round outside its dates below the open ones, with a notice, and refuses nothing', async () => {
    await page.goto(`${server.origin}/#/place`);
    await page.getByRole('button', { name: 'Change' }).click();
    const said = await page.getByRole('main').innerText();
    const order = ['Open today', 'Kosaar lanterns and NFI kits', 'Outside their dates', 'Tuulo Farhan lanterns'].map((words) => said.indexOf(words));
    assert.ok(order.every((place, at) => place > (order[at - 1] ?? -1)), `${order}`);
    await page.getByRole('button', { name: 'Tuulo Farhan lanterns' }).click();
    await page.getByText('This round is outside its dates.').waitFor();
    await page.getByRole('radio', { name: /^Tuulo Farhan/ }).check();
    await field.tap('Work here');
    await field.openForm();
    await field.record({ card: 'TF-0001', size: 4 });
    assert.deepEqual(phone.complaints, []);
  });
});
