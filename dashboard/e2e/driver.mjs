// A person at the dashboard, told by DashboardBrowserTest what to do: one JSON line in for each step, one out.
// Needs playwright-core, axe-core and a Chromium (CHROMIUM, else /usr/bin/chromium); downloads nothing.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const PATIENCE = 90_000;
const PAGES = ['', 'workflows', 'risk', 'portfolio', 'market', 'analysis', 'strategies', 'events', 'settings'];
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
  async seesTrades() {
    await go('portfolio');
    await page.locator('[data-position]').first().waitFor();
    await page.getByRole('button', { name: /^Why / }).first().click();
    await page.getByRole('region', { name: 'Why this order' }).getByText('Risk decision').waitFor();
  },
  async seesDegraded({ reason }) {
    await go('');
    await state('degraded');
    await page.locator('.reasons').getByText(reason).first().waitFor();
    await page.locator('[data-service="market_data"] [data-state="unhealthy"], [data-service="market_data"] [data-state="critical"]').waitFor();
  },
  async seesRunning() {
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
  async axe() {
    const found = [];
    for (const theme of ['light', 'dark']) {
      await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme);
      for (const name of PAGES) {
        await go(name);
        await loaded();
        // Over DevTools, as a debugger does: the page's policy stays as it is.
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        for (const v of violations.filter((x) => ['serious', 'critical'].includes(x.impact))) {
          found.push(`${theme} ${name || 'overview'}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
        }
      }
    }
    return { found };
  },
  async phone() {
    const wide = [];
    await page.setViewportSize({ width: 390, height: 844 });
    for (const name of PAGES) {
      await go(name);
      await loaded();
      if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) wide.push(name || 'overview');
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    return { wide };
  },
  async screenshots({ folder }) {
    for (const theme of ['light', 'dark']) {
      await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme);
      await page.emulateMedia({ colorScheme: theme });
      for (const name of PAGES) {
        await go(name);
        await loaded();
        await page.waitForTimeout(1_500); // charts draw themselves
        await page.screenshot({ path: `${folder}/dashboard-${name || 'overview'}-${theme}.jpg`, type: 'jpeg', quality: 60 });
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
    console.log(JSON.stringify({ ok: true, ...(await steps[step](args)) }));
  } catch (failure) {
    const seen = await page.locator('body').innerText().catch(() => '');
    console.log(JSON.stringify({ ok: false, error: `${step}: ${failure.message}\nOn the page: ${seen.slice(0, 1500)}` }));
  }
}
await browser.close();
