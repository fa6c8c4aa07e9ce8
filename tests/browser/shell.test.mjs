// The shell around both apps: they load, the field app opens with the server gone, and the browser has no complaint.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findings } from './lib/axe.mjs';
import { Between } from './lib/between.mjs';
import { Browser, DESK } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { Server } from './lib/server.mjs';
import { isControlled, shellFiles } from './lib/worker.mjs';

describe('the shell', () => {
  let server;
  let between;
  let link;
  before(async () => {
    server = await Server.prepared();
    link = await server.addPhone('Burao 1');
    await server.start();
    between = await Between.before(server);
  });
  after(async () => {
    await between.close();
    await server.remove();
  });

  it('fetches each file of the field app once until it works without a network', async () => {
    const phone = await Browser.fresh();
    try {
      const page = await phone.start();
      between.fetched = [];
      await page.goto(between.origin);
      await isControlled(page);
      const files = await shellFiles();
      assert.ok(files.length > 10, `only ${files}`);
      // The worker asks for the index page again, because its headers may have changed, and is told that it has not.
      for (const file of files) assert.equal(between.fetched.filter((path) => path === file).length, 1, file);
      const others = between.fetched.filter((path) => !files.includes(path) && !path.startsWith('/api/'));
      assert.deepEqual(others, ['/sw.js']);
    } finally {
      await phone.remove();
    }
  });

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
      await page.getByRole('alert').filter({ hasText: 'sans connexion sécurisée' }).waitFor();
    } finally {
      await phone.remove();
    }
  });

  describe('when the app cannot run', () => {
    let phone;
    let field;

    /** A phone with one record, and without the service worker that would have the app still. */
    before(async () => {
      phone = await Browser.fresh(undefined, { serviceWorkers: 'block' });
      field = new Field(await phone.start());
      await field.setUp(link.replace(server.origin, between.origin));
      await field.openForm();
      await field.recordInReach({ card: 'KOS-0001', size: 4 });
    });
    after(() => phone.remove());

    const isSaid = (words) => field.page.getByRole('alert').filter({ hasText: words }).waitFor();

    /** Starts the app again from the plain page, and finds the record. */
    const startsAgain = async () => {
      await field.tap('Start again');
      await field.page.getByRole('navigation').waitFor();
      assert.equal((await field.records()).length, 1);
    };

    for (const [fate, how] of [['fault', 'the server fails to give the app'], ['cut', 'the app is cut off on its way']]) {
      it(`says so in words when ${how}, and the records stay`, async () => {
        between.fate = ({ path }) => (path.endsWith('.wasm') ? fate : 'whole');
        const devtools = await phone.devtools(field.page);
        await devtools.send('Network.clearBrowserCache');
        await field.page.reload();
        await isSaid('Lantern could not be started.');
        assert.deepEqual(await findings(field.page), []);
        between.fate = () => 'whole';
        await startsAgain();
      });
    }

    /** Makes the running program trap: no memory is that large. */
    const trap = (how) =>
      field.page.evaluate(async (how) => {
        const { js } = document.querySelector('script[data-js]').dataset;
        const program = await (await import(js)).default();
        const trapped = () => program.__wbindgen_malloc(0xfffffff0, 1);
        if (how === 'error') setTimeout(trapped);
        else Promise.resolve().then(trapped);
      }, how);

    for (const how of ['error', 'unhandledrejection']) {
      it(`says that the app stopped when it traps (${how}), keeps what is known of it, and starts again with all records`, async () => {
        await trap(how);
        await isSaid('Lantern had to stop. Records saved on this phone are still here.');
        assert.deepEqual(await findings(field.page), []);
        const kept = await field.page.evaluate(() => JSON.parse(localStorage.getItem('lantern.last-panic')));
        const [app, why, ...stack] = kept.message.split('\n');
        assert.match(app, /^\/field-[0-9a-f]+\.js$/);
        assert.match(why, /unreachable/);
        assert.ok(stack.some((line) => /wasm-function\[\d+\]:0x[0-9a-f]+/.test(line)), kept.message);
        assert.ok(kept.message.length <= 2_000);
        assert.ok(new Date(kept.at) <= new Date());
        await startsAgain();
      });
    }

    it('says it in the language that was chosen, not in the browser’s', async () => {
      await field.page.goto(`${between.origin}/#/settings`);
      await field.page.getByRole('radio', { name: 'Soomaali' }).check();
      await trap('error');
      await field.tap('Mar kale bilow');
      await field.page.getByRole('radio', { name: 'Soomaali' }).waitFor();
    });
  });
});
