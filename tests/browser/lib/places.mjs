// Where the things under test are: named by `cargo xtask browser`, with the ordinary places as the fallback.

import { accessSync, constants, existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..', '..');
export const serverProgram = process.env.LANTERN_SERVER ?? join(root, 'target', 'debug', 'lantern-server');
export const dist = process.env.LANTERN_DIST ?? join(root, 'dist');
export const xtaskProgram = process.env.LANTERN_XTASK ?? join(root, 'target', 'debug', 'xtask');
export const example = join(root, 'examples', 'somalia');
export const screenshots = join(root, 'target', 'screenshots');

/** The path of a program on the `PATH`, or nothing. */
export function program(name) {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return found.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The browser to drive: `LANTERN_CHROMIUM`, or the first that is installed. */
export function chromiumProgram() {
  const named = process.env.LANTERN_CHROMIUM;
  if (named && existsSync(named)) return named;
  const found = ['chromium', 'chromium-browser', 'google-chrome'].map(program).find(Boolean);
  if (!found) throw new Error('no Chromium: apt-get install chromium');
  return found;
}

/** A new empty folder that nothing else uses. */
export const newFolder = (name) => mkdtemp(join(tmpdir(), `lantern-${name}-`));
