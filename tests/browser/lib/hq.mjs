// The HQ app as a person uses it, and the API that it stands on, asked with the same session.

export class Office {
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  async signIn(password) {
    const { page } = this;
    await page.goto(`${this.origin}/hq`);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Sign in' }).waitFor();
  }

  /** Adds a phone and returns its link. */
  async addPhone(name) {
    const { page } = this;
    await page.goto(`${this.origin}/hq/phones`);
    await page.getByLabel('Name of the phone').fill(name);
    await page.getByRole('button', { name: 'Make a link' }).click();
    return this.#newLink();
  }

  /** Makes another link for a phone and returns it. */
  async linkAgain(name) {
    const { page } = this;
    await page.goto(`${this.origin}/hq/phones`);
    await page.getByRole('button', { name: `New link: ${name}`, exact: true }).click();
    return this.#newLink();
  }

  async #newLink() {
    const link = this.page.getByLabel('Link', { exact: true });
    await link.waitFor();
    return link.inputValue();
  }

  /** Waits until the overview, left open, shows so many households by itself. */
  async households(count) {
    await this.page.getByRole('link', { name: `${count}, Households reached`, exact: true }).waitFor();
  }

  /** The sum over everything, as the API gives it. */
  async all(query = '') {
    const totals = await this.ask(`totals?${query}`);
    return totals.all ?? totals.totals.all;
  }

  /** Asks the API with this browser's session. */
  ask(path) {
    return this.page.evaluate(async (path) => (await fetch(`/api/v1/${path}`)).json(), path);
  }
}
