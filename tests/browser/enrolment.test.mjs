// Between office and phone: a link that works once even when its answer is lost, plans that follow, a phone shut out.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Field, KOSAAR, OPERATOR } from './lib/field.mjs';
import { example, newFolder } from './lib/places.mjs';
import { deskAndPhone } from './lib/scenes.mjs';
import { isControlled } from './lib/worker.mjs';

describe('a phone and its office', () => {
  let server;
  let between;
  let desk;
  let office;
  let phone;
  let field;
  let link;
  let end;

  before(async () => {
    ({ server, between, desk, office, phone, field, end } = await deskAndPhone());
    await office.signIn(server.password);
    link = await office.addPhone('Burao 1');
  });
  after(() => end());

  it('the answer to the link is lost on the way: asking again sets the phone up, once', async () => {
    let asked = 0;
    between.fate = ({ path }) => (path === '/api/v1/enrol' && (asked += 1) === 1 ? 'cut' : 'whole');
    await field.page.goto(link);
    await field.tap('English');
    await field.page.getByText('HQ cannot be reached. Nothing is lost').first().waitFor();
    await field.tap('Try again');
    await field.page.getByText('This phone is set up').first().waitFor();
    await field.tap('Go on');
    await field.page.getByLabel('Your name').fill(OPERATOR);
    await field.tap('Go on');
    await field.goTo(KOSAAR);
    assert.equal(asked, 2);
    assert.equal((await office.ask('devices')).devices.length, 1);
  });

  it('the same link is of no use to another phone', async () => {
    const other = await Browser.fresh();
    try {
      const page = await other.start();
      await page.goto(link);
      await page.getByRole('button', { name: 'English', exact: true }).click();
      await page.getByText('Another phone has used this link.').first().waitFor();
    } finally {
      await other.remove();
    }
  });

  it('the language that was chosen outlives a kill right after, though browsers write small settings late', async () => {
    const other = await Browser.fresh();
    try {
      let page = await other.start();
      await page.goto(await office.addPhone('Burao 2'));
      await page.getByRole('button', { name: 'Soomaali', exact: true }).click();
      await page.getByText('Taleefankan waa diyaar').first().waitFor();
      await isControlled(page);
      await other.kill();
      page = await other.start();
      await other.context.setOffline(true);
      await page.goto(between.origin);
      await page.getByRole('heading', { name: 'Yaa wax qoraya?' }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'so');
    } finally {
      await other.remove();
    }
  });

  it('a plan imported at HQ reaches the phone at its next contact', async () => {
    const folder = await newFolder('plan');
    try {
      const rounds = await readFile(join(example, 'rounds.csv'), 'utf8');
      const [header, ...rows] = rounds.trimEnd().split('\n');
      const kosaar = rows.find((row) => row.startsWith('KOSAAR-1,'));
      const added = kosaar.replace('KOSAAR-1', 'KOSAAR-2').replace('Kosaar lanterns and NFI kits', 'Kosaar second round');
      const file = join(folder, 'rounds.csv');
      await writeFile(file, `${header}\n${added}\n`);
      const { page } = office;
      await page.goto(`${between.origin}/hq/plan`);
      await page.getByLabel('CSV files').setInputFiles(file);
      await page.getByRole('button', { name: 'Check the files' }).click();
      await page.getByText('All in order: 1 change').waitFor();
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('Imported: 1 change.').waitFor();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await field.tab('Safe');
    await field.tap('Send now');
    await field.page.getByText('Last contact with HQ').waitFor();
    await field.goTo({ round: 'Kosaar second round', settlement: 'Kosaar' });
  });

  it('a second tab says that the first one records, and takes over once that is closed', async () => {
    const other = await phone.newPage();
    await other.goto(between.origin);
    await other.getByRole('heading', { name: 'Lantern is open in another tab' }).waitFor();
    assert.equal(await other.getByRole('button', { name: 'Record a hand-over' }).count(), 0);
    await field.page.close();
    await other.getByRole('button', { name: 'Record a hand-over' }).waitFor();
    field = new Field(other);
  });

  it('a phone that HQ shut out is told so, and keeps what it recorded', async () => {
    await field.openForm();
    await field.recordInReach({ card: 'KOS-0001', size: 4 });
    const { page } = office;
    await page.goto(`${between.origin}/hq/phones`);
    await page.getByRole('button', { name: 'Revoke: Burao 1' }).click();
    await page.getByRole('button', { name: 'Revoke this phone' }).click();
    await page.getByText('Burao 1 is revoked.').waitFor();
    await field.openForm();
    await field.fill({ card: 'KOS-0002', size: 4 });
    await field.tap('Hand over');
    await field.tab('Safe');
    await field.tap('Send now');
    await field.page.getByText('HQ has shut this phone out.').first().waitFor();
    assert.equal((await field.records()).length, 2);
    assert.ok((await field.waiting()) >= 1);
  });
});
