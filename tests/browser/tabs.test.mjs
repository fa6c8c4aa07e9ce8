// Two tabs of one phone: one writes, the other says so in words, also while the first one is frozen; nothing doubles.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OfficeDesk } from './lib/office-desk.mjs';
import { Field } from './lib/field.mjs';
import { phoneAlone } from './lib/scenes.mjs';
import { isStored } from './lib/stored.mjs';

describe('a second tab', () => {
  let server;
  let phone;
  let field;
  let end;

  before(async () => {
    ({ server, phone, field, end } = await phoneAlone());
  });
  after(() => end());

  /** Stops everything in a tab, as a browser does with one that nobody has looked at for a while; it keeps its lock. */
  const freezes = async (page) => (await phone.devtools(page)).send('Page.setWebLifecycleState', { state: 'frozen' });

  /** Opens another tab, which says in words that it can do nothing now, and what to do. */
  const opensAnother = async () => {
    const page = await phone.newPage();
    await page.goto(server.origin);
    await page.getByRole('heading', { name: 'Lantern is open in another tab' }).waitFor();
    await page.getByText('Go on in the other one, or close it: this one then takes over.').waitFor();
    assert.equal(await page.getByRole('button').count(), 0, 'nothing can be recorded here');
    assert.equal(await page.getByRole('navigation').count(), 0);
    return new Field(page);
  };

  it('says what to do while the first one is frozen, and takes over when that one is closed', async () => {
    await field.openForm();
    await field.record({ card: 'KOS-0001', size: 4 });
    await field.fill({ card: 'KOS-0002', size: 7 });
    await isStored(field.page, 'KOS-0002');
    await freezes(field.page);
    const second = await opensAnother();
    await second.page.reload();
    await second.page.getByRole('heading', { name: 'Lantern is open in another tab' }).waitFor();
    await field.page.close();
    await second.waits(1);
    field = second;
  });

  it('has the record and the half-typed form of the first one, and records', async () => {
    await field.openForm();
    assert.equal(await field.page.getByLabel('Card number').inputValue(), 'KOS-0002');
    assert.equal(await field.page.getByLabel('People in the household').inputValue(), '7');
    await field.record({ card: 'KOS-0002', size: 7 });
  });

  it('takes over from one that crashed while it was frozen', async () => {
    const frozen = field.page;
    await freezes(frozen);
    field = await opensAnother();
    const crashed = frozen.waitForEvent('crash');
    // Answered by nobody: whoever would answer is gone.
    (await phone.devtools(frozen)).send('Page.crash').catch(() => {});
    await crashed;
    await field.waits(2);
    await field.openForm();
    await field.record({ card: 'KOS-0003', size: 5 });
  });

  it('leaves the first one to go on where it is thawed before', async () => {
    const devtools = await phone.devtools(field.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    const second = await opensAnother();
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await field.page.bringToFront();
    await field.record({ card: 'KOS-0004', size: 6 });
    await second.page.getByRole('heading', { name: 'Lantern is open in another tab' }).waitFor();
    await second.page.close();
  });

  it('has lost nothing and doubled nothing: HQ has each record once', async () => {
    await server.start();
    await field.send();
    const office = await OfficeDesk.signedIn(server);
    assert.deepEqual((await office.cards()).sort(), ['KOS-0001', 'KOS-0002', 'KOS-0003', 'KOS-0004']);
    assert.deepEqual(phone.complaints, ['the page crashed'], 'as it was told to');
  });
});
