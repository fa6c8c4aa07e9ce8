// The field app as a person uses it: things are found by their role and label, in English.

/** The round and the settlement that most tests work in, as the example plan names them. */
export const KOSAAR = { round: 'Kosaar lanterns and NFI kits', settlement: 'Kosaar' };
export const OPERATOR = 'Hodan Warsame';

export class Field {
  constructor(page) {
    this.page = page;
  }

  /** From a link to the first page: language, enrolment, who records, where. */
  async setUp(link, place = KOSAAR) {
    await this.enrol(link);
    await this.page.getByLabel('Your name').fill(OPERATOR);
    await this.tap('Go on');
    await this.goTo(place);
  }

  async enrol(link) {
    await this.page.goto(link);
    await this.tap('English');
    await this.page.getByText('This phone is set up').first().waitFor();
    await this.tap('Go on');
  }

  /** Opens the app on a phone that is set up. */
  async open(origin) {
    await this.page.goto(origin);
    await this.page.getByRole('main').getByRole('heading').first().waitFor();
  }

  /** Chooses round and settlement; a settlement that is not in the plan is typed in. */
  async choose({ round, settlement, isProvisional = false }) {
    const { page } = this;
    const change = page.getByRole('button', { name: 'Change' });
    await page.getByRole('heading', { name: 'Where do you work?' }).waitFor();
    if (await change.isVisible()) await change.click();
    await page.getByRole('button', { name: round }).click();
    if (isProvisional) {
      await this.tap('Not in the list …');
      await page.getByLabel('Name of the settlement').fill(settlement);
    } else {
      await page.getByRole('radio', { name: new RegExp(`^${settlement}`) }).check();
    }
    await this.tap('Work here');
  }

  /** Goes to another place from anywhere. */
  async goTo(place) {
    if (!(await this.page.getByRole('heading', { name: 'Where do you work?' }).isVisible())) {
      await this.page.goto(`${new URL(this.page.url()).origin}/#/place`);
    }
    await this.choose(place);
    await this.page.getByRole('button', { name: 'Record a hand-over' }).waitFor();
  }

  /** Opens one of the four tabs. */
  async tab(name) {
    await this.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  }

  /** Opens an empty form, or the half-typed one. */
  async openForm() {
    const record = this.page.getByRole('button', { name: 'Record a hand-over' });
    await this.tab('Record');
    await record.click();
  }

  /** Fills the open form for one household. Nothing of it is saved yet. */
  async fill({ card, size }) {
    const { page } = this;
    if (card) await page.getByLabel('Card number').fill(card);
    else await this.tap('No card');
    await page.getByLabel('People in the household').fill(String(size));
  }

  /** Records one household with HQ in reach, where it may be sent before anybody sees it wait. Nothing was just saved. */
  async recordInReach(household) {
    await this.fill(household);
    await this.tap('Hand over');
    await this.page.getByText('Saved', { exact: true }).first().waitFor();
  }

  /** Records one household with HQ out of reach, from the open form to the word *saved*. */
  async record(household) {
    const before = await this.waiting();
    await this.fill(household);
    await this.tap('Hand over');
    await this.waits(before + 1);
  }

  /**
   * Records so many households into the open form with HQ out of reach, as fast as the page takes them: typed and tapped
   * from inside it, for tests that need hundreds.
   */
  async recordQuickly(prefix, count) {
    const before = await this.waiting();
    await this.page.evaluate(
      async ({ prefix, count, before }) => {
        const main = () => document.querySelector('main');
        const input = (label) => [...main().querySelectorAll('input')].find((it) => it.labels?.[0]?.innerText.startsWith(label));
        const button = (name) => [...document.querySelectorAll('button')].find((it) => it.innerText.trim() === name);
        const type = (label, text) => {
          const field = input(label);
          field.value = text;
          field.dispatchEvent(new Event('input', { bubbles: true }));
        };
        const until = async (isSo) => {
          while (!isSo()) await new Promise((next) => requestAnimationFrame(next));
        };
        for (let number = 1; number <= count; number += 1) {
          await until(() => input('Card number')?.value === '' && button('Hand over'));
          type('Card number', `${prefix}${number}`);
          type('People in the household', '4');
          await until(() => button('Hand over'));
          button('Hand over').click();
          await until(() => Number(document.querySelector('.badge b').textContent) === before + number);
        }
      },
      { prefix, count, before },
    );
    await this.waits(before + count);
  }

  /** How many records wait, as the bar says on every screen. */
  async waiting() {
    return Number(await this.page.locator('.badge b').textContent());
  }

  /** Waits until so many records wait. */
  async waits(count) {
    await this.page.locator('.badge b').filter({ hasText: new RegExp(`^${count}$`) }).waitFor();
  }

  /** Makes one record void from its own page. */
  async void(card, reason = 'wrong card') {
    const { page } = this;
    await this.find(card);
    await page.getByRole('link', { name: new RegExp(`^${card}`) }).first().click();
    await this.tap('Make this record void …');
    await page.getByLabel('Why is it void?').selectOption({ label: reason });
    await this.tap('Make it void');
    await page.getByText(`void: ${reason}`).first().waitFor();
  }

  /** Searches the list of records for a card. */
  async find(card) {
    await this.tab('Records');
    await this.page.getByLabel('Search by card').fill(card);
  }

  /** The list of records as text: one string a record. */
  async records() {
    await this.tab('Records');
    const list = this.page.getByRole('main').getByRole('listitem');
    await list.first().waitFor();
    return list.allInnerTexts();
  }

  /** Sends now, and waits until nothing waits. */
  async send() {
    await this.tab('Safe');
    await this.tap('Send now');
    await this.waits(0);
  }

  async tap(name) {
    await this.page.getByRole('button', { name, exact: true }).click();
  }
}
