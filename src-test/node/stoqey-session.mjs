// One full session of a foreign client (@stoqey/ib, a strict decoder) with a gateway.
// usage: node stoqey-session.mjs HOST PORT SYMBOL
// Exit 0: every expected event came and not one message failed to decode. Everything else: 1.
import ib from '@stoqey/ib';
import { Session } from './session.mjs';

const { IBApi, EventName, OrderAction, OrderType, SecType, TimeInForce, BarSizeSetting, WhatToShow } = ib;

const [host, port, symbol] = process.argv.slice(2);
const CLIENT_ID = 31;
// Client-side troubles of decoding and of the connection; none may ever happen.
const DECODE_ERRORS = new Set([501, 502, 503, 504, 505, 506, 507, 508, 511, 320, 322]);

const api = new IBApi({ host, port: Number(port), clientId: CLIENT_ID });
const session = new Session();
const { expect, require, within } = session;

for (const name of Object.values(EventName)) {
  if ([EventName.all, EventName.received, EventName.sent, EventName.result].includes(name)) continue;
  api.on(name, (...args) => {
    if (name === EventName.error && DECODE_ERRORS.has(args[1])) {
      session.trouble(`error ${args[1]}: ${args[0]?.message ?? args[0]}`);
    }
    session.saw(name, args);
  });
}

const error = (code, id) => expect(EventName.error, (_, c, i) => c === code && i === id);
const stock = (name) => ({ symbol: name, secType: SecType.STK, exchange: 'SMART', currency: 'USD' });
const status = (id, word) => expect(EventName.orderStatus, (i, s) => i === id && s === word);
const opened = (id, wanted) => expect(EventName.openOrder, (i, c, o) => i === id && wanted(o));
const cents = (price) => Math.round(price * 100) / 100;

