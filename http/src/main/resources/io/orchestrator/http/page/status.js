'use strict';
// Shows state, health, risk and events of this node. Tokens live in memory only.
(() => {
  const MAX_EVENTS = 200;
  const RECONNECT_MS = 2000;
  const byId = (id) => document.getElementById(id);
  const port = document.querySelector('meta[name=stream-port]').content;
  let tokens = null;
  let epoch = null;
  let lastSeq = 0;

  async function post(path, body, token) {
    const headers = { 'Content-Type': 'application/json' };
    if (token) headers.Authorization = 'Bearer ' + token;
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail + ' ' + answer.advice);
    return answer;
  }

  function remember(answer) {
    tokens = answer;
    setTimeout(() => refresh().catch(showLogin), Math.max(5, answer.expires_in - 60) * 1000);
  }

  async function refresh() {
    remember(await post('/api/auth/refresh', { refresh_token: tokens.refresh_token }));
    if (socket && socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify({ type: 'authenticate', token: tokens.access_token }));
    }
  }

  let socket = null;
  function connect() {
    const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
    socket = new WebSocket(scheme + location.hostname + ':' + port + '/ws');
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: 'authenticate', token: tokens.access_token }));
    socket.onmessage = (message) => receive(JSON.parse(message.data));
    socket.onclose = () => {
      if (!tokens) return;
      byId('connection').textContent = 'disconnected, trying again';
      setTimeout(connect, RECONNECT_MS);
    };
  }

  function receive(message) {
    switch (message.type) {
      case 'welcome':
        byId('connection').textContent = 'connected';
        if (epoch === message.epoch && lastSeq > 0) {
          socket.send(JSON.stringify({ type: 'resume', epoch, after_seq: lastSeq }));
        } else {
          showPast().catch(() => {});
        }
        epoch = message.epoch;
        break;
      case 'system_state': showState(message.data); break;
      case 'health_update': showHealth(message.data); break;
      case 'risk_update': showRisk(message.data); break;
      case 'system_event': showEvent(message.data); break;
      case 'error': byId('connection').textContent = message.code + ': ' + message.detail; break;
      default: break;
    }
  }

  function definitions(target, pairs) {
    target.replaceChildren(...pairs.flatMap(([name, value, css]) => {
      const dt = document.createElement('dt');
      dt.textContent = name;
      const dd = document.createElement('dd');
      dd.textContent = value;
      if (css) dd.className = css;
      return [dt, dd];
    }));
  }

  function row(values, css) {
    const tr = document.createElement('tr');
    values.forEach((value, i) => {
      const td = document.createElement('td');
      td.textContent = value;
      if (css[i]) td.className = css[i];
      tr.append(td);
    });
    return tr;
  }

  const money = (value) => (typeof value === 'number'
    ? value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : '–');
  const time = (instant) => new Date(instant).toLocaleTimeString('en-GB');

  function showState(data) {
    definitions(byId('state'), [
      ['State', data.state, data.state],
      ['Uptime', data.metrics.uptime],
      ['Active', data.active_workflows.join(', ')],
      ['Clients', data.metrics.websocket_clients],
    ]);
  }

  function showHealth(data) {
    byId('health').replaceChildren(...Object.entries(data.status).map(([name, service]) =>
      row([name, service.status, service.latency_ms.toFixed(1)], [null, service.status, 'number'])));
  }

  function showRisk(data) {
    const shown = (value) => money(data.unavailable ? null : value);
    definitions(byId('risk'), [
      ['Portfolio value', shown(data.portfolio_value)],
      ['VaR 95', shown(data.var_95)],
      ['VaR 99', shown(data.var_99)],
      ['Expected shortfall', shown(data.expected_shortfall)],
      ['Daily P&L', shown(data.daily_pnl)],
      ...(data.unavailable ? [['Not measured', data.unavailable, 'warning']] : []),
      ['Trading', data.trading_state, data.trading_state],
    ]);
  }

  // Newest first, each once: what is fetched and what is streamed overlap.
  function showEvent(event) {
    lastSeq = Math.max(lastSeq, event.seq);
    const body = byId('events');
    const next = [...body.rows].find((shown) => Number(shown.dataset.seq) <= event.seq);
    if (next && Number(next.dataset.seq) === event.seq) return;
    const added = row(
      [event.seq, time(event.timestamp), event.severity, event.event_type, event.source,
        JSON.stringify(event.data)],
      ['number', null, event.severity]);
    added.dataset.seq = event.seq;
    added.title = event.timestamp;
    body.insertBefore(added, next || null);
    while (body.rows.length > MAX_EVENTS) body.deleteRow(-1);
  }

  async function showPast() {
    const response = await fetch('/api/system/events?order=desc&limit=50',
      { headers: { Authorization: 'Bearer ' + tokens.access_token } });
    if (response.ok) (await response.json()).events.reverse().forEach(showEvent);
    const risk = await fetch('/api/risk',
      { headers: { Authorization: 'Bearer ' + tokens.access_token } });
    if (risk.ok) showRisk(await risk.json());
  }

  function showLogin() {
    tokens = null;
    if (socket) socket.close();
    byId('connection').textContent = 'not connected';
    byId('view').hidden = true;
    byId('login').hidden = false;
  }

  byId('login').addEventListener('submit', async (submitted) => {
    submitted.preventDefault();
    byId('login-error').textContent = '';
    try {
      remember(await post('/api/auth/token',
        { username: byId('username').value, password: byId('password').value }));
      byId('password').value = '';
      byId('login').hidden = true;
      byId('view').hidden = false;
      connect();
    } catch (failure) {
      byId('login-error').textContent = failure.message;
    }
  });
})();
