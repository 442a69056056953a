import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamConnection, type ConnectionOptions } from '@/stream/connection';
import type { ServerMessage } from '@/stream/messages';
import { FakeSocket } from './fakeSocket';

const URL_ = 'ws://here:8765/ws';

function connection(options: Partial<ConnectionOptions> = {}, random = 0.5) {
  const messages: ServerMessage[] = [];
  const stream = new StreamConnection(
    { url: URL_, onMessage: (m) => messages.push(m), ...options },
    { open: (url) => new FakeSocket(url) as unknown as WebSocket, now: () => Date.now(), random: () => random },
  );
  stream.start();
  const seqs = () => messages.flatMap((m) => (m.type === 'system_event' ? [m.data.seq] : []));
  return { stream, messages, seqs };
}

/** Promises that are ready, and timers that are due. */
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('authentication', () => {
  it('fetches another single-use ticket for each connection', async () => {
    let n = 0;
    const { stream } = connection({ ticket: () => Promise.resolve(`t/${++n}`) });
    await settle();
    expect(FakeSocket.last.url).toBe(`${URL_}?ticket=t%2F1`);
    FakeSocket.last.welcome(1);
    FakeSocket.last.breaks();
    await settle(1_000);
    expect(FakeSocket.last.url).toBe(`${URL_}?ticket=t%2F2`);
    stream.stop();
  });

  it('answers auth_required with the token, and renews an open stream', async () => {
    const { stream } = connection({ token: () => 'abc' });
    await settle();
    FakeSocket.last.says({ type: 'auth_required' });
    expect(FakeSocket.last.sent).toEqual([{ type: 'authenticate', token: 'abc' }]);
    FakeSocket.last.welcome(1);
    stream.renew();
    expect(FakeSocket.last.sent).toHaveLength(2);
    stream.stop();
  });

  it('tries again when no ticket can be had, and says why', async () => {
    let n = 0;
    const { stream } = connection({
      ticket: () => (++n === 1 ? Promise.reject(new Error('server away')) : Promise.resolve('t')),
    });
    await settle();
    expect(stream.current).toMatchObject({ phase: 'waiting', reason: 'server away' });
    expect(FakeSocket.all).toHaveLength(0);
    await settle(1_000);
    expect(FakeSocket.all).toHaveLength(1);
    stream.stop();
  });
});

describe('resume', () => {
  it('asks for what it missed, and hands on each event once', async () => {
    const { stream, seqs } = connection();
    await settle();
    FakeSocket.last.welcome(10);
    FakeSocket.last.event(11);
    FakeSocket.last.event(12);
    FakeSocket.last.breaks();
    await settle(60_000);
    FakeSocket.last.welcome(15);
    expect(FakeSocket.last.sent).toContainEqual({ type: 'resume', epoch: 'e1', after_seq: 12 });
    [12, 13, 14, 15, 15, 16].forEach((seq) => FakeSocket.last.event(seq));
    expect(seqs()).toEqual([11, 12, 13, 14, 15, 16]);
    stream.stop();
  });

  it('starts at the welcome and resumes from there when nothing came between', async () => {
    const { stream } = connection();
    await settle();
    FakeSocket.last.welcome(10);
    FakeSocket.last.breaks();
    await settle(60_000);
    FakeSocket.last.welcome(12);
    expect(FakeSocket.last.sent).toContainEqual({ type: 'resume', epoch: 'e1', after_seq: 10 });
    stream.stop();
  });

  it('loads the history anew when another epoch began', async () => {
    const onGap = vi.fn();
    const { stream, seqs } = connection({ onGap });
    await settle();
    FakeSocket.last.welcome(10);
    expect(onGap).not.toHaveBeenCalled();
    FakeSocket.last.breaks();
    await settle(60_000);
    FakeSocket.last.welcome(3, 'e2');
    expect(onGap).toHaveBeenCalledOnce();
    expect(FakeSocket.last.sent.some((m) => m.type === 'resume')).toBe(false);
    FakeSocket.last.event(4);
    expect(seqs()).toEqual([4]);
    stream.stop();
  });

  it('loads the history anew when the resume came too late', async () => {
    const onGap = vi.fn();
    const { stream } = connection({ onGap });
    await settle();
    FakeSocket.last.welcome(10);
    FakeSocket.last.says({ type: 'resumed', complete: false, epoch: 'e1', after_seq: 10, seq: 900 });
    expect(onGap).toHaveBeenCalledOnce();
    expect(stream.position).toEqual({ epoch: 'e1', seq: 900 });
    stream.stop();
  });
});

