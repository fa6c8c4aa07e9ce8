// Somebody between phone and server: passes everything on, and changes answers as a test wants.

import { createServer, request } from 'node:http';
import { once } from 'node:events';

export class Between {
  /** Called with the path, the status and the body of each answer of the API; what it returns is passed on. */
  change = ({ body }) => body;
  /** Whether an answer is cut off on its way; the server has done what was asked all the same. */
  isCut = () => false;
  /** Every upload that went through, as it was: path, headers, body. */
  uploads = [];

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
      if (this.isCut({ method, path })) {
        // In the middle: a connection that closes before any answer would be tried again by the browser itself.
        answer.writeHead(got.statusCode, { 'content-length': body.length + 1 });
        answer.write(body.subarray(0, 1), () => answer.destroy());
        return;
      }
      const changed = path.startsWith('/api/') ? Buffer.from(await this.change({ method, path, status: got.statusCode, body })) : body;
      const kept = Object.entries(got.headers).filter(([name]) => !['transfer-encoding', 'content-length', 'connection'].includes(name));
      answer.writeHead(got.statusCode, { ...Object.fromEntries(kept), 'content-length': changed.length });
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
