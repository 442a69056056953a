import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { StreamConnection, type Status } from '@/stream/connection';
import type { ClientMessage, ServerMessage } from '@/stream/messages';

export interface UseWebSocketOptions {
  /** Fetches a single-use ticket before each connection. */
  ticket?: () => Promise<string>;
  /** The access token: answers a server that asks for one. */
  token?: () => string | null;
  onMessage?: (message: ServerMessage) => void;
  /** Events were missed for good; load the history anew. */
  onGap?: () => void;
}

export interface UseWebSocket {
  /** The socket of this moment; another one after a reconnect. */
  socket: WebSocket | null;
  /** Welcomed by the server and alive. */
  isConnected: boolean;
  /** False when it could not be sent; nothing is kept for later. */
  sendMessage: (message: ClientMessage) => boolean;
  status: Status;
  /** Subscriptions that outlive reconnects, and `renew`, `retryNow`. */
  connection: StreamConnection;
}

/**
 * The stream at `url` for as long as the component is mounted: reconnects with back-off and jitter,
 * resumes by `seq` and epoch, pings.
 */
export function useWebSocket(url: string, options: UseWebSocketOptions = {}): UseWebSocket {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const wantsTicket = options.ticket !== undefined;
  const { connection, subscribe } = useMemo(() => {
    const listeners = new Set<() => void>();
    return {
      connection: new StreamConnection({
        url,
        ...(wantsTicket
          ? { ticket: () => latest.current.ticket?.() ?? Promise.reject(new Error('no ticket')) }
          : {}),
        token: () => latest.current.token?.() ?? null,
        onMessage: (message) => latest.current.onMessage?.(message),
        onGap: () => latest.current.onGap?.(),
        onStatus: () => listeners.forEach((listener) => listener()),
      }),
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  }, [url, wantsTicket]);

  useEffect(() => {
    connection.start();
    return () => connection.stop();
  }, [connection]);

  const status = useSyncExternalStore(subscribe, () => connection.current);
  const sendMessage = useCallback(
    (message: ClientMessage) => connection.send(message),
    [connection],
  );
  return {
    socket: connection.socket,
    isConnected: status.phase === 'open',
    sendMessage,
    status,
    connection,
  };
}
