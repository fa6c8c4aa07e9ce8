// Receipts that are not HQ's word about this phone's own entries: the record stays *on this phone*, and the person is told.

import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Between } from './lib/between.mjs';
import { Browser } from './lib/browser.mjs';
import { Field } from './lib/field.mjs';
import { Server } from './lib/server.mjs';

/** Where things are in a receipt's bytes. */
const SEQ = 56;
const HASH = 64;
const SIGNATURE = 106;
const LABEL = Buffer.from('lantern receipt 1');

/** HQ's own key, from the server's folder: a forger as strong as can be. */
async function hqKey(server) {
  const folder = join(server.data, 'keys');
  for (const name of await readdir(folder)) {
    try {
      return createPrivateKey({ key: await readFile(join(folder, name)), format: 'der', type: 'pkcs8' });
    } catch {
      // Not a key; the next file may be one.
    }
  }
  throw new Error(`no key in ${folder}`);
}

/** Changes every receipt of an upload's answer. */
const inReceipts = (how) => ({ method, path, status, body }) => {
  if (method !== 'POST' || path !== '/api/v1/batches' || status !== 200) return body;
  const answer = JSON.parse(body);
  for (const log of answer.logs) {
    if (log.receipt) log.receipt = how(Buffer.from(log.receipt, 'base64url')).toString('base64url');
  }
  return JSON.stringify(answer);
};

describe('a receipt that proves nothing', () => {
  let server;
  let between;
  let phone;
  let field;
  let key;
  const signed = (receipt) => {
    const statement = Buffer.concat([LABEL, receipt.subarray(0, SIGNATURE)]);
    sign('sha256', statement, { key, dsaEncoding: 'ieee-p1363' }).copy(receipt, SIGNATURE);
    return receipt;
  };

  before(async () => {
    server = await Server.prepared();
    await server.start();
    key = await hqKey(server);
    between = await Between.before(server);
    phone = await Browser.fresh();
    field = new Field(await phone.start());
    await server.stop();
    const link = (await server.addPhone('Burao 1')).replace(server.origin, between.origin);
    await server.start();
    await field.setUp(link);
  });
  after(async () => {
    await phone.remove();
    await between.close();
    await server.remove();
  });

  const stays = async (how, words) => {
    between.change = inReceipts(how);
    await field.tab('Safe');
    await field.tap('Send now');
    await field.page.getByText(words).first().waitFor();
    assert.ok((await field.waiting()) > 0);
    assert.match((await field.records())[0], /on this phone/);
    await field.tab('Safe');
    await field.page.getByRole('button', { name: 'Understood' }).first().click();
  };

  it('stays without effect: a signature that is not HQ’s', async () => {
    between.change = inReceipts((receipt) => ((receipt[SIGNATURE + 5] ^= 1), receipt));
    await field.openForm();
    await field.fill({ card: 'KOS-0001', size: 4 });
    await field.tap('Hand over');
    await field.page.getByText('Saved', { exact: true }).first().waitFor();
    await stays((receipt) => ((receipt[SIGNATURE + 5] ^= 1), receipt), 'A receipt was not signed by HQ.');
  });

  it('stays without effect: a hash that is not the phone’s', async () => {
    await stays((receipt) => ((receipt[HASH] ^= 1), signed(receipt)), 'A receipt did not fit the records of this phone.');
  });

  it('stays without effect: a number that the phone never wrote', async () => {
    const higher = (receipt) => {
      receipt.writeBigUInt64BE(receipt.readBigUInt64BE(SEQ) + 1_000n, SEQ);
      return signed(receipt);
    };
    await stays(higher, 'A receipt named records that this phone never wrote.');
  });

  it('gives way to a true one', async () => {
    between.change = ({ body }) => body;
    await field.send();
    assert.match((await field.records())[0], /HQ holds it\s+receipt/);
    assert.deepEqual(phone.complaints, []);
  });
});
