import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { ask, streamTicket } from '@/api/client';
import { onRenewal, useSession } from '@/api/session';
import { useWebSocket, type UseWebSocket } from '@/hooks/useWebSocket';
import { addEvents, riskCame, take, useLive } from '@/live/store';

const Stream = createContext<UseWebSocket | null>(null);

const HISTORY = 500;
/** Lists follow their messages, but not each of a burst. */
const SETTLE_MS = 250;

/** Where the server of this page streams. */
export function streamUrl(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=stream-port]')?.content ?? '';
  const port = /^\d+$/.test(meta) ? meta : '8765';
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.hostname}:${port}/ws`;
}

async function loadPast(): Promise<void> {
  const page = await ask('GET /api/system/events', { query: { order: 'desc', limit: HISTORY } });
  addEvents(page.events);
  riskCame(await ask('GET /api/risk'));
}

/** One stream for everything below it. */
export function StreamProvider({ url, children }: { url?: string; children: ReactNode }) {
  const client = useQueryClient();
  const stream = useWebSocket(url ?? streamUrl(), {
    ticket: streamTicket,
    token: () => useSession.getState().accessToken,
    onMessage: take,
    onGap: () => void loadPast().catch(() => undefined),
  });
  const { connection, isConnected } = stream;

  useEffect(() => onRenewal(() => connection.renew()), [connection]);

  // After every (re)connect: what is shown is asked anew, for messages of states may have been missed.
  useEffect(() => {
    if (isConnected) {
      void loadPast().catch(() => undefined);
      void client.invalidateQueries();
    }
  }, [isConnected, client]);

  useFollow(['orders', 'portfolio', 'executions'], (live) => live.orderChanges);
  useFollow(['runs', 'run'], (live) => live.runChanges);
  useFollow(['alerts'], (live) => live.alertChanges);

  const value = useMemo(() => stream, [stream]);
  return <Stream.Provider value={value}>{children}</Stream.Provider>;
}

function useFollow(keys: readonly string[], changes: (live: ReturnType<typeof useLive.getState>) => number) {
  const client = useQueryClient();
  const count = useLive(changes);
  const names = keys.join(',');
  useEffect(() => {
    if (count === 0) {
      return;
    }
    const timer = setTimeout(() => {
      names.split(',').forEach((name) => void client.invalidateQueries({ queryKey: [name] }));
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [count, names, client]);
}

/** Null outside of a provider. */
export function useOptionalStream(): UseWebSocket | null {
  return useContext(Stream);
}

export function useStream(): UseWebSocket {
  const stream = useContext(Stream);
  if (stream === null) {
    throw new Error('useStream needs a StreamProvider');
  }
  return stream;
}

/** Quotes, and bars of a timeframe, of these symbols for as long as the component is mounted. */
export function useWatch(symbols: readonly string[], timeframe?: string): void {
  const { connection } = useStream();
  const names = symbols.join(',');
  useEffect(() => {
    const list = names === '' ? [] : names.split(',');
    connection.watch(list, timeframe);
    return () => connection.unwatch(list);
  }, [connection, names, timeframe]);
}
