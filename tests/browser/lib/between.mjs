// Somebody between phone and server: passes everything on, and changes answers as a test wants.

import { createServer, request } from 'node:http';
import { once } from 'node:events';

export class Between {
  /** Called with the path, the status and the body of each answer of the API; what it returns is passed on. */
  change = ({ body }) => body;
  /** What becomes of an answer: `whole`, `cut` in the middle, or a `fault` of 500. What was asked is done all the same. */
  fate = () => 'whole';
  /** Every upload that went through, as it was: path, headers, body. */
  uploads = [];
  /** The path of each answer with a body, in the order of arrival. */
  fetched = [];

  static async before(server) {
    const between = new Between();
    between.server = server;
    between.listener = createServer((asked, answer) => between.#pass(asked, answer));
    between.listener.listen(0, '127.0.0.1');
    await once(between.listener, 'listening');
    return between;
  }

  get origin() {
    return `http://localhost:${this.listener.address().port}`;
  }

  async close() {
    this.listener.closeAllConnections();
    this.listener.close();
    await once(this.listener, 'close');
  }

  async #pass(asked, answer) {
    const sent = await whole(asked);
    const { method, url: path, headers } = asked;
    if (method === 'POST' && path === '/api/v1/batches') this.uploads.push({ headers, body: sent });
    const onwards = request({ host: '127.0.0.1', port: this.server.port, method, path, headers: { ...headers, connection: 'close' } });
    onwards.on('error', () => answer.destroy());
    onwards.on('response', async (got) => {
      const body = await whole(got);
      if (got.statusCode === 200) this.fetched.push(path);
      const kept = Object.entries(got.headers).filter(([name]) => !['transfer-encoding', 'content-length', 'connection'].includes(name));
      const headers = Object.fromEntries(kept);
      const fate = this.fate({ method, path });
      if (fate === 'fault') {
        answer.writeHead(500, { 'content-length': 0 }).end();
        return;
      }
      if (fate === 'cut') {
        // Not before it begins: a connection that closes without a word would be tried again by the browser itself.
        answer.writeHead(got.statusCode, { ...headers, 'content-length': body.length + 1 });
        answer.write(body.subarray(0, body.length / 2 + 1), () => answer.destroy());
        return;
      }
      const changed = path.startsWith('/api/') ? Buffer.from(await this.change({ method, path, status: got.statusCode, body })) : body;
      answer.writeHead(got.statusCode, { ...headers, 'content-length': changed.length });
      answer.end(changed);
    });
    onwards.end(sent);
  }
}

async function whole(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
