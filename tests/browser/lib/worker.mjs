// The service worker as seen from a page, and a second build for it to notice.

import { execFile } from 'node:child_process';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dist, newFolder, xtaskProgram } from './places.mjs';

/** Waits until a service worker holds the whole shell and answers for this page. */
export const isControlled = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');

/** The version of the shell that this page is served from. */
export function shellVersion(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('message', (event) => event.data.type === 'version' && resolve(event.data.served), { once: true });
        navigator.serviceWorker.startMessages();
        navigator.serviceWorker.controller.postMessage({ type: 'version' });
      }),
  );
}

/** The paths of all files of the shell, as the worker's script lists them. */
export async function shellFiles() {
  const script = await readFile(join(dist, 'field', 'sw.js'), 'utf8');
  const [, list] = script.match(/^const SHELL = .*files: (\[.*?\])/);
  return JSON.parse(list).map(({ path }) => path);
}

/** A folder with a second build of both apps: another page, another script around the app, and a new list of files. */
export async function secondBuild() {
  const folder = await newFolder('second-build');
  await cp(dist, folder, { recursive: true, preserveTimestamps: true });
  const index = join(folder, 'field', 'index.html');
  const page = await readFile(index, 'utf8');
  await writeFile(index, page.replace('<html ', '<html data-build="second" '));
  await appendFile(join(folder, 'field', 'boot.js'), '\n/* The second build. */\n');
  await promisify(execFile)(xtaskProgram, ['precache', join(folder, 'field')]);
  return folder;
}
