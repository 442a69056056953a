// A person at the dashboard, told by DashboardBrowserTest what to do: one JSON line in for each step, one out.
// Needs playwright-core, axe-core and a Chromium (CHROMIUM, else /usr/bin/chromium); downloads nothing.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const PATIENCE = 90_000;
const PAGES = ['', 'workflows', 'risk', 'portfolio', 'market', 'analysis', 'strategies', 'alerts', 'events', 'settings', 'settings/users', 'settings/configuration'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', bypassCSP: false });
context.setDefaultTimeout(PATIENCE);
const page = await context.newPage();
const complaints = [];
const seqs = [];
page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
page.on('console', (message) => {
  // A server that is down on purpose is complained about by the browser itself.
  if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket connection|Failed to load resource/.test(message.text())) {
    complaints.push(`console: ${message.text()}`);
  }
});
page.on('websocket', (socket) =>
  socket.on('framereceived', ({ payload }) => {
    const message = JSON.parse(String(payload));
    if (message.type === 'system_event') {
      seqs.push(message.data.seq);
    }
  }),
);

/** What the page was told last; it asks again only when that is old. */
let toldLimits;
page.on('response', (answer) => {
  if (answer.url().endsWith('/api/risk/limits') && answer.request().method() === 'GET' && answer.ok()) toldLimits = answer.json();
});

const go = async (name) => {
  await page.evaluate((n) => { location.hash = `#/${n}`; }, name);
  await page.getByRole('main').locator('h1').first().waitFor({ state: 'attached' });
};
const state = (name) => page.getByLabel('State', { exact: true }).locator(`[data-state="${name}"]`).waitFor();
const confirm = async (button, reason, typed) => {
  const dialog = page.getByRole('dialog');
  if (reason) await dialog.getByLabel('Reason, kept with the event').fill(reason);
  const act = dialog.getByRole('button', { name: button });
  if (typed) {
    if (!(await act.isDisabled())) throw new Error('the second step can be skipped');
    await dialog.getByLabel(`Type ${typed} to go on`).fill(typed);
  }
  await act.click();
  await dialog.waitFor({ state: 'detached' });
};
/** No row of these is in the list of loading parts any more. */
const loaded = () => page.waitForFunction(() => !document.querySelector('main .spin'));

