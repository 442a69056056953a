// One full session of a foreign client (@stoqey/ib, a strict decoder) with a gateway.
// usage: node stoqey-session.mjs HOST PORT SYMBOL
// Exit 0: every expected event came and not one message failed to decode. Everything else: 1.
import ib from '@stoqey/ib';

const { IBApi, EventName, OrderAction, OrderType, SecType, TimeInForce, BarSizeSetting, WhatToShow } = ib;

const [host, port, symbol] = process.argv.slice(2);
const CLIENT_ID = 31;
const STEP_MS = 10_000;
// Client-side troubles of decoding and of the connection; none may ever happen.
const DECODE_ERRORS = new Set([501, 502, 503, 504, 505, 506, 507, 508, 511, 320, 322]);

const api = new IBApi({ host, port: Number(port), clientId: CLIENT_ID });
const seen = [];
const troubles = [];
const waiting = new Set();

for (const name of Object.values(EventName)) {
  if ([EventName.all, EventName.received, EventName.sent, EventName.result].includes(name)) continue;
  api.on(name, (...args) => {
    seen.push({ name, args });
    if (name === EventName.error && DECODE_ERRORS.has(args[1])) {
      troubles.push(`error ${args[1]}: ${args[0]?.message ?? args[0]}`);
    }
    for (const check of [...waiting]) check();
  });
}

function event(name, wanted = () => true) {
  return seen.find((e) => e.name === name && wanted(...e.args));
}

function until(what, found) {
  return new Promise((resolve, reject) => {
    const check = () => {
      const result = found();
      if (result) {
        clearTimeout(timer);
        waiting.delete(check);
        resolve(result);
      }
    };
    const timer = setTimeout(() => {
      waiting.delete(check);
      reject(new Error(`did not come within ${STEP_MS} ms: ${what}`));
    }, STEP_MS);
    waiting.add(check);
    check();
  });
}

const expect = (name, wanted) => until(name, () => event(name, wanted));

function require(condition, what) {
  if (!condition) throw new Error(`not as expected: ${what}`);
}

const error = (code, id) => expect(EventName.error, (_, c, i) => c === code && i === id);

const stock = (name) => ({ symbol: name, secType: SecType.STK, exchange: 'SMART', currency: 'USD' });

const order = (action, type, quantity, reference, price) => ({
  action,
  orderType: type,
  totalQuantity: quantity,
  lmtPrice: price,
  tif: TimeInForce.DAY,
  orderRef: reference,
  transmit: true,
});

async function handshake() {
  api.connect();
  const accounts = await expect(EventName.managedAccounts);
  require(accounts.args[0].startsWith('DU'), 'a paper account');
  const next = await expect(EventName.nextValidId);
  await expect(EventName.info, (_, code) => code === 2104);
  const server = await expect(EventName.server);
  require(Number(server.args[0]) === 178, `server version 178, was ${server.args[0]}`);
  return { account: accounts.args[0].replace(',', ''), nextId: next.args[0] };
}

async function reference() {
  api.reqCurrentTime();
  await expect(EventName.currentTime);
  api.reqIds(1);
  api.reqContractDetails(1001, stock(symbol));
  const details = await expect(EventName.contractDetails, (id) => id === 1001);
  require(details.args[1].contract.symbol === symbol, 'details of the symbol');
  require(details.args[1].contract.conId > 0, 'a contract id');
  await expect(EventName.contractDetailsEnd, (id) => id === 1001);
  api.reqContractDetails(1002, stock('NOSUCHSTOCK'));
  await error(200, 1002);
}

async function prices() {
  api.reqMarketDataType(1);
  api.reqMktData(1003, stock(symbol), '', false, false);
  await expect(EventName.tickReqParams, (id) => id === 1003);
  await expect(EventName.marketDataType, (id) => id === 1003);
  const bid = await expect(EventName.tickPrice, (id, type, price) => id === 1003 && type === 1 && price > 0);
  await expect(EventName.tickPrice, (id, type, price) => id === 1003 && type === 2 && price > 0);
  await expect(EventName.tickSize, (id, type) => id === 1003 && type === 0);
  await expect(EventName.tickSize, (id, type) => id === 1003 && type === 3);
  api.cancelMktData(1003);
  api.reqHistoricalData(1004, stock(symbol), '', '10 D', BarSizeSetting.DAYS_ONE, WhatToShow.TRADES, 1, 1, false);
  await expect(EventName.historicalData, (id, time, open) => id === 1004 && open > 0);
  await expect(EventName.historicalData, (id, time) => id === 1004 && String(time).startsWith('finished'));
  return bid.args[2];
}

