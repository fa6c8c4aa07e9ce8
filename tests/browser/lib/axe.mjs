// axe-core on a page as it is: every rule, every level, no exception.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on this page, one line a finding. */
export async function findings(page) {
  const isHere = await page.evaluate(() => 'axe' in window);
  // Through the browser's own tools, because the page's security policy rightly forbids a script of ours.
  if (!isHere) await page.evaluate(source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, impact, help, nodes }) => nodes.map((node) => `${id} (${impact}): ${help}: ${node.html.slice(0, 200)}`));
}
