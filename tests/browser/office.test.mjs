// The HQ app at its desk: signing in, filters, the plan's import, phones, and what it says when things go wrong.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findings } from './lib/axe.mjs';
import { Browser, DESK } from './lib/browser.mjs';
import { Office } from './lib/hq.mjs';
import { example, newFolder, screenshots } from './lib/places.mjs';
import { Server } from './lib/server.mjs';

const PAGES = { overview: '/hq/', records: '/hq/records', phones: '/hq/phones', plan: '/hq/plan', nowhere: '/hq/nowhere' };

describe('the HQ app', () => {
  let server;
  let desk;
  let page;
  let office;

  before(async () => {
    server = await Server.prepared();
    await server.start();
    desk = await Browser.fresh(DESK);
    page = await desk.start();
    office = new Office(page, server.origin);
  });
  after(async () => {
    await desk.remove();
    await server.remove();
  });

  const button = (name) => page.getByRole('button', { name, exact: true });

  it('refuses a wrong password in words and opens the page that was asked for with the right one', async () => {
    await page.goto(`${server.origin}/hq/?round=KOSAAR-1`);
    await page.getByLabel('Password', { exact: true }).fill('nonsense');
    await button('Sign in').click();
    await page.getByRole('alert').filter({ hasText: 'This is not the password' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(server.password);
    await button('Sign in').click();
    await page.getByRole('rowheader', { name: 'Kosaar' }).waitFor();
    assert.ok(page.url().endsWith('/hq/?round=KOSAAR-1'));
  });

  it('keeps filters in the address, and shows targets where they are known and nowhere else', async () => {
    await page.getByRole('cell', { name: '341', exact: true }).first().waitFor();
    await page.getByLabel('Round').selectOption('BURCO-SHELTER-1');
    await page.getByRole('rowheader', { name: 'Kur-libah' }).waitFor();
    assert.equal(await page.getByRole('rowheader', { name: 'Guryo-samo' }).count(), 0, 'a population is no target');
    await page.goBack();
    await page.getByRole('rowheader', { name: 'Kosaar' }).waitFor();
    assert.equal(await page.getByLabel('Round').inputValue(), 'KOSAAR-1');
  });

  it('imports a plan only when nothing is wrong with it, and names file, row and column of what is', async () => {
    const folder = await newFolder('plan');
    const good = await readFile(join(example, 'settlements.csv'), 'utf8');
    const line = 'NEW-1,lantern-demo,Daryeel two,,planned camp,Togdheer,SO13,Burco,SO1301,,,LATER,,\n';
    const file = join(folder, 'settlements.csv');
    await page.goto(`${server.origin}/hq/plan`);
    await writeFile(file, good + line);
    await page.getByLabel('CSV files').setInputFiles(file);
    await button('Check the files').click();
    await page.getByRole('row', { name: /settlements\.csv 13 households Not a whole number from 0 to \d+\./ }).waitFor();
    await page.getByRole('combobox').nth(0).selectOption('fr');
    await page.getByLabel('Fichiers CSV').setInputFiles(file);
    await button('Vérifier les fichiers').click();
    await page.getByRole('row', { name: /settlements\.csv 13 households Pas un nombre entier de 0 à \d+\./ }).waitFor();
    assert.equal(await page.locator('main [lang=en]').count(), 0, 'nothing is left in English');
    await page.getByRole('combobox').nth(0).selectOption('en');
    await writeFile(file, good + line.replace('LATER', '20'));
    await page.getByLabel('CSV files').setInputFiles(file);
    await button('Check the files').click();
    await page.getByText('All in order: 1 change').waitFor();
    assert.equal((await office.ask('plan')).settlements, 11, 'a check imports nothing');
    await button('Import').click();
    await page.getByText('Imported: 1 change.').waitFor();
    await page.getByRole('heading', { name: 'Settlements 12' }).waitFor();
  });

  it('says in a sentence that more files were chosen than it takes at once', async () => {
    const many = Array.from({ length: 51 }, (_, at) => ({
      name: `households-${at}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from('card\n'),
    }));
    await page.goto(`${server.origin}/hq/plan`);
    await page.getByLabel('CSV files').setInputFiles(many);
    await button('Check the files').click();
    await page.getByText('This is too much at once. Choose fewer or smaller files.').waitFor();
  });

  it('adds a phone with a link and its code, shows it in an open tab by itself, and revokes it after asking', async () => {
    const other = await desk.newPage();
    await other.goto(`${server.origin}/hq/phones`);
    await other.getByText('No phone yet.').waitFor();
    const link = await office.addPhone('Burao 7');
    assert.match(link, /\/#enrol=[\w-]{22}$/);
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await other.getByRole('rowheader', { name: /Burao 7/ }).waitFor();
    await other.close();
    await page.getByRole('button', { name: 'Revoke: Burao 7' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('rowheader', { name: /Burao 7 invited/ }).waitFor();
    await page.getByRole('button', { name: 'Revoke: Burao 7' }).click();
    await button('Revoke this phone').click();
    await page.getByRole('rowheader', { name: /Burao 7 revoked/ }).waitFor();
  });

  it('asks to sign in again when the session ended, and goes on where it was', async () => {
    await page.goto(`${server.origin}/hq/records?state=void`);
    await page.getByText('No record matches these filters.').waitFor();
    await desk.context.clearCookies();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(server.password);
    await button('Sign in').click();
    await page.getByText('No record matches these filters.').waitFor();
    assert.ok(page.url().endsWith('/hq/records?state=void'));
  });

  it('says that the server is gone, keeps its figures, and goes on by itself when it is back', async () => {
    await page.goto(`${server.origin}/hq/`);
    await page.getByRole('rowheader', { name: 'Kosaar' }).waitFor();
    await server.stop();
    await page.getByText('No connection to the server.').waitFor();
    assert.equal(await page.getByRole('rowheader', { name: 'Kosaar' }).count(), 1);
    await page.getByLabel('Round').selectOption('TF-2017-04');
    await page.getByText('The server does not answer.').waitFor();
    await server.start();
    await page.getByRole('rowheader', { name: 'Tuulo Farhan' }).waitFor();
    await page.getByText('No connection to the server.').waitFor({ state: 'detached' });
  });

  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'en', 1280],
    ['light', 'fr', 360],
    ['dark', 'fr', 360],
  ]) {
    it(`has no finding of axe on any page: ${theme}, ${language}, ${width} wide`, async () => {
      await mkdir(screenshots, { recursive: true });
      await page.goto(`${server.origin}/hq/`);
      await page.getByRole('combobox').nth(0).selectOption(language);
      await page.getByRole('combobox').nth(1).selectOption(theme);
      await page.setViewportSize({ width, height: 800 });
      for (const [name, path] of Object.entries(PAGES)) {
        await page.goto(server.origin + path);
        await page.locator('main h1').waitFor();
        await page.locator('.face.waiting').waitFor({ state: 'detached' });
        assert.deepEqual(await findings(page), [], name);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${name} is ${overflow} px wider than the screen`);
        await page.screenshot({ path: join(screenshots, `hq-${name}-${language}-${theme}-${width}.png`) });
      }
    });
  }

  it('signs out, leaves nothing to see, and has complained about nothing', async () => {
    await page.setViewportSize(DESK.viewport);
    await page.goto(`${server.origin}/hq/`);
    await page.getByRole('combobox').nth(0).selectOption('en');
    await button('Sign out').click();
    await page.getByText('You are signed out.').waitFor();
    assert.deepEqual(await findings(page), []);
    assert.equal(await page.getByRole('table').count(), 0);
    const tooMany = 'console: Failed to load resource: the server responded with a status of 413 (Payload Too Large)';
    assert.deepEqual(desk.complaints, [tooMany], 'of the 51 files, and of nothing else');
  });
});
