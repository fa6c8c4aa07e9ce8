/*
 * The service worker of the field app: keeps one whole version of the shell and serves it without a network.
 *
 * The build puts one line before this file: `const SHELL = { version, files: [{ path, sha256, bytes }] };`, so a changed
 * file changes this script, and the browser notices an update by itself.
 *
 * - install: fetches every file of SHELL, checks its SHA-256, and puts it into a cache named after the version. One file
 *   missing or different: nothing is installed, the present version goes on. A file that the present version already
 *   holds with the same digest is copied, not fetched again.
 * - waiting: a new version never takes over by itself. The page offers it and sends { type: 'swap' } when the person
 *   agrees; only then does the whole shell change, at once.
 * - activate: only now are the caches of other versions deleted.
 * - fetch: a page of the field app is answered with the shell's index page; a file of the shell from the cache. What is
 *   gone from the cache comes from the network. /hq, /api, /health and other origins are not this worker's business.
 *
 * Leaves to others: offering the update (boot.js), records and their sync (the app itself).
 */
'use strict';

const PREFIX = 'lantern-shell-';
const CACHE = PREFIX + SHELL.version;
const INDEX = '/';
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
    const cache = await caches.open(CACHE);
    await Promise.all(files.map(([path, response]) => cache.put(path, response)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
};

/** Takes over the open pages and lets go of every other version. */
const activate = async () => {
  await self.clients.claim();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
};

/** A file of this version; when the browser has dropped it, the network's, which is kept if it is the same one. */
const serve = async (path, request) => {
  const cache = await caches.open(CACHE);
  const held = await cache.match(path);
  if (held) return held;
  const fresh = await fetch(request);
  const same = await verified(fresh.clone(), DIGESTS.get(path));
  if (same) await cache.put(path, same).catch(() => { /* A full disk: served all the same. */ });
  return fresh;
};

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('message', (event) => {
  if (event.data && event.data.type === 'swap') self.skipWaiting();
  if (event.data && event.data.type === 'version' && event.source) event.source.postMessage({ type: 'version', version: SHELL.version });
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || isNotOurs(url.pathname)) return;
  if (DIGESTS.has(url.pathname)) event.respondWith(serve(url.pathname, request));
  else if (request.mode === 'navigate') event.respondWith(serve(INDEX, request));
});
