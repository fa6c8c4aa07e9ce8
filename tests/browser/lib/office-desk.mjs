// HQ's API asked by somebody signed in, without a browser.

export class OfficeDesk {
  static async signedIn(server) {
    const desk = new OfficeDesk();
    desk.server = server;
    const answer = await fetch(`${server.origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-lantern': '1' },
      body: JSON.stringify({ password: server.password }),
    });
    if (!answer.ok) throw new Error(`signing in: ${answer.status}`);
    desk.cookie = answer.headers.getSetCookie()[0].split(';')[0];
    return desk;
  }

  async ask(path) {
    const answer = await fetch(`${this.server.origin}/api/v1/${path}`, { headers: { cookie: this.cookie } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    const json = await answer.json();
    return json.totals ?? json;
  }

  /** The cards of all records that HQ holds; a card stands there as often as there are records of it. */
  async cards() {
    const answer = await fetch(`${this.server.origin}/api/v1/records?format=csv`, { headers: { cookie: this.cookie } });
    if (!answer.ok) throw new Error(`records: ${answer.status}`);
    const rows = (await answer.text()).trim().split('\n');
    const at = rows[0].split(',').indexOf('card');
    // A record has a row for each of its lines.
    const cards = new Map(rows.slice(1).map((row) => row.split(',')).map((cells) => [cells[0], cells[at]]));
    return [...cards.values()];
  }
}
