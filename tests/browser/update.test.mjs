// A new version of the field app: offered, never forced, and swapped as a whole.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { dist } from './lib/places.mjs';
import { Server } from './lib/server.mjs';
import { isControlled, secondBuild, shellVersion } from './lib/worker.mjs';

const look = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => {}));
const isOffered = (page) => page.waitForFunction(() => document.documentElement.dataset.update === 'ready');
const shells = (page) => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('lantern-shell-')));
const build = (page) => page.evaluate(() => document.documentElement.dataset.build ?? 'first');

describe('a new version', () => {
  let server;
  let phone;
  let page;
  let second;

  before(async () => {
    server = await Server.prepared();
    second = await secondBuild();
  });
  after(async () => {
    await server.remove();
    await rm(second, { recursive: true, force: true });
  });
  beforeEach(async () => {
    server.dist = dist;
    await server.start();
    phone = await Browser.fresh();
    page = await phone.start();
    await page.goto(server.origin);
    await isControlled(page);
  });
  afterEach(async () => {
    await phone.remove();
    await server.stop();
  });

  const serve = async (folder) => {
    await server.stop();
    server.dist = folder;
    await server.start();
  };

  it('waits until it is accepted; until then the old one works, with and without a network', async () => {
    const old = await shellVersion(page);
    await serve(second);
    await look(page);
    await isOffered(page);
    await page.reload();
    assert.equal(await build(page), 'first');
    await server.stop();
    // Where the last page is closed, the browser lets the new worker take over, and nobody has agreed.
    await phone.close();
    page = await phone.start();
    await page.goto(server.origin);
    await isControlled(page);
    assert.equal(await build(page), 'first');
    assert.equal(await shellVersion(page), old);

    await isOffered(page);
    await Promise.all([page.waitForEvent('load'), page.evaluate(() => window.lanternUpdate())]);
    await page.getByRole('heading').first().waitFor();
    assert.equal(await build(page), 'second');
    assert.notEqual(await shellVersion(page), old);
    assert.equal((await shells(page)).length, 1, 'the old shell is let go of');
    assert.deepEqual(phone.complaints, []);
  });

  it('waits also where the browser has lost the note of what was agreed', async () => {
    await serve(second);
    await look(page);
    await isOffered(page);
    await server.stop();
    for (const start of [() => page.reload(), async () => {
      await phone.close();
      page = await phone.start();
      await page.goto(server.origin);
    }]) {
      assert.ok(await page.evaluate(() => caches.delete('lantern-agreed')));
      await start();
      await isControlled(page);
      assert.equal(await build(page), 'first');
    }
    await isOffered(page);
    await Promise.all([page.waitForEvent('load'), page.evaluate(() => window.lanternUpdate())]);
    assert.equal(await build(page), 'second');
  });

  it('takes over every open page of the app at once, from the page where it was accepted', async () => {
    const other = await phone.newPage();
    await other.goto(server.origin);
    await serve(second);
    await look(page);
    await isOffered(page);
    assert.equal(await build(page), 'first');
    await Promise.all([page.waitForEvent('load'), other.waitForEvent('load'), page.evaluate(() => window.lanternUpdate())]);
    assert.deepEqual([await build(page), await build(other)], ['second', 'second']);
    await server.stop();
    await other.goto(`${server.origin}/totals`);
    assert.equal(await build(other), 'second');
    assert.deepEqual(phone.complaints, []);
  });

  it('is not taken when one of its files is not the promised one', async () => {
    const old = await shellVersion(page);
    const broken = await secondBuild();
    try {
      await writeFile(join(broken, 'field', 'boot.js'), '/* cut off on the way');
      await rm(join(broken, 'field', 'boot.js.br'));
      await serve(broken);
      await look(page);
      await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        while (registration.installing || registration.waiting) await new Promise((next) => setTimeout(next, 50));
      });
      assert.deepEqual(await shells(page), [`lantern-shell-${old}`]);
      await server.stop();
      await page.reload();
      assert.equal(await shellVersion(page), old);
    } finally {
      await rm(broken, { recursive: true, force: true });
    }
  });

  it('comes back from the network, file by file, when the browser has dropped part of the shell', async () => {
    const dropped = await page.evaluate(async () => {
      const name = (await caches.keys()).find((name) => name.startsWith('lantern-shell-'));
      const cache = await caches.open(name);
      return Promise.all([cache.delete('/'), cache.delete('/boot.js')]);
    });
    assert.deepEqual(dropped, [true, true]);
    await page.reload();
    await page.getByRole('heading').first().waitFor();
    const held = await page.evaluate(async () => {
      const name = (await caches.keys()).find((name) => name.startsWith('lantern-shell-'));
      const cache = await caches.open(name);
      return Boolean(await cache.match('/')) && Boolean(await cache.match('/boot.js'));
    });
    assert.ok(held);
  });
});