async function orders(nextId, bid) {
  const resting = nextId;
  const immediate = nextId + 1;
  const low = Math.round(bid * 50) / 100;
  api.placeOrder(resting, stock(symbol), order(OrderAction.BUY, OrderType.LMT, 10, 'stoqey/rest', low));
  await expect(EventName.openOrder, (id, c, o) => id === resting && o.orderRef === 'stoqey/rest' && o.lmtPrice === low);
  await expect(EventName.orderStatus, (id, status) => id === resting && status === 'Submitted');

  api.placeOrder(immediate, stock(symbol), order(OrderAction.BUY, OrderType.MKT, 10, 'stoqey/now'));
  const fill = await expect(EventName.execDetails, (id, c, e) => id === -1 && e.orderId === immediate);
  require(fill.args[2].orderRef === 'stoqey/now', 'orderRef in the execution');
  require(fill.args[2].side === 'BOT', 'BOT in the execution');
  await expect(EventName.commissionReport, (r) => r.execId === fill.args[2].execId && r.commission > 0);
  await expect(EventName.orderStatus, (id, status, filled) => id === immediate && status === 'Filled' && Number(filled) === 10);

  api.reqOpenOrders();
  await expect(EventName.openOrderEnd);
  api.reqAllOpenOrders();
  api.reqCompletedOrders(false);
  await expect(EventName.completedOrder, (c, o) => o.orderRef === 'stoqey/now');
  await expect(EventName.completedOrdersEnd);
  api.reqExecutions(1005, {});
  await expect(EventName.execDetails, (id) => id === 1005);
  await expect(EventName.execDetailsEnd, (id) => id === 1005);

  api.cancelOrder(resting, {});
  await expect(EventName.orderStatus, (id, status) => id === resting && status === 'Cancelled');
  await error(202, resting);
  api.cancelOrder(999_999, {});
  await error(10147, 999_999);
  api.placeOrder(immediate + 1, stock('NOSUCHSTOCK'), order(OrderAction.BUY, OrderType.MKT, 1, 'stoqey/none'));
  await error(200, immediate + 1);
}

async function account(code) {
  api.reqPositions();
  await expect(EventName.position, (a, c, quantity) => a === code && c.symbol === symbol && Number(quantity) === 10);
  await expect(EventName.positionEnd);
  api.cancelPositions();
  api.reqAccountUpdates(true, code);
  await expect(EventName.updateAccountValue, (key, value) => key === 'NetLiquidation' && Number(value) > 0);
  await expect(EventName.updatePortfolio, (c, quantity) => c.symbol === symbol && Number(quantity) === 10);
  await expect(EventName.updateAccountTime);
  await expect(EventName.accountDownloadEnd);
  api.reqAccountUpdates(false, code);
  api.reqAccountSummary(1006, 'All', 'NetLiquidation,TotalCashValue,BuyingPower');
  await expect(EventName.accountSummary, (id, a, tag) => id === 1006 && tag === 'BuyingPower');
  await expect(EventName.accountSummaryEnd, (id) => id === 1006);
  api.cancelAccountSummary(1006);
  api.reqPnL(1007, code, '');
  await expect(EventName.pnl, (id) => id === 1007);
  api.cancelPnL(1007);
  api.reqGlobalCancel({});
}

try {
  const { account: code, nextId } = await handshake();
  await reference();
  const bid = await prices();
  await orders(nextId, bid);
  await account(code);
  const unanswered = seen.length;
  api.reqCurrentTime();
  await until('currentTime at the end', () => seen.slice(unanswered).find((e) => e.name === EventName.currentTime));
  require(troubles.length === 0, troubles.join('; '));
  console.log(`session complete: ${seen.length} events, no decode error`);
  api.disconnect();
  process.exit(0);
} catch (failure) {
  console.error(`FAILED: ${failure.message}`);
  for (const trouble of troubles) console.error(`trouble: ${trouble}`);
  for (const e of seen.slice(-15)) console.error(`seen: ${e.name} ${JSON.stringify(e.args)?.slice(0, 300)}`);
  process.exit(1);
}
