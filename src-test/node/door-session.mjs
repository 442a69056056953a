// Foreign clients at the door of a running node: Node's own WebSocket library `ws`, a parser of Prometheus' text format, a
// validator of OpenAPI. DOOR_REST, DOOR_STREAM and DOOR_TOKEN say where and who.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import WebSocket from 'ws';

const require = createRequire(import.meta.url);
const parsePrometheus = require('parse-prometheus-text-format');
const { DOOR_REST: rest, DOOR_STREAM: stream, DOOR_TOKEN: token } = process.env;

/** A stream that keeps what it hears. */
function connect(path, headers = {}) {
  const heard = [];
  const waiting = [];
  const socket = new WebSocket(stream + path, { headers, perMessageDeflate: true });
  let ended = false;
  const look = () => {
    for (const w of [...waiting]) {
      const found = heard.find(w.wanted);
      if (found || ended) {
        waiting.splice(waiting.indexOf(w), 1);
        found ? w.resolve(found) : w.reject(new Error(`ended before ${w.name}: ${JSON.stringify(heard).slice(-500)}`));
      }
    }
  };
  socket.on('message', (data, binary) => {
    assert.equal(binary, false);
    heard.push(JSON.parse(data.toString()));
    look();
  });
  socket.on('close', () => { ended = true; look(); });
  socket.on('error', (error) => { socket.failure = error; });
  return {
    socket,
    heard,
    send: (message) => socket.send(JSON.stringify(message)),
    next: (name, wanted = (m) => m.type === name) =>
      new Promise((resolve, reject) => { waiting.push({ name, wanted, resolve, reject }); look(); }),
    closed: () => new Promise((resolve) => (ended ? resolve() : socket.on('close', resolve))),
  };
}

async function streams() {
  const first = connect('/', { Authorization: `Bearer ${token}` });
  const welcome = await first.next('welcome');
  assert.ok(welcome.epoch && welcome.seq >= 0 && welcome.heartbeat > 0);
  await first.next('system_state');
  await first.next('health_update');
  first.send({ type: 'subscribe', symbols: ['AAPL'], request_id: 's' });
  assert.equal((await first.next('subscribed')).request_id, 's');
  await first.next('market_data');
  first.send({ type: 'ping', request_id: 'p' });
  assert.equal((await first.next('pong')).request_id, 'p');
  await new Promise((resolve) => { first.socket.on('pong', resolve); first.socket.ping(); });
  first.send({ type: 'execute_workflow', workflow: 'nope', params: {}, request_id: 'w' });
  const refused = await first.next('error');
  assert.ok(refused.code && refused.advice && refused.request_id === 'w');
  // A second connection reads from where the first one was: no gap, no duplicate.
  first.socket.terminate();
  const second = connect('/ws');
  await second.next('auth_required');
  second.send({ type: 'authenticate', token });
  await second.next('welcome');
  second.send({ type: 'resume', epoch: welcome.epoch, after_seq: 0 });
  const resumed = await second.next('resumed');
  assert.equal(resumed.complete, true);
  // Everything up to there has come when it is said; what is live may have overtaken it.
  const seqs = second.heard.filter((m) => m.type === 'system_event').map((m) => m.data.seq);
  assert.equal(new Set(seqs).size, seqs.length, 'an event twice');
  for (let seq = 1; seq <= resumed.seq; seq++) assert.ok(seqs.includes(seq), `event ${seq} is missing`);
  second.socket.close();
  const forged = connect('/', { Authorization: `Bearer ${token}x` });
  await forged.closed();
  assert.match(String(forged.socket.failure), /401/);
  const ticket = await (await fetch(`${rest}/api/auth/ws-ticket`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })).json();
  const byTicket = connect(`/?ticket=${ticket.ticket}`);
  await byTicket.next('welcome');
  byTicket.socket.close();
}

async function metrics() {
  const text = await (await fetch(`${rest}/metrics`, { headers: { Authorization: `Bearer ${token}` } })).text();
  const families = parsePrometheus(text);
  const names = new Set(families.map((f) => f.name));
  assert.equal(names.size, families.length, 'a family twice');
  assert.ok(families.length > 20, `only ${families.length} families`);
  for (const f of families) {
    assert.match(f.name, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
    assert.notEqual(f.type, 'UNTYPED', f.name);
    for (const m of f.metrics) {
      if (m.value !== undefined) assert.ok(!Number.isNaN(Number(m.value)) || m.value === 'NaN' || /Inf/.test(m.value), f.name);
    }
  }
  return families.length;
}

async function openapi() {
  const document = await (await fetch(`${rest}/openapi.json`)).json();
  const result = await new Validator().validate(document);
  assert.equal(result.valid, true, JSON.stringify(result.errors)?.slice(0, 2000));
  return Object.keys(document.paths).length;
}

const guard = setTimeout(() => { console.error('does not end'); process.exit(2); }, 90_000);
await streams();
const families = await metrics();
const paths = await openapi();
clearTimeout(guard);
console.log(`the door: streams, ${families} metric families, ${paths} paths`);
process.exit(0);
