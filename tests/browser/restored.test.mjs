// HQ after a restore: the start page says so plainly, and phones bring back what the copy did not have.

import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findings } from './lib/axe.mjs';
import { newFolder, screenshots } from './lib/places.mjs';
import { deskAndPhone } from './lib/scenes.mjs';

describe('a server that was put back to a copy', () => {
  let server;
  let desk;
  let office;
  let phone;
  let field;
  let end;
  /** Folders that nobody else deletes. */
  const left = [];
  const said = () => office.page.getByRole('region', { name: 'About this server' });

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    ({ server, desk, office, phone, field, end } = await deskAndPhone());
    await office.signIn(server.password);
    await field.setUp(await office.addPhone('Burao 1'));
    await field.openForm();
    await field.recordInReach({ card: 'KOS-0001', size: 4 });
    await field.send();
  });
  after(async () => {
    await end();
    await Promise.all(left.map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it('says nothing of it before', async () => {
    await office.page.goto(`${office.origin}/hq/`);
    await office.households(1);
    assert.equal(await said().count(), 0);
  });

  it('says when it was put back, and what comes back by itself', async () => {
    const copies = await newFolder('copies');
    left.push(copies, server.data);
    await server.command(['backup', '--to', join(copies, 'backup')]);
    await field.openForm();
    await field.recordInReach({ card: 'KOS-0002', size: 4 });
    await field.send();
    await office.households(2);
    await server.stop();
    server.data = join(copies, 'restored');
    await server.command(['restore', '--from', join(copies, 'backup')]);
    await server.start();
    await office.signIn(server.password);
    await said().getByText(/^This server was put back to a copy on \d+ \w+ \d{4}, \d\d:\d\d\.$/).waitFor();
    await said().getByText('Phones bring back what came after that copy, by themselves').waitFor();
    await office.households(1);
    assert.deepEqual(await findings(office.page), []);
    await office.page.screenshot({ path: join(screenshots, 'hq-restored-en-light-1280.png') });
  });

  it('has everything again once the phone has reached it, and still says what happened', async () => {
    await field.tab('Safe');
    await field.tap('Send now');
    await office.households(2);
    assert.equal(await said().count(), 1);
    await office.page.getByRole('combobox').nth(0).selectOption('fr');
    await office.page.getByText(/^Ce serveur a été remis sur une copie le \d+ \S+ \d{4}, \d\d:\d\d\.$/).waitFor();
    await office.page.setViewportSize({ width: 360, height: 800 });
    assert.deepEqual(await findings(office.page), []);
    await office.page.screenshot({ path: join(screenshots, 'hq-restored-fr-light-360.png') });
    assert.deepEqual([...desk.complaints, ...phone.complaints], []);
  });
});
