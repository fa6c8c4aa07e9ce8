// Every page of the field app, light and dark, English and Arabic: no finding of axe, nothing wider than the screen,
// and a picture in target/screenshots.
//
// The pages are reached by address and by place on the page, because their words differ by language.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findings } from './lib/axe.mjs';
import { Browser, PHONE } from './lib/browser.mjs';
import { screenshots } from './lib/places.mjs';
import { Server } from './lib/server.mjs';

const LANGUAGES = [
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
];
const OPERATOR = 'Hodan';

describe('every page of the field app', () => {
  let server;
  before(async () => {
    await mkdir(screenshots, { recursive: true });
    server = await Server.prepared();
    await server.start();
  });
  after(() => server.remove());

  const newLink = async () => {
    await server.stop();
    const link = await server.addPhone('Burao');
    await server.start();
    return link;
  };

  for (const { tag, name, direction } of LANGUAGES) {
    for (const colorScheme of ['light', 'dark']) {
      it(`${name}, ${colorScheme}`, async () => {
        const link = await newLink();
        const phone = await Browser.fresh(PHONE, { locale: tag, colorScheme });
        const page = await phone.start();
        const wrong = [];
        const seen = async (what) => {
          await page.getByRole('main').getByRole('heading').first().waitFor();
          await page.waitForTimeout(300); // Movements end.
          await page.screenshot({ path: join(screenshots, `field-${what}-${tag}-${colorScheme}.png`) });
          const { wider, dir, lang } = await page.evaluate(() => ({
            wider: document.documentElement.scrollWidth - window.innerWidth,
            dir: document.documentElement.dir,
            lang: document.documentElement.lang,
          }));
          if (wider > 0) wrong.push(`${what}: ${wider} px wider than the screen`);
          if (dir !== direction || lang !== tag) wrong.push(`${what}: is in ${lang}, ${dir}`);
          wrong.push(...(await findings(page)).map((finding) => `${what}: ${finding}`));
        };
        const open = async (hash) => {
          await page.goto(`${server.origin}/${hash}`);
          await page.getByRole('main').getByRole('heading').first().waitFor();
        };
        const go = () => page.locator('.acts .go').click();
        const choose = async (round, settlement) => {
          await open('#/place');
          const change = page.locator('.small-button');
          if (await change.isVisible()) await change.click();
          await page.getByRole('button', { name: round }).click();
          await page.getByRole('radio', { name: settlement }).check();
        };
        try {
          await page.goto(server.origin);
          await seen('language');
          await page.getByRole('button', { name, exact: true }).click();
          await seen('set-up');
          await page.getByRole('textbox').fill('not a link');
          await go();
          await seen('set-up-refused');
          await page.goto('about:blank');
          await page.goto(link);
          await page.locator('.note.good').waitFor();
          await seen('set-up-done');
          await go();
          await page.getByRole('textbox').waitFor();
          await seen('operator');
          await go();
          await seen('operator-empty');
          await page.getByRole('textbox').fill(OPERATOR);
          await go();
          await page.getByRole('button', { name: 'Kosaar lanterns and NFI kits' }).waitFor();
          await seen('place-rounds');
          await page.getByRole('button', { name: 'Kosaar lanterns and NFI kits' }).click();
          await seen('place-settlements');
          await page.getByRole('radio', { name: /^Kosaar/ }).check();
          await go();
          await page.locator('.go-huge').waitFor();
          await seen('home-empty');

          await open('#/hand-over');
          await seen('hand-over-empty');
          await go();
          await seen('hand-over-refused');
          await page.getByRole('textbox').first().fill('KOS-0001');
          await page.locator('.note.good').waitFor();
          await seen('hand-over-filled');
          await page.getByRole('radio').nth(1).check();
          await seen('hand-over-sex-and-age');
          await page.getByRole('radio').nth(0).check();
          await go();
          await page.locator('.snack').waitFor();
          await seen('saved');
          await page.getByRole('textbox').first().fill('KOS-0001');
          await page.locator('.note.stop').waitFor();
          await seen('served-before');
          await page.locator('.acts .quiet').click();
          await seen('served-before-reason');

          await open('#/');
          await seen('home');
          await open('#/records');
          await seen('records');
          await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
          await page.locator('.details').waitFor();
          await seen('record');
          await page.locator('.acts .quiet').click();
          await seen('record-void');
          await page.locator('#void-reason').selectOption({ index: 1 });
          await go();
          await page.locator('.note.stop').waitFor();
          await seen('record-voided');
          for (const what of ['totals', 'safe', 'settings', 'nowhere']) {
            await open(`#/${what}`);
            await seen(what);
          }

          await choose('Togdheer clinics', /^Kosaar/);
          await seen('place-chosen');
          await go();
          await page.locator('.go-huge').waitFor();
          await open('#/hand-over');
          await seen('hand-over-facility');

          const other = await phone.newPage();
          await other.goto(server.origin);
          await other.locator('.note.stop').waitFor();
          await other.screenshot({ path: join(screenshots, `field-second-tab-${tag}-${colorScheme}.png`) });
          wrong.push(...(await findings(other)).map((finding) => `second tab: ${finding}`), ...phone.complaints);
          assert.deepEqual(wrong, []);
        } finally {
          await phone.remove();
        }
      });
    }
  }
});
