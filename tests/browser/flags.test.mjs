// What is odd about records, from two phones through HQ's decision back to the phone; and another link for a known phone.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findings } from './lib/axe.mjs';
import { Browser, DESK } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { Office } from './lib/hq.mjs';
import { screenshots } from './lib/places.mjs';
import { Server } from './lib/server.mjs';

const CARD = 'KOS-0777';
const WHY = 'two families share a card';

describe('flags and decisions', () => {
  let server;
  let desk;
  let office;
  const phones = [];
  let field;

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    server = await Server.prepared();
    const links = [await server.addPhone('tecno 1'), await server.addPhone('tecno 2')];
    await server.start();
    desk = await Browser.fresh(DESK);
    office = new Office(await desk.start(), server.origin);
    for (const link of links) {
      const phone = await Browser.fresh();
      phones.push(phone);
      field = new Field(await phone.start());
      await field.setUp(link);
      await field.openForm();
      await field.recordInReach({ card: CARD, size: 5 });
      await field.send();
    }
  });
  after(async () => {
    for (const phone of phones) await phone.remove();
    await desk.remove();
    await server.remove();
  });

  /** Axe, width and a picture of what HQ shows now, at a desk and on a phone. */
  const looks = async (name) => {
    const { page } = office;
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await findings(page), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0, `${name} fits`);
      await page.screenshot({ path: join(screenshots, `hq-${name}-${width}.png`), fullPage: true });
    }
  };

  it('HQ sees a card that two phones served, once, with both records', async () => {
    await office.signIn(server.password);
    const { page } = office;
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Flags' }).click();
    await page.getByLabel(/^Flag/).selectOption('served_twice');
    const row = page.getByRole('row').filter({ hasText: '2 services on 2 phones' });
    await row.waitFor();
    assert.equal(await row.count(), 1);
    await row.getByText(CARD, { exact: true }).waitFor();
    await looks('flags');
    await row.getByRole('rowheader').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Served twice' }).waitFor();
    await page.getByRole('cell', { name: 'tecno 1' }).waitFor();
    await page.getByRole('cell', { name: 'tecno 2' }).waitFor();
    await looks('flag');
  });

  it('somebody at HQ decides, with a reason and a name', async () => {
    const { page } = office;
    const decide = page.getByRole('button', { name: 'Decide' });
    await page.getByRole('combobox', { name: 'Decision' }).selectOption('set_aside');
    await decide.click();
    await page.getByRole('alert').filter({ hasText: 'Say why in one line' }).waitFor();
    await page.getByRole('textbox', { name: 'Why' }).fill(WHY);
    await page.getByLabel('Your name').fill('Hodan Ali');
    await decide.click();
    await page.getByText(WHY).waitFor();
    await page.goto(`${server.origin}/hq/flags?kind=served_twice&state=open`);
    await page.getByText('No flag matches these filters.').waitFor();
    assert.equal((await office.all()).services, 2, 'a flag changes no total');
  });

  it('the phone shows the decision with its record', async () => {
    await field.send();
    await field.find(CARD);
    await field.page.getByRole('link', { name: new RegExp(`^${CARD}`) }).first().click();
    await field.page.getByText('HQ noticed something odd and set it aside.').waitFor();
    await field.page.getByText(WHY).waitFor();
    assert.deepEqual(await findings(field.page), []);
    await field.page.screenshot({ path: join(screenshots, 'field-record-decided.png') });
  });

  it('a known phone gets another link, and stays the same phone', async () => {
    const { page } = office;
    await page.goto(`${server.origin}/hq/phones`);
    await page.getByRole('button', { name: 'New link: tecno 1' }).click();
    const link = page.getByLabel('Link', { exact: true });
    await link.waitFor();
    assert.match(await link.inputValue(), /#enrol=/);
    assert.equal((await office.ask('devices')).devices.length, 2);
    assert.deepEqual(await findings(page), []);
  });
});
