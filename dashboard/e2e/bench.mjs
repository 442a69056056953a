// Measures the dashboard in a real browser; bench/dashboard.sh starts the server and calls it.
// A stream of quotes is played into the page's own socket: 100 a second over 1,000 symbols.
import { chromium } from 'playwright-core';

const [url, password, seconds] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const RATE = 100;
const SYMBOLS = Array.from({ length: 1000 }, (_, i) => `S${String(i).padStart(4, '0')}`);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--js-flags=--expose-gc', '--enable-precise-memory-info'],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(120_000);

// 1,000 symbols are watched: the list that the server gives is longer, everything else is its own.
await page.route('**/api/market/symbols', async (route) => {
  const answer = await route.fetch();
  const json = await answer.json();
  await route.fulfill({ response: answer, json: { ...json, watched: SYMBOLS } });
});
let feed = null;
await page.routeWebSocket(/\/ws/, (socket) => {
  const server = socket.connectToServer();
  // The server does not know these symbols.
  socket.onMessage((text) => {
    if (!/"type":"(un)?subscribe"/.test(String(text))) server.send(text);
  });
  server.onMessage((text) => socket.send(text));
  feed = socket;
});

const sizes = { transferred: 0, files: 0 };
const cdp = await context.newCDPSession(page);
await cdp.send('Network.enable');
cdp.on('Network.loadingFinished', (e) => { sizes.transferred += e.encodedDataLength; sizes.files++; });
await cdp.send('Performance.enable');

const paints = [];
for (let i = 0; i < 5; i++) {
  await page.goto(url);
  await page.getByLabel('Name').waitFor();
  paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN));
  if (i === 0) console.log(`first load: ${sizes.files} files, ${(sizes.transferred / 1024).toFixed(1)} KiB over the wire (limit 400)`);
}
paints.sort((a, b) => a - b);
console.log(`first contentful paint: median ${paints[2].toFixed(0)} ms, worst ${paints[4].toFixed(0)} ms of 5 (limit 1000)`);

await page.getByLabel('Name').fill('admin');
await page.getByLabel('Password').fill(password);
await page.getByRole('button', { name: 'Log in' }).click();
await page.getByRole('navigation').waitFor();
await page.evaluate(() => { location.hash = '#/market'; });
await page.locator('[data-symbol="S0000"]').waitFor();
const rows = Number(await page.getByRole('table', { name: 'Quotes' }).getAttribute('aria-rowcount')) - 1;

let seq = 0;
const tick = () => {
  // What can be seen changes most: every second quote is of the first 20 rows.
  const index = seq % 2 === 0 ? (seq / 2) % 20 : (seq * 7919) % 1000;
  const price = 100 + ((seq * 37) % 1000) / 100;
  seq++;
  feed.send(JSON.stringify({ type: 'market_data', data: { symbol: SYMBOLS[index], bid: price, ask: price + 0.02, bid_size: 100, ask_size: 100, last: price + 0.01, size: 100, volume: seq, timestamp: new Date().toISOString(), quality: 'good' } }));
};
const timer = setInterval(() => { for (let i = 0; i < RATE / 20; i++) tick(); }, 50);

const metrics = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]));
const heap = async () => {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await metrics()).JSHeapUsedSize / 2 ** 20;
};

async function frames(ms) {
  return page.evaluate((duration) => new Promise((done) => {
    const gaps = [];
    let last = performance.now();
    const end = last + duration;
    requestAnimationFrame(function step(now) {
      gaps.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(step);
      else done(gaps);
    });
  }), ms);
}

await new Promise((done) => setTimeout(done, 5_000));
const before = await metrics();
const sentBefore = seq;
const gaps = (await frames(20_000)).slice(1).sort((a, b) => a - b);
const after = await metrics();
const span = after.Timestamp - before.Timestamp;
const busy = (after.TaskDuration - before.TaskDuration) / span;
const frame = (busy * span * 1000) / gaps.length;
console.log(`frames over 20 s at ${((seq - sentBefore) / span).toFixed(0)} quotes/s, ${rows} rows: ${(gaps.length / 20).toFixed(1)} a second, median ${gaps[gaps.length >> 1].toFixed(1)} ms, p99 ${gaps[Math.floor(gaps.length * 0.99)].toFixed(1)} ms`);
console.log(`work of the page's thread: ${(busy * 1000).toFixed(0)} ms a second, ${frame.toFixed(2)} ms a frame (60 fps leave 16.7)`);

const start = await heap();
const rounds = Math.max(2, Math.floor(seconds / 30));
const heaps = [];
for (let i = 0; i < rounds; i++) {
  await new Promise((done) => setTimeout(done, (seconds * 1000) / rounds));
  heaps.push(await heap());
}
clearInterval(timer);
const nodes = (await metrics()).Nodes;
console.log(`heap after collection, ${seconds} s of streaming: ${start.toFixed(1)} → ${heaps.map((h) => h.toFixed(1)).join(', ')} MiB; ${nodes} DOM nodes`);
await browser.close();
