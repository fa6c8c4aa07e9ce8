// A real Chromium with a profile that outlives it, so that it can be killed and started again like a phone.

import { readdir, readFile, rm } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { setTimeout as pause } from 'node:timers/promises';
import { chromiumProgram, newFolder } from './places.mjs';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The screen of a cheap phone. */
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
/** The screen of an office. */
export const DESK = { viewport: { width: 1280, height: 800 } };

export class Browser {
  #context = null;
  /** What went wrong in any page: console errors, uncaught errors, broken security policy. */
  complaints = [];

  /** A browser that was never used before. */
  static async fresh(screen = PHONE, options = {}) {
    const browser = new Browser();
    browser.profile = await newFolder('profile');
    browser.options = { locale: 'en-GB', ...screen, ...options };
    return browser;
  }

  /** Starts on its profile and returns a page. */
  async start() {
    this.#context = await chromium.launchPersistentContext(this.profile, {
      executablePath: chromiumProgram(),
      headless: true,
      args: ARGUMENTS,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
      ...this.options,
    });
    this.#context.setDefaultTimeout(20_000);
    this.#context.on('page', (page) => this.#listen(page));
    const page = this.#context.pages()[0] ?? (await this.#context.newPage());
    this.#listen(page);
    return page;
  }

  get context() {
    return this.#context;
  }

  /** Another tab of the same browser. */
  newPage = () => this.#context.newPage();

  /** A channel for what only the browser's own tools can ask. */
  devtools = (page) => this.#context.newCDPSession(page);

  /** Closes as a person would. */
  async close() {
    await this.#context?.close();
    this.#context = null;
  }

  /** Ends every process of this browser at once, as a phone out of battery would. */
  async kill() {
    const numbers = await processesOf(this.profile);
    for (const number of numbers) {
      try {
        process.kill(number, 'SIGKILL');
      } catch {
        // Gone already with its parent.
      }
    }
    while ((await processesOf(this.profile)).length > 0) await pause(20);
    await this.#context?.close().catch(() => {});
    this.#context = null;
  }

  /** Closes, and deletes the profile. */
  async remove() {
    await this.close().catch(() => {});
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #listened = new WeakSet();

  #listen(page) {
    if (this.#listened.has(page)) return;
    this.#listened.add(page);
    page.on('console', (message) => {
      const isFault = message.type() === 'error' && !isExpected(message.text());
      if (isFault) this.complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('crash', () => this.complaints.push('the page crashed'));
  }
}

/** A browser reports every request that fails; with the server gone that is the point. */
const isExpected = (text) => /^Failed to load resource: (net::ERR_|the server responded with a status of (401|403|410))/.test(text);

/** The processes that were started with this profile folder; its name is used by nothing else. */
async function processesOf(profile) {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(numbers.map((number) => readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '')));
  return numbers.filter((_, at) => lines[at].includes(`--user-data-dir=${profile}`)).map(Number);
}