describe('reconnect', () => {
  it('waits longer each time, never longer than the bound, and anew after a success', async () => {
    const { stream } = connection({}, 0.999999);
    await settle();
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      FakeSocket.last.breaks();
      waits.push((stream.current.retryAt ?? 0) - Date.now());
      await settle(20_000);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000]);
    FakeSocket.last.welcome(1);
    FakeSocket.last.breaks();
    expect((stream.current.retryAt ?? 0) - Date.now()).toBe(500);
    stream.stop();
  });

  it('restores what is watched, and not what is no longer', async () => {
    const { stream } = connection();
    await settle();
    FakeSocket.last.welcome(1);
    stream.watch(['AAPL', 'MSFT']);
    stream.watch(['AAPL'], '1m');
    stream.unwatch(['AAPL']);
    stream.unwatch(['MSFT']);
    expect(FakeSocket.last.sent.at(-1)).toEqual({ type: 'unsubscribe', symbols: ['MSFT'] });
    FakeSocket.last.breaks();
    await settle(60_000);
    FakeSocket.last.welcome(1);
    expect(FakeSocket.last.sent.at(-1)).toEqual({ type: 'subscribe', symbols: ['AAPL'], timeframe: '1m' });
    stream.stop();
  });

  it('takes silence for a loss', async () => {
    const { stream } = connection();
    await settle();
    FakeSocket.last.welcome(1, 'e1', 5);
    await settle(5_000);
    expect(FakeSocket.last.sent).toEqual([{ type: 'ping' }]);
    FakeSocket.last.says({ type: 'pong', server_time: '2026-01-01T00:00:00Z' });
    await settle(10_000);
    expect(stream.current.phase).toBe('open');
    await settle(5_001);
    expect(stream.current).toMatchObject({ phase: 'waiting', reason: 'no sign of life from the server' });
    stream.stop();
  });

  it('keeps no command for later', async () => {
    const { stream } = connection();
    await settle();
    const command = { type: 'execute_workflow', workflow: 'analysis_to_trade', params: {} } as const;
    expect(stream.send(command)).toBe(false);
    FakeSocket.last.welcome(1);
    expect(stream.send(command)).toBe(true);
    FakeSocket.last.breaks();
    expect(stream.send(command)).toBe(false);
    await settle(60_000);
    FakeSocket.last.welcome(1);
    expect(FakeSocket.last.sent.some((m) => m.type === 'execute_workflow')).toBe(false);
    stream.stop();
  });

  it('ends when it is stopped, whatever still arrives', async () => {
    const { stream, messages } = connection();
    await settle();
    const socket = FakeSocket.last;
    socket.welcome(1);
    const before = messages.length;
    stream.stop();
    socket.event(2);
    socket.breaks();
    await settle(60_000);
    expect(messages).toHaveLength(before);
    expect(FakeSocket.all).toHaveLength(1);
    expect(stream.current.phase).toBe('closed');
  });
});

it('survives what it cannot read', async () => {
  const { stream, messages } = connection();
  await settle();
  FakeSocket.last.welcome(1);
  const before = messages.length;
  ['', '{', '[]', '{"type":"dance"}', '{"type":"system_state","data":{}}'].forEach((text) => FakeSocket.last.says(text));
  expect(messages).toHaveLength(before);
  expect(stream.current).toMatchObject({ phase: 'open', unreadable: 5 });
  stream.stop();
});