/** Over DevTools, as a debugger does: the page's policy stays as it is. */
async function violations(name, where = page) {
  const found = [];
  await where.evaluate(axe);
  for (const theme of ['light', 'dark']) {
    await where.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme);
    // The other theme has the same page in other colours.
    const rules = theme === 'light' ? {} : { runOnly: ['color-contrast'] };
    const { violations: all } = await where.evaluate((r) => window.axe.run(document, { resultTypes: ['violations'], ...r }), rules);
    for (const v of all.filter((x) => ['serious', 'critical'].includes(x.impact))) {
      found.push(`${theme} ${name}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
    }
  }
  return found;
}

/** The address of the newest run of analysis to trade, from the list of runs. */
async function newestRun() {
  await go('workflows');
  const link = page.getByRole('region', { name: 'Runs' }).getByRole('link', { name: 'Analysis to trade' }).first();
  return (await link.getAttribute('href')).replace(/^.*#\//, '');
}

/** Every command that asks again, up to its question. */
const DIALOGS = {
  'halt, two steps': () => page.getByRole('button', { name: 'Halt', exact: true }).click(),
  reduce: () => page.getByRole('button', { name: 'Reduce', exact: true }).click(),
  'start of a workflow': async () => {
    await go('workflows');
    await page.getByRole('button', { name: 'Analysis to trade', exact: true }).click();
    await page.getByRole('checkbox', { name: /^Execute/ }).check();
    await page.getByRole('button', { name: 'Start analysis to trade' }).click();
  },
  'change of limits': async () => {
    await go('risk');
    await page.locator('input[name="max_daily_loss"]').fill('1234');
    await page.getByRole('button', { name: 'Change 1 limit' }).click();
  },
  'limits of a symbol': async () => {
    await go('risk');
    await page.getByRole('button', { name: 'Limit a symbol or strategy' }).click();
  },
  /** Of a made-up request: this server wants no second person, and nothing is granted here. */
  'grant of an approval': async () => {
    await go('risk');
    await page.locator('input[name="max_daily_loss"]').waitFor();
    const asked = { id: 1, kind: 'raise_limits', summary: 'looser', reason: 'quarter end', requested_by: 'ada', breaker: null, subject: '' };
    const at = { requested_at: '2026-03-02T15:00:00Z', expires_at: '2026-03-02T16:00:00Z' };
    const limits = { ...(await toldLimits), max_daily_loss: 9000 };
    await page.route('**/api/approvals', (route) => route.fulfill({ json: { approvals: [{ ...asked, ...at, limits }] } }));
    await go('');
    await go('risk');
    await page.locator('[data-approval]').getByText('9000').waitFor();
    await page.getByRole('button', { name: 'Grant 1: Looser limits' }).click();
    await page.unroute('**/api/approvals');
  },
  'new account': async () => {
    await go('settings/users');
    await page.getByRole('button', { name: 'New account' }).click();
  },
};

const steps = {
  async login({ url, user, password }) {
    await page.goto(url);
    await page.getByLabel('Name').fill(user);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await state('running');
    await page.locator('[data-service="market_data"] [data-state="healthy"]').waitFor();
  },
  async runWorkflow({ symbols }) {
    await go('workflows');
    await page.getByRole('button', { name: 'Analysis to trade', exact: true }).click();
    await page.getByRole('textbox', { name: /^Symbols/ }).fill(symbols);
    await page.getByRole('checkbox', { name: /^Execute/ }).check();
    await page.getByRole('button', { name: 'Start analysis to trade' }).click();
    await confirm('Start and place orders');
    await page.locator('[data-step="execute_trades"][data-state="completed"]').waitFor({ timeout: 4 * PATIENCE });
    await page.locator('tr[data-status="filled"]').first().waitFor();
    return { orders: await page.locator('tr[data-status="filled"]').count() };
  },
  /** From a fill of the run on the page back to the data, with the event of the signal. */
  async seesWhy() {
    await page.getByRole('button', { name: 'Draw it' }).click();
    for (const title of ['Fetch market data', 'Run analysis', 'Risk decision', 'Fill ']) {
      await page.locator('.lineage').getByRole('button', { name: title }).first().waitFor();
    }
    await page.locator('.lineage').getByRole('button', { name: /^Signal / }).first().click();
    const event = page.getByRole('region', { name: /^Signal / }).getByRole('link', { name: /^event #/ });
    await event.click();
    await page.getByRole('region', { name: /^Event / }).getByText('Workflow step completed').waitFor();
  },
  async seesTrades() {
    await go('portfolio');
    await page.locator('[data-position]').first().waitFor();
    await page.getByRole('button', { name: /^Why / }).first().click();
    await page.getByRole('region', { name: 'Why this order' }).getByRole('button', { name: /^Risk decision/ }).waitFor();
  },
  async seesDegraded({ reason }) {
    await go('');
    await state('degraded');
    await page.locator('.reasons').getByText(reason).first().waitFor();
    await page.locator('[data-service="market_data"] [data-state="unhealthy"], [data-service="market_data"] [data-state="critical"]').waitFor();
  },
  /** Somebody takes the alert that stands in the header of every page. */
  async takesAlert({ reason }) {
    await page.getByRole('banner').getByRole('link', { name: /open alert/ }).click();
    await page.getByRole('button', { name: /^Take it: / }).first().click();
    await confirm('Take it', reason);
    await page.getByRole('button', { name: 'Taken', exact: true }).click();
    await page.locator('[data-state="acknowledged"]').first().waitFor();
  },
  /** A new account, another role for it, out again; and where a value comes from. */
  async administers({ user, key }) {
    await go('settings/users');
    await page.getByRole('button', { name: 'New account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(user);
    await dialog.getByRole('button', { name: 'Make one' }).click();
    await confirm('Create the account');
    await page.getByRole('button', { name: `Role of ${user}` }).click();
    await dialog.getByLabel('Role').selectOption('trader');
    await confirm('Change the role');
    await page.locator(`[data-user="${user}"]`).getByText('Trader').waitFor();
    await page.getByRole('button', { name: `Disable log-in of ${user}` }).click();
    await confirm('Disable the log-in', undefined, user);
    await page.locator(`[data-user="${user}"] [data-state="disabled"]`).waitFor();
    await page.getByRole('button', { name: 'Sessions of admin' }).click();
    await page.getByRole('button', { name: /^End session/ }).first().waitFor();
    await go('settings/configuration');
    await page.getByLabel('Search the configuration').fill(key);
    return { origin: await page.locator(`[data-key="orchestrator.${key}"] td`).nth(2).innerText() };
  },
  async seesOptimisation() {
    await go('strategies');
    await page.getByRole('img', { name: /^Heat map/ }).waitFor();
    await page.getByRole('img', { name: /^Walk-forward/ }).waitFor();
    await page.getByText('Against it:').waitFor();
  },
  async seesRunning() {
    await go('');
    await state('running');
    await page.locator('[data-service="market_data"] [data-state="healthy"]').waitFor();
  },
  async haltAndResume() {
    await page.getByRole('button', { name: 'Halt', exact: true }).click();
    await confirm('Halt trading now', 'halted by a browser test', 'halt');
    await state('halted');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await confirm('Resume trading', 'resumed by a browser test');
    await state('active');
  },
  async changeLimit({ name, value, reason }) {
    await go('risk');
    await page.locator(`input[name="${name}"]`).fill(value);
    await page.getByRole('button', { name: 'Change 1 limit' }).click();
    await confirm('Change the limits', reason);
    await page.getByText('version 1').waitFor();
    return { shown: await page.locator(`input[name="${name}"]`).inputValue() };
  },
  async limitsSymbol({ symbol, reason }) {
    await go('risk');
    await page.getByRole('button', { name: 'Limit a symbol or strategy' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(symbol);
    await dialog.getByLabel('Restricted').check();
    await confirm('Change the limits', reason);
    await page.getByRole('button', { name: `Change the limits of ${symbol}` }).waitFor();
  },
  async writesSchedule({ name, cron }) {
    await go('workflows');
    await page.getByRole('button', { name: 'New schedule' }).click();
    const form = page.locator('.schedule');
    await form.getByLabel('Name of the schedule').fill(name);
    await form.getByLabel(/^Cron/).fill(cron);
    await form.getByLabel('Workflow').selectOption('portfolio_rebalance');
    await form.getByRole('button', { name: 'Save the schedule' }).click();
    await page.getByRole('button', { name: `Delete ${name}` }).waitFor();
  },
  async seesLoss() {
    await page.getByRole('alert').filter({ hasText: 'Connection lost' }).waitFor();
    if (!(await page.locator('.shell.lost').count())) throw new Error('what is old is not dimmed');
  },
  async seesReturn() {
    await page.getByRole('alert').filter({ hasText: 'Connection lost' }).waitFor({ state: 'detached' });
    await state('running');
  },
  /** Waits for an event on the page, and tells every seq that came over the stream. */
  async seqs({ least }) {
    const end = Date.now() + PATIENCE;
    while ((seqs.at(-1) ?? 0) < least && Date.now() < end) {
      await new Promise((done) => setTimeout(done, 100));
    }
    return { seqs };
  },
  async reload() {
    await page.reload();
    await state('running');
  },
  /** What a person who sees badly, or works with the keyboard, would meet; and what does not fit on a phone. */
  async looks() {
    const found = [];
    const wide = [];
    for (const name of [...PAGES, await newestRun()]) {
      await go(name);
      await loaded();
      found.push(...(await violations(name || 'overview')));
      await page.setViewportSize({ width: 390, height: 844 });
      if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) wide.push(name || 'overview');
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    for (const [name, open] of Object.entries(DIALOGS)) {
      await open();
      await page.getByRole('dialog').waitFor();
      found.push(...(await violations(name)));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    return { found, wide };
  },
  /** The page before anybody is in; a reload afterwards brings the session back. */
  async looksOfLogin({ url }) {
    const stranger = await browser.newPage();
    await stranger.goto(url);
    await stranger.getByLabel('Password').waitFor();
    const found = await violations('login', stranger);
    await stranger.close();
    return { found };
  },
  async screenshots({ folder }) {
    for (const theme of ['light', 'dark']) {
      await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme);
      await page.emulateMedia({ colorScheme: theme });
      const run = await newestRun();
      for (const name of [...PAGES, run]) {
        await go(name);
        await loaded();
        await page.waitForTimeout(1_500); // charts draw themselves
        const file = name === run ? 'run' : name.replace('settings/', '') || 'overview';
        await page.screenshot({ path: `${folder}/dashboard-${file}-${theme}.jpg`, type: 'jpeg', quality: 60 });
      }
    }
  },
  async complaints() {
    return { complaints };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { step, ...args } = JSON.parse(line);
  try {
    const begun = performance.now();
    const seen = await steps[step](args);
    console.log(JSON.stringify({ ok: true, seconds: (performance.now() - begun) / 1000, ...seen }));
  } catch (failure) {
    const seen = await page.locator('body').innerText().catch(() => '');
    console.log(JSON.stringify({ ok: false, error: `${step}: ${failure.message}\nOn the page: ${seen.slice(0, 1500)}` }));
  }
}
await browser.close();
