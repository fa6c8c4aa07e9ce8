// Measures the field app in a real Chromium on the screen of a cheap phone, its processor slowed down six times.
//
// Prints one figure a line as JSON. Started by `cargo xtask bench browser`; `--records N` and `--starts N` change how often.
// The browser slows the page's own thread down, not its disk, nor what it compiles or caches on other threads: a phone
// with slow storage takes longer. Times are taken inside the page, so that driving it costs nothing.

import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { Server } from './lib/server.mjs';
import { isControlled } from './lib/worker.mjs';

const SLOWER = 6;
const RECORD = 'Record a hand-over';

const { values } = parseArgs({ options: { records: { type: 'string', default: '20' }, starts: { type: 'string', default: '5' } } });
const recordCount = Number(values.records);
const startCount = Number(values.starts);

const server = await Server.prepared();
const phone = await Browser.fresh();
try {
  const field = await enrolledPhone();
  const normally = await speed(field.page);
  const devtools = await slowDown(field.page);
  const slower = [normally / (await speed(field.page))];
  const saved = await tapsToSaved(field);
  await devtools.detach();
  const starts = await coldStarts((slowly) => slower.push(normally / slowly));
  if (phone.complaints.length > 0) throw new Error(phone.complaints.join('\n'));

  const at = `at ${SLOWER}× CPU throttle`;
  print(`tap to saved, ${at}, median of ${saved.length}`, median(saved), 'ms');
  print(`tap to saved, ${at}, worst of ${saved.length}`, Math.max(...saved), 'ms');
  print(`cold offline start, ${at}, median of ${starts.length}`, median(starts), 'ms');
  print(`cold offline start, ${at}, worst of ${starts.length}`, Math.max(...starts), 'ms');
  print('the throttle as measured in the pages, median', median(slower), 'times');
} finally {
  await phone.remove();
  await server.remove();
}

/** A phone that is set up and holds the whole shell; then the server is stopped. */
async function enrolledPhone() {
  const link = await server.addPhone('Measured phone');
  await server.start();
  const field = new Field(await phone.start());
  await field.setUp(link);
  await isControlled(field.page);
  await server.stop();
  return field;
}

/** Records households and returns how long each took from the tap to the frame that shows that it is saved. */
async function tapsToSaved(field) {
  const took = [];
  await field.openForm();
  for (let number = 1; number <= recordCount; number += 1) {
    console.error(`   record ${number} of ${recordCount}`);
    await field.fill({ card: `KOS-${String(number).padStart(4, '0')}`, size: 3 + (number % 6) });
    // The word of the record before counts down; only after its first second it cannot be mistaken for the new one.
    await pause(1_200);
    await field.page.evaluate(watchForSaved, String(number));
    await field.page.getByRole('button', { name: 'Hand over', exact: true }).tap();
    took.push(await field.page.evaluate(() => window.savedAfter));
  }
  return took;
}

/** Runs in the page: a promise of the time from the tap until a frame shows the word, its undo and the count. */
function watchForSaved(count) {
  const isSaid = () => {
    const snack = document.querySelector('.snack')?.textContent ?? '';
    return snack.includes('Saved') && snack.includes('(10)') && document.querySelector('.badge b')?.textContent === count;
  };
  window.savedAfter = new Promise((resolve) => {
    let tappedAt;
    addEventListener('pointerdown', (event) => (tappedAt = event.timeStamp), { capture: true, once: true });
    const look = () => {
      if (tappedAt === undefined || !isSaid()) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - tappedAt)));
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** Kills the browser, starts it without a network, and returns how long each start took until one can record. */
async function coldStarts(noteSpeed) {
  const took = [];
  // The browser writes local storage, where the chosen language is, some seconds late; starts are measured with it there.
  await pause(6_000);
  for (let number = 1; number <= startCount; number += 1) {
    console.error(`   start ${number} of ${startCount}`);
    await phone.kill();
    const page = await phone.start();
    await slowDown(page);
    await page.goto(server.origin, { waitUntil: 'commit' });
    const usable = await page.waitForFunction(isUsable, RECORD, { polling: 'raf' });
    took.push(await usable.jsonValue());
    noteSpeed(await speed(page));
  }
  return took;
}

/** Runs in the page: the time since the navigation began, once the button is drawn and the page is free to be tapped. */
function isUsable(label) {
  const button = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === label);
  if (!button || button.disabled) return false;
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
}

async function slowDown(page) {
  const devtools = await phone.devtools(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return devtools;
}

/** How much the page can do in a while: sums a millisecond, after a while in which the browser compiles them. */
function speed(page) {
  return page.evaluate(() => {
    const sum = () => {
      let sum = 0;
      for (let at = 0; at < 1_000; at += 1) sum = (sum + (at ^ sum)) | 0;
      return sum;
    };
    const often = (ms) => {
      let times = 0;
      for (const until = performance.now() + ms; performance.now() < until; times += 1) sum();
      return times / ms;
    };
    often(400);
    return often(400);
  });
}

function median(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function print(name, figure, unit) {
  console.log(JSON.stringify({ name, figure, unit }));
}
