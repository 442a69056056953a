// The documented session of IQFeed with nothing but sockets: admin, Level 1, lookup, derivatives, depth.
// Knows the protocol, not the program: node iqfeed-session.mjs HOST L1 LOOKUP ADMIN DERIVATIVES DEPTH SYMBOL
// Prints one line of JSON; exit code 0: every step was answered as described.
import net from 'node:net';

const [host, levelOne, lookup, admin, derivatives, depth, symbol] = process.argv.slice(2);
const DEADLINE_MS = 20_000;

class LineSocket {
  #waiting = [];
  #lines = [];
  #rest = '';

  constructor(port) {
    this.socket = net.connect({ host, port: Number(port) });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text) => this.#take(text));
    this.socket.on('error', (error) => fail(`port ${port}: ${error.message}`));
  }

  #take(text) {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop();
    for (const part of parts) {
      this.#lines.push(part.replace(/\r$/, ''));
    }
    this.#serve();
  }

  #serve() {
    while (this.#waiting.length > 0) {
      const at = this.#lines.findIndex(this.#waiting[0].fits);
      if (at < 0) {
        return;
      }
      const line = this.#lines[at];
      this.#lines.splice(0, at + 1);
      this.#waiting.shift().found(line);
    }
  }

  send(line) {
    this.socket.write(`${line}\r\n`, 'latin1');
  }

  /** The next line that fits; those before it are passed over. */
  next(what, fits) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), DEADLINE_MS);
      this.#waiting.push({
        fits,
        found: (line) => {
          clearTimeout(timer);
          resolve(line);
        },
      });
      this.#serve();
    });
  }

  starting(prefix) {
    return this.next(prefix, (line) => line.startsWith(prefix));
  }

  /** Rows of a lookup answer, without the id and the end mark. */
  async answer(id) {
    const rows = [];
    for (;;) {
      const line = await this.starting(`${id},`);
      if (line.startsWith(`${id},!ENDMSG!`)) {
        return rows;
      }
      rows.push(line.slice(id.length + 1));
    }
  }

  close() {
    this.socket.end();
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function check(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

async function hello(socket, protocol = '6.2') {
  socket.send(`S,SET PROTOCOL,${protocol}`);
  check(
    (await socket.starting('S,CURRENT PROTOCOL,')) === `S,CURRENT PROTOCOL,${protocol},`,
    'protocol is not confirmed',
  );
  socket.send('S,SET CLIENT NAME,node-session');
}

async function adminSession() {
  const socket = new LineSocket(admin);
  await hello(socket);
  socket.send('S,REGISTER CLIENT APP,NODE_SESSION,1.0');
  await socket.starting('S,REGISTER CLIENT APP COMPLETED');
  socket.send('S,CLIENTSTATS ON');
  const stats = (await socket.starting('S,STATS,')).split(',');
  check(stats[12] === 'Connected', `state is ${stats[12]}`);
  check(Number(stats[4]) > 0, 'no symbol limit');
  const client = await socket.next('own CLIENTSTATS', (l) =>
    l.startsWith('S,CLIENTSTATS,') && l.includes('node-session'));
  socket.close();
  return { symbolLimit: Number(stats[4]), clientStats: client.split(',').length };
}

async function levelOneSession() {
  const socket = new LineSocket(levelOne);
  const customer = socket.starting('S,CUST,');
  check((await customer).split(',')[2] === 'real_time', 'data are delayed');
  await hello(socket);
  socket.send('S,SELECT UPDATE FIELDS,Symbol,Most Recent Trade,TickID,Bid,Ask,Message Contents');
  const fields = (
    await socket.next('fields', (l) => /^S,CURRENT UPDATE FIELDNAMES,Symbol,.*TickID/.test(l))
  ).split(',').slice(2);
  socket.send(`w${symbol}`);
  const fundamental = (await socket.starting(`F,${symbol},`)).split(',');
  check(fundamental.length >= 58, 'fundamental message is too short');
  const summary = (await socket.starting(`P,${symbol},`)).split(',').slice(1);
  const bid = Number(summary[fields.indexOf('Bid')]);
  const ask = Number(summary[fields.indexOf('Ask')]);
  check(bid > 0 && ask >= bid, `bid ${bid} ask ${ask}`);
  await socket.starting(`Q,${symbol},`);
  check(/^T,\d{8} \d\d:\d\d:\d\d/.test(await socket.starting('T,')), 'time stamp');
  socket.send(`S,REGON,${symbol}`);
  check((await socket.starting(`R,${symbol},`)).split(',').length >= 12, 'regional quote');
  socket.send(`S,REGOFF,${symbol}`);
  socket.send('wNO.SUCH.ONE');
  await socket.starting('n,NO.SUCH.ONE');
  socket.send(`f${symbol}`);
  await socket.starting(`P,${symbol},`);
  socket.send('S,REQUEST WATCHES');
  check((await socket.starting('S,WATCHES,')).includes(symbol), 'watch list');
  socket.send(`r${symbol}`);
  socket.send('S,REQUEST STATS');
  await socket.starting('S,STATS,');
  socket.close();
  return { bid, ask };
}

async function lookupSession() {
  const socket = new LineSocket(lookup);
  await hello(socket);
  const asked = {
    HTX: `HTX,${symbol},20,0,HTX,10`,
    HTD: `HTD,${symbol},1,20,,,1,HTD,10`,
    HTT: `HTT,${symbol},,,20,093000,160000,0,HTT,10`,
    HIX: `HIX,${symbol},60,20,0,HIX,10,s,1`,
    HID: `HID,${symbol},60,2,20,,,0,HID,10,s,1`,
    HIT: `HIT,${symbol},300,,,20,,,1,HIT,10,s,1`,
    HDX: `HDX,${symbol},20,0,HDX,10`,
    HDT: `HDT,${symbol},19990101,,20,0,HDT,10`,
    HWX: `HWX,${symbol},10,0,HWX,10`,
    HMX: `HMX,${symbol},5,0,HMX,10`,
    SBF: `SBF,s,${symbol},,,SBF`,
    SLM: 'SLM,SLM',
    SST: 'SST,SST',
  };
  const rows = {};
  for (const [id, command] of Object.entries(asked)) {
    socket.send(command);
    const answer = await socket.answer(id);
    const tag = id.startsWith('H') ? 'LH,' : 'LS,';
    check(answer.length > 0 && answer.every((row) => row.startsWith(tag)), `${id}: ${answer[0]}`);
    rows[id] = answer.length;
    if (/^H[IDWM]/.test(id)) {
      for (const row of answer) {
        const [high, low, open, close] = row.split(',').slice(2, 6).map(Number);
        check(high >= Math.max(open, close) && low <= Math.min(open, close), `${id}: ${row}`);
      }
    }
  }
  for (const [command, error] of [
    ['HDX,NO.SUCH.ONE,1,0,E1', 'E,Invalid symbol.,'],
    [`HDT,${symbol},20990101,20990102,,1,E2`, 'E,!NO_DATA!,,'],
    [`HDX,${symbol},x,0,E3`, 'E,!SYNTAX_ERROR!,,'],
  ]) {
    socket.send(command);
    const [answer] = await socket.answer(command.split(',').at(-1));
    check(answer === error, `${command}: ${answer}`);
  }
  socket.close();
  const older = new LineSocket(lookup);
  await hello(older, '6.1');
  older.send(`HDX,${symbol},1,0,OLD`);
  check(/^\d{4}-/.test((await older.answer('OLD'))[0]), '6.1 has no tag');
  older.close();
  return rows;
}

async function derivativesSession() {
  const socket = new LineSocket(derivatives);
  await hello(socket);
  socket.send(`BW,${symbol},1,,,3,,,D1,s,,1`);
  const counts = { BH: 0, BU: 0, BC: 0 };
  while (counts.BH < 3 || counts.BC < 1) {
    const words = (await socket.starting('D1,B')).split(',');
    const [open, high, low, close] = words.slice(4, 8).map(Number);
    check(high >= Math.max(open, close) && low <= Math.min(open, close), words.join(','));
    counts[words[1]] += 1;
  }
  socket.send('S,REQUEST WATCHES');
  check((await socket.starting('S,WATCHES')).includes(`${symbol},1,D1`), 'watches of bars');
  socket.send(`BR,${symbol},D1`);
  socket.close();
  return counts;
}

async function depthSession() {
  const socket = new LineSocket(depth);
  await socket.starting('S,SERVER CONNECTED');
  await hello(socket);
  socket.send(`WPL,${symbol},5`);
  const sides = { B: new Map(), A: new Map() };
  for (let changes = 0; changes < 40; ) {
    const [type, , side, price, size] = (
      await socket.next('a level', (l) => /^[789],/.test(l) && l.includes(`,${symbol},`))
    ).split(',');
    if (type === '9') {
      check(sides[side].delete(price), `nothing rested at ${price}`);
    } else {
      check(Number(size) > 0, `size ${size}`);
      sides[side].set(price, Number(size));
    }
    changes += type === '7' ? 0 : 1;
  }
  const best = Math.max(...[...sides.B.keys()].map(Number));
  check(best > 0 && sides.A.size > 0, 'a side is empty');
  socket.send('mNSDQ');
  await socket.starting('M,NSDQ,');
  socket.send('WPL,NO.SUCH.ONE');
  await socket.starting('n,NO.SUCH.ONE');
  socket.send(`RPL,${symbol}`);
  socket.close();
  return { bids: sides.B.size, asks: sides.A.size };
}

try {
  console.log(
    JSON.stringify({
      admin: await adminSession(),
      levelOne: await levelOneSession(),
      lookup: await lookupSession(),
      derivatives: await derivativesSession(),
      depth: await depthSession(),
    }),
  );
} catch (error) {
  fail(error.message);
}
