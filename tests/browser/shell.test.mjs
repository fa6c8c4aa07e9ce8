// The shell around both apps: they load, the field app opens with the server gone, and the browser has no complaint.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Browser, DESK } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';
import { isControlled } from './lib/worker.mjs';

describe('the shell', () => {
  let server;
  before(async () => {
    server = await Server.prepared();
    await server.start();
  });
  after(() => server.remove());

  it('opens the field app, and opens it again with the server gone', async () => {
    const phone = await Browser.fresh();
    try {
      let page = await phone.start();
      await page.goto(server.origin);
      await page.getByRole('heading').first().waitFor();
      await isControlled(page);

      await server.stop();
      await phone.kill();
      page = await phone.start();
      await page.goto(`${server.origin}/records`);
      await page.getByRole('heading').first().waitFor();
      assert.deepEqual(phone.complaints, []);
    } finally {
      await phone.remove();
      if (!server.isRunning) await server.start();
    }
  });

  it('can be installed', async () => {
    const phone = await Browser.fresh();
    try {
      const page = await phone.start();
      await page.goto(server.origin);
      await isControlled(page);
      const devtools = await phone.devtools(page);
      const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
      assert.deepEqual(installabilityErrors, []);
      const { errors } = await devtools.send('Page.getAppManifest');
      assert.deepEqual(errors, []);
    } finally {
      await phone.remove();
    }
  });

  it('opens the HQ app, which the worker of the field app leaves alone', async () => {
    const desk = await Browser.fresh(DESK);
    try {
      const page = await desk.start();
      await page.goto(server.origin);
      await isControlled(page);
      await page.goto(`${server.origin}/hq`);
      await page.getByRole('heading').first().waitFor();
      await server.stop();
      const gone = await page.goto(`${server.origin}/hq`).catch((error) => error);
      assert.match(String(gone), /ERR_CONNECTION_REFUSED/);
      assert.deepEqual(desk.complaints, []);
    } finally {
      await desk.remove();
      if (!server.isRunning) await server.start();
    }
  });

  it('says in words that a page without a secure connection cannot keep records', async () => {
    const phone = await Browser.fresh(undefined, { locale: 'fr-FR' });
    try {
      const page = await phone.start();
      // A name that is not localhost makes the same server an insecure origin.
      await page.route('http://lantern.test/**', async (route) => {
        const { pathname } = new URL(route.request().url());
        const answer = await fetch(server.origin + pathname);
        const headers = { 'content-type': answer.headers.get('content-type') ?? '' };
        await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
      });
      await page.goto('http://lantern.test/');
      await page.getByRole('alert').getByText('sans connexion sécurisée').waitFor();
    } finally {
      await phone.remove();
    }
  });
});
