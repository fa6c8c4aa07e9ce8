// The real server as a process: started, stopped in good order, or killed, always on the same data and port.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dist, example, newFolder, serverProgram } from './places.mjs';

export class Server {
  #process = null;
  /** Everything that the server wrote to its log, over all its lives. */
  log = '';
  /** The folder with both built apps; another one is what a second build would serve. */
  dist = dist;
  password = 'warm-light-in-the-dark';

  /** A server with a password and the example plan, not yet started. */
  static async prepared() {
    const server = new Server();
    server.data = await newFolder('data');
    server.port = await freePort();
    await server.command(['password', '--set'], server.password + '\n');
    const tables = (await readdir(example)).filter((name) => name.endsWith('.csv'));
    await server.command(['import', ...tables.map((name) => join(example, name))]);
    return server;
  }

  get origin() {
    return `http://localhost:${this.port}`;
  }

  /** Runs one of the server's other commands on the same data, and returns what it prints. */
  async command([task, ...words], input = '') {
    const child = spawn(serverProgram, [task, '--data', this.data, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    let failed = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (failed += text));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`lantern-server ${task} ended with ${code}: ${failed}${said}`);
    return said.trim();
  }

  /** A link that enrols one phone, once. Only while the server is stopped: the journal has one writer. */
  async addPhone(name) {
    const said = await this.command(['add-phone', '--name', name, '--origin', this.origin]);
    return said.split(/\s+/).find((word) => word.includes('#enrol='));
  }

  async start() {
    const words = ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, '--web', this.dist];
    const child = spawn(serverProgram, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, RUST_LOG: 'debug' } });
    child.stdout.on('data', (text) => (this.log += text));
    child.stderr.on('data', (text) => (this.log += text));
    this.#process = child;
    for (let tries = 0; tries < 200; tries += 1) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.log}`);
      const answer = await fetch(`${this.origin}/health`).catch(() => null);
      if (answer?.ok) return this;
      await pause(50);
    }
    throw new Error(`the server did not answer:\n${this.log}`);
  }

  get isRunning() {
    return this.#process !== null;
  }

  /** Stops in good order, as an office would. */
  stop = () => this.#end('SIGTERM');

  /** Ends at once, as a power cut would. */
  kill = () => this.#end('SIGKILL');

  async #end(signal) {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }

  /** Stops, and deletes the data. */
  async remove() {
    await this.kill();
    if (this.data) await rm(this.data, { recursive: true, force: true });
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
