/*
 * The service worker of the field app: keeps whole versions of the shell, and serves the one that the person agreed to.
 *
 * The build puts one line before this file: `const SHELL = { version, files: [{ path, sha256, bytes }] };`, so a changed
 * file changes this script, and the browser notices an update by itself.
 *
 * - install: fetches every file of SHELL, checks its SHA-256, and puts it into a cache named after the version. One file
 *   missing or different: nothing is installed, the present version goes on. A file that another version here already
 *   holds with the same digest is copied, not fetched again.
 * - waiting: a new version never takes over by itself. The page offers it and sends { type: 'swap' } when the person
 *   agrees; only then does the whole shell change, at once, and every open page is told { type: 'swapped' }.
 * - activate: browsers activate a waiting worker when the last page was closed. That is no agreement: such a worker goes
 *   on serving the agreed version until a page sends { type: 'agree' }. Versions that nobody needs are deleted only here.
 * - fetch: a page of the field app is answered with the shell's index page, a file of the shell from the cache. Where the
 *   browser has dropped a file: from the network; and where the agreed version is no longer whole, the oldest whole one.
 *   /hq, /api, /health and other origins are not this worker's business.
 *
 * Leaves to others: offering the update (boot.js), records and their sync (the app itself).
 */
'use strict';

const PREFIX = 'lantern-shell-';
const OWN = PREFIX + SHELL.version;
const AGREED = 'lantern-agreed';
const INDEX = '/';
const LIST = '/shell-list';
const NOT_OURS = ['/hq', '/api', '/health'];
const KEPT_HEADERS = ['content-type', 'content-security-policy', 'cross-origin-opener-policy', 'permissions-policy', 'referrer-policy', 'x-content-type-options'];
const DIGESTS = new Map(SHELL.files.map((file) => [file.path, file.sha256]));

/** Whether a path belongs to the HQ app or to the server, and is left alone. */
const isNotOurs = (path) => NOT_OURS.some((root) => path === root || path.startsWith(root + '/'));

/** The SHA-256 of a body, in lower-case hexadecimal digits. */
const digestOf = async (body) => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** The response when its body is the promised one, otherwise nothing. The copy keeps only what a page needs. */
const verified = async (response, sha256) => {
  if (!response || !response.ok || response.redirected) return undefined;
  const body = await response.arrayBuffer();
  if ((await digestOf(body)) !== sha256) return undefined;
  const headers = new Headers();
  for (const name of KEPT_HEADERS) {
    if (response.headers.has(name)) headers.set(name, response.headers.get(name));
  }
  return new Response(body, { status: 200, headers });
};

/**
 * One file of the shell: from a version that is already here, from the browser's own cache, or from the network.
 * The index page is always asked for: its headers (the security policy) may have changed though its body did not.
 */
const bring = async ({ path, sha256 }) => {
  const held = path === INDEX ? undefined : await verified(await caches.match(path), sha256);
  if (held) return held;
  for (const cache of ['default', 'reload']) {
    const fresh = await verified(await fetch(path, { cache, credentials: 'same-origin' }), sha256);
    if (fresh) return fresh;
  }
  throw new Error(`the served ${path} is not the one of shell ${SHELL.version}`);
};

/** Fetches and checks every file, then fills the cache; what is half done is removed. */
const install = async () => {
  try {
    const files = await Promise.all(SHELL.files.map(async (file) => [file.path, await bring(file)]));
    const cache = await caches.open(OWN);
    await Promise.all(files.map(([path, response]) => cache.put(path, response)));
    await cache.put(LIST, Response.json(SHELL.files.map((file) => file.path)));
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
};

/** The name of the agreed version's cache, if there is one. */
const agreed = async () => {
  const note = await caches.match(INDEX, { cacheName: AGREED });
  return note ? note.text() : undefined;
};

const agreeTo = async (name) => (await caches.open(AGREED)).put(INDEX, new Response(name));

/** Whether every file of a version is still in its cache. */
const isWhole = async (name) => {
  const cache = await caches.open(name);
  const list = await cache.match(LIST);
  if (!list) return false;
  const held = await Promise.all((await list.json()).map((path) => cache.match(path)));
  return held.every(Boolean);
};

/**
 * The version to serve a page from: the agreed one while it is whole, otherwise the oldest whole one.
 * A browser that was killed may have lost the note of what was agreed: nobody agreed to what came later.
 */
const served = async () => {
  const name = await agreed();
  if (name === OWN || (name && (await isWhole(name)))) return name;
  let oldest = OWN;
  for (const here of (await caches.keys()).filter((key) => key.startsWith(PREFIX)).reverse()) {
    if (here === OWN || (await isWhole(here))) oldest = here;
  }
  await agreeTo(oldest);
  return oldest;
};

/** Takes over the open pages, lets go of versions that nobody needs, and tells the pages when a swap was asked for. */
const activate = async () => {
  const isSwap = (await agreed()) === OWN;
  const kept = [OWN, await served()];
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && !kept.includes(name)).map((name) => caches.delete(name)));
  await self.clients.claim();
  if (isSwap) await tellSwapped();
};

const tellSwapped = async () => {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  pages.forEach((page) => page.postMessage({ type: 'swapped' }));
};

/** A page of the field app. */
const page = async (request) => {
  const cache = await caches.open(await served());
  return (await cache.match(INDEX)) || repair(INDEX, request);
};

/** Any other file: of the version whose page asks for it, otherwise the network's. */
const file = async (path, request) => {
  const held = await caches.match(path, { cacheName: (await agreed()) || OWN });
  return held || repair(path, request);
};

/** What the browser has dropped: from the network, and kept again if it is the same file. */
const repair = async (path, request) => {
  const fresh = await fetch(request);
  if (!DIGESTS.has(path)) return fresh;
  const same = await verified(fresh.clone(), DIGESTS.get(path));
  if (same) await caches.open(OWN).then((cache) => cache.put(path, same)).catch(() => { /* A full disk: served all the same. */ });
  return fresh;
};

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('message', (event) => {
  const { type } = event.data || {};
  if (type === 'swap') event.waitUntil(agreeTo(OWN).then(() => self.skipWaiting()));
  if (type === 'agree') event.waitUntil(agreeTo(OWN).then(activate));
  if (type === 'version') event.waitUntil(agreed().then((name) => event.source.postMessage({ type, version: SHELL.version, served: (name || '').slice(PREFIX.length) })));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || isNotOurs(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (!url.pathname.endsWith('/sw.js')) event.respondWith(file(url.pathname, request));
});
