// The HQ app with something to show, at a desk and on a phone: axe, its width, and a picture of every page and state.

import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findings } from './lib/axe.mjs';
import { Browser, DESK } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { Office } from './lib/hq.mjs';
import { example, newFolder, screenshots } from './lib/places.mjs';
import { Server } from './lib/server.mjs';

describe('the look of the HQ app', () => {
  let server;
  let desk;
  let office;
  let page;
  let files;

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    files = await newFolder('plan');
    const rounds = await readFile(join(example, 'rounds.csv'), 'utf8');
    await writeFile(join(files, 'rounds.csv'), rounds.replace('2026-11-01', 'in November').replace('DEMO-SO1801-0002', 'NOWHERE'));
    const settlements = await readFile(join(example, 'settlements.csv'), 'utf8');
    await writeFile(join(files, 'settlements.csv'), settlements.replace('Kur-libah,', 'Kurlibah,'));
    server = await Server.prepared();
    const link = await server.addPhone('Burao 1');
    await server.start();
    const phone = await Browser.fresh();
    try {
      const field = new Field(await phone.start());
      await field.setUp(link);
      await phone.context.setOffline(true);
      await field.openForm();
      for (const number of [1, 2, 3]) await field.record({ card: `KOS-000${number}`, size: 4 });
      await field.void('KOS-0002');
      await phone.context.setOffline(false);
      await field.send();
    } finally {
      await phone.remove();
    }
    desk = await Browser.fresh(DESK);
    page = await desk.start();
    office = new Office(page, server.origin);
  });
  after(async () => {
    await desk.remove();
    await server.remove();
    await rm(files, { recursive: true, force: true });
  });

  it('signs in', async () => {
    await page.goto(`${server.origin}/hq`);
    await page.getByLabel('Password', { exact: true }).waitFor();
    assert.deepEqual(await findings(page), []);
    await office.signIn(server.password);
    await office.households(2);
  });

  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'en', 1280],
    ['light', 'fr', 360],
    ['dark', 'fr', 360],
  ]) {
    it(`every page and state passes: ${theme}, ${language}, ${width} wide`, async () => {
      const wrong = [];
      /** Looks at what is on the screen now. */
      const seen = async (name) => {
        await page.locator('.face.waiting').waitFor({ state: 'detached' });
        wrong.push(...(await findings(page)).map((finding) => `${name}: ${finding}`));
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) wrong.push(`${name} is ${overflow} px wider than the screen`);
        await page.screenshot({ path: join(screenshots, `hq-full-${name}-${language}-${theme}-${width}.png`), fullPage: true });
      };
      const opens = async (path) => {
        await page.goto(`${server.origin}${path}`);
        await page.locator('main h1').waitFor();
      };
      const row = (text) => page.getByRole('row').filter({ hasText: text }).first();
      const checks = async (file) => {
        await page.locator('input[type=file]').setInputFiles(join(files, file));
        await page.locator('form button[type=submit]').click();
      };
      await page.setViewportSize({ width, height: 800 });
      await opens('/hq/');
      await page.getByRole('combobox').nth(0).selectOption(language);
      await page.getByRole('combobox').nth(1).selectOption(theme);
      await opens('/hq/');
      await page.locator('td').first().waitFor();
      await seen('overview');
      await opens('/hq/?round=KOSAAR-1');
      await page.locator('td').first().waitFor();
      await seen('overview-of-a-round');
      await opens('/hq/records');
      await row('KOS-0001').waitFor();
      await seen('records');
      await row('KOS-0002').locator('th a').click();
      await page.locator('dd').first().waitFor();
      await seen('record');

      await opens('/hq/phones');
      await page.locator('#phone-name').fill(`Burao ${theme} ${language}`);
      await page.locator('button[type=submit]').click();
      await page.locator('#phone-link').waitFor();
      await seen('new-phone');
      // The last of a phone's buttons, in any language.
      await page.getByRole('button', { name: /: Burao 1$/ }).last().click();
      await page.locator('dialog[open]').waitFor();
      await seen('revoke');
      await page.keyboard.press('Escape');

      await opens('/hq/plan');
      await checks('rounds.csv');
      await page.locator('#errors').waitFor();
      const sideways = await page.locator('table.problems').evaluate((table) => table.scrollWidth - table.parentElement.clientWidth);
      if (sideways > 0) wrong.push(`the errors are ${sideways} px wider than their frame`);
      await seen('import-errors');
      await checks('settlements.csv');
      await page.locator('#preview').waitFor();
      await seen('import-preview');
      assert.deepEqual(wrong, []);
    });
  }

  it('has complained about nothing', () => assert.deepEqual(desk.complaints, []));
});
