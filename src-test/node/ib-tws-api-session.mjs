// A session of a second foreign client (ib-tws-api), which speaks version 151, with a gateway.
// usage: node ib-tws-api-session.mjs HOST PORT SYMBOL
// Runs the calls that it implements. Exit 0: every answer came and made sense. Everything else: 1.
import { Client, Contract, Order } from 'ib-tws-api';
import { Session } from './session.mjs';

const [host, port, symbol] = process.argv.slice(2);
const CLIENT_ID = 32;

const api = new Client({ host, port: Number(port), clientId: CLIENT_ID, timeoutMs: 20_000 });
const session = new Session();
const { expect, require, within } = session;
const stock = Contract.stock(symbol);

// Its decoder tells of unknown messages on the console only.
const write = console.error;
console.error = (...args) => {
  session.trouble(args.join(' '));
  write(...args);
};

async function streamed(name, start) {
  const emitter = await start();
  emitter.on(name, (...args) => session.saw(name, args));
  emitter.on('tick', (...args) => session.saw('tick', args));
  emitter.on('error', (error) => session.trouble(`${name}: ${error?.message ?? error}`));
  await within(name, () => session.since(0, name) ?? session.since(0, 'tick'));
  emitter.stop();
}

async function facts() {
  require(Number(await api.getCurrentTime()) > 1_500_000_000, 'current time');
  const [details] = await api.getContractDetails(stock);
  require(details.contract.symbol === symbol, 'details of the symbol');
  require(details.contract.conId > 0, 'a contract id');
  require(details.minTick === 0.01, `minTick is ${details.minTick}`);
  await api.getContractDetails(Contract.stock('NOSUCHSTOCK')).then(
    () => require(false, 'an unknown contract'),
    (error) => require(String(error.message ?? error).includes('security definition'), error),
  );
}

async function prices() {
  const bars = await api.getHistoricalData({
    contract: stock,
    endDateTime: '',
    duration: '10 D',
    barSizeSetting: '1 day',
    whatToShow: 'TRADES',
    useRth: 1,
    formatDate: 1,
  });
  require(bars.bars.length > 0 && bars.bars[0].high >= bars.bars[0].low, 'bars');
  const snapshot = await api.getMarketDataSnapshot({ contract: stock });
  require(JSON.stringify(snapshot).length > 10, 'a snapshot');
  await streamed('tickByTick', () =>
    api.streamTickByTickData({ contract: stock, tickType: 'BidAsk', numberOfTicks: 0, ignoreSize: false }));
  const bid = bars.bars.at(-1).close;
  return bid;
}

async function orders(price) {
  const low = Math.round(price * 50) / 100;
  const resting = await api.placeOrder({
    contract: stock,
    order: Order.limit({ action: 'BUY', totalQuantity: 3, lmtPrice: low, orderRef: 'second/rest' }),
  });
  await api.placeOrder({
    contract: stock,
    order: Order.market({ action: 'BUY', totalQuantity: 4, orderRef: 'second/now', tif: 'DAY' }),
  });
  const stop = await api.placeOrder({
    contract: stock,
    order: Order.stop({ action: 'SELL', totalQuantity: 4, auxPrice: low, orderRef: 'second/stop' }),
  });
  const open = Object.values(await api.getAllOpenOrders());
  session.saw('open', open);
  const text = JSON.stringify(open);
  require(text.includes('second/rest') && text.includes('second/stop'), `open orders: ${text}`);
  require(JSON.stringify(await api.getOpenOrders()).includes('second/rest'), 'own open orders');
  await api.cancelOrder(resting);
  await api.cancelOrder(stop);
  await within('the position', async () => true);
  const positions = JSON.stringify(await api.getPositions());
  require(positions.includes(`"${symbol}"`) && positions.includes('4'), `positions: ${positions}`);
  await api.cancelPositions();
  await api.reqGlobalCancel();
}

await session.run(async () => {
  await facts();
  const price = await prices();
  await orders(price);
  require(Number(await api.getCurrentTime()) > 0, 'the connection lives to the end');
});