const order = (action, type, quantity, reference, more = {}) => ({
  action,
  orderType: type,
  totalQuantity: quantity,
  tif: TimeInForce.DAY,
  orderRef: reference,
  transmit: true,
  ...more,
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
  api.reqMarketRule(26);
  await expect(EventName.marketRule, (id, rules) => id === 26 && rules[0].increment === 0.01);
  api.reqMatchingSymbols(1010, symbol.slice(0, 1));
  await expect(EventName.symbolSamples, (id, found) => id === 1010 && found.length > 0);
  api.reqSecDefOptParams(1011, symbol, '', SecType.STK, details.args[1].contract.conId);
  await expect(EventName.securityDefinitionOptionParameterEnd, (id) => id === 1011);
  return details.args[1].contract.conId;
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
  await expect(EventName.tickString, (id, type) => id === 1003 && type === 45);
  api.cancelMktData(1003);
  api.reqMktData(1012, stock(symbol), '', true, false);
  await expect(EventName.tickSnapshotEnd, (id) => id === 1012);
  api.reqTickByTickData(1013, stock(symbol), 'BidAsk', 0, false);
  await expect(EventName.tickByTickBidAsk, (id, time, b, a) => id === 1013 && a >= b);
  api.cancelTickByTickData(1013);
  api.reqTickByTickData(1014, stock(symbol), 'Last', 0, false);
  await expect(EventName.tickByTickAllLast, (id, type, time, price) => id === 1014 && price > 0);
  api.cancelTickByTickData(1014);
  api.reqTickByTickData(1015, stock(symbol), 'MidPoint', 0, false);
  await expect(EventName.tickByTickMidPoint, (id, time, price) => id === 1015 && price > 0);
  api.cancelTickByTickData(1015);
  api.reqRealTimeBars(1016, stock(symbol), 5, WhatToShow.TRADES, true);
  await expect(EventName.realtimeBar, (id, time, open) => id === 1016 && open > 0);
  api.cancelRealTimeBars(1016);
  return bid.args[2];
}

async function history() {
  api.reqHistoricalData(1004, stock(symbol), '', '10 D', BarSizeSetting.DAYS_ONE, WhatToShow.TRADES, 1, 1, false);
  await expect(EventName.historicalData, (id, time, open) => id === 1004 && open > 0);
  await expect(EventName.historicalData, (id, time) => id === 1004 && String(time).startsWith('finished'));
  api.reqHeadTimestamp(1017, stock(symbol), WhatToShow.TRADES, true, 2);
  await expect(EventName.headTimestamp, (id, stamp) => id === 1017 && Number(stamp) > 0);
  api.reqHistoricalData(1018, stock(symbol), '', '1 D', BarSizeSetting.MINUTES_FIVE, WhatToShow.TRADES, 1, 2, true);
  await expect(EventName.historicalDataUpdate, (id) => id === 1018);
  api.cancelHistoricalData(1018);
  api.reqHistoricalData(1019, stock('NOSUCHSTOCK'), '', '1 D', BarSizeSetting.DAYS_ONE, WhatToShow.TRADES, 1, 1, false);
  await error(200, 1019);
}

async function plainOrders(first, bid) {
  const resting = first;
  const immediate = first + 1;
  const low = cents(bid / 2);
  api.placeOrder(resting, stock(symbol), order(OrderAction.BUY, OrderType.LMT, 10, 'stoqey/rest', { lmtPrice: low }));
  await opened(resting, (o) => o.orderRef === 'stoqey/rest' && o.lmtPrice === low);
  await status(resting, 'Submitted');
  const lower = cents(low - 1);
  api.placeOrder(resting, stock(symbol), order(OrderAction.BUY, OrderType.LMT, 12, 'stoqey/rest', { lmtPrice: lower }));
  await opened(resting, (o) => o.lmtPrice === lower && Number(o.totalQuantity) === 12);
  api.placeOrder(resting, stock(symbol), order(OrderAction.SELL, OrderType.LMT, 12, 'stoqey/rest', { lmtPrice: lower }));
  await error(105, resting);

  api.placeOrder(immediate, stock(symbol), order(OrderAction.BUY, OrderType.MKT, 10, 'stoqey/now'));
  const fill = await expect(EventName.execDetails, (id, c, e) => id === -1 && e.orderId === immediate);
  require(fill.args[2].orderRef === 'stoqey/now', 'orderRef in the execution');
  require(fill.args[2].side === 'BOT', 'BOT in the execution');
  await expect(EventName.commissionReport, (r) => r.execId === fill.args[2].execId && r.commission > 0);
  await expect(EventName.orderStatus, (id, word, filled) => id === immediate && word === 'Filled' && Number(filled) === 10);

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
  await status(resting, 'Cancelled');
  await error(202, resting);
  api.cancelOrder(999_999, {});
  await error(10147, 999_999);
  api.placeOrder(first + 2, stock('NOSUCHSTOCK'), order(OrderAction.BUY, OrderType.MKT, 1, 'stoqey/none'));
  await error(200, first + 2);
}

/** Stops, trailing stops and orders on the close; all far away, all cancelled again. */
async function waitingOrders(first, bid) {
  const half = cents(bid / 2);
  const kinds = [
    [OrderType.STP, { auxPrice: half }, (o) => o.auxPrice === half],
    [OrderType.STP_LMT, { auxPrice: half, lmtPrice: cents(half - 1) }, (o) => o.lmtPrice === cents(half - 1)],
    [OrderType.TRAIL, { trailingPercent: 40 }, (o) => o.trailingPercent === 40 && o.trailStopPrice > 0],
    [OrderType.TRAIL, { auxPrice: half }, (o) => o.auxPrice === half],
    [OrderType.MOC, {}, () => true],
    [OrderType.LOC, { lmtPrice: half }, (o) => o.lmtPrice === half],
  ];
  for (const [i, [type, more, wanted]] of kinds.entries()) {
    const id = first + i;
    api.placeOrder(id, stock(symbol), order(OrderAction.SELL, type, 1, `stoqey/wait/${i}`, more));
    await opened(id, (o) => o.orderType === type);
    api.reqOpenOrders();
    await opened(id, (o) => o.orderType === type && wanted(o));
    api.cancelOrder(id, {});
    await status(id, 'Cancelled');
  }
  api.reqCompletedOrders(false);
  await expect(EventName.completedOrder, (c, o) => o.orderType === OrderType.TRAIL);
  return first + kinds.length;
}

/** Parent and two children, sent as one, and a group. */
async function linkedOrders(first, bid) {
  const low = cents(bid / 2);
  const child = { parentId: first, transmit: false };
  api.placeOrder(first, stock(symbol), order(OrderAction.BUY, OrderType.LMT, 5, 'stoqey/parent', { lmtPrice: low, transmit: false }));
  api.placeOrder(first + 1, stock(symbol), order(OrderAction.SELL, OrderType.LMT, 5, 'stoqey/profit', { ...child, lmtPrice: cents(bid * 2) }));
  api.placeOrder(first + 2, stock(symbol), order(OrderAction.SELL, OrderType.STP, 5, 'stoqey/stop', { ...child, auxPrice: cents(low - 1), transmit: true }));
  await status(first, 'Submitted');
  await opened(first + 1, (o) => o.parentId === first && o.ocaGroup !== '');
  await status(first + 2, 'PreSubmitted');
  api.cancelOrder(first, {});
  for (const id of [first, first + 1, first + 2]) await status(id, 'Cancelled');

  const group = { ocaGroup: 'stoqey-group', ocaType: 1 };
  api.placeOrder(first + 3, stock(symbol), order(OrderAction.BUY, OrderType.LMT, 5, 'stoqey/group/far', { ...group, lmtPrice: low }));
  await status(first + 3, 'Submitted');
  api.placeOrder(first + 4, stock(symbol), order(OrderAction.BUY, OrderType.MKT, 5, 'stoqey/group/now', group));
  await status(first + 4, 'Filled');
  await status(first + 3, 'Cancelled');

  api.placeOrder(first + 5, stock(symbol), order(OrderAction.BUY, OrderType.LMT, 5, 'stoqey/what-if', { lmtPrice: low, whatIf: true }));
  const cost = await expect(EventName.openOrder, (id, c, o, state) => id === first + 5 && state.commission > 0);
  require(cost.args[3].initMarginAfter > cost.args[3].initMarginBefore, 'margin of a what-if');
}

async function account(code, conId) {
  api.reqPositions();
  await expect(EventName.position, (a, c, quantity) => a === code && c.symbol === symbol && Number(quantity) === 15);
  await expect(EventName.positionEnd);
  api.cancelPositions();
  api.reqAccountUpdates(true, code);
  await expect(EventName.updateAccountValue, (key, value) => key === 'NetLiquidation' && Number(value) > 0);
  await expect(EventName.updatePortfolio, (c, quantity) => c.symbol === symbol && Number(quantity) === 15);
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
  api.reqPnLSingle(1020, code, '', conId);
  await expect(EventName.pnlSingle, (id, quantity) => id === 1020 && Number(quantity) === 15);
  api.cancelPnLSingle(1020);
  api.reqGlobalCancel({});
}

await session.run(async () => {
  const { account: code, nextId } = await handshake();
  const conId = await reference();
  const bid = await prices();
  await history();
  await plainOrders(nextId, bid);
  const next = await waitingOrders(nextId + 3, bid);
  await linkedOrders(next, bid);
  await account(code, conId);
  const answered = session.count();
  api.reqCurrentTime();
  await within('currentTime at the end', () => session.since(answered, EventName.currentTime));
});
