import type { ClientMessage } from '@/stream/messages';

/** A socket whose server is the test. */
export class FakeSocket {
  static readonly all: FakeSocket[] = [];
  readonly sent: ClientMessage[] = [];
  readyState = 1;
  onmessage: ((frame: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) {
      throw new Error('nobody connected');
    }
    return socket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(): void {
    this.readyState = 3;
  }

  /** The server says something. */
  says(message: unknown): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  /** The connection breaks. */
  breaks(): void {
    this.readyState = 3;
    this.onclose?.();
  }

  welcome(seq: number, epoch = 'e1', heartbeat = 30): void {
    this.says({ type: 'welcome', session: 's', epoch, seq, server_time: '2026-01-01T00:00:00Z', roles: ['viewer'], heartbeat });
  }

  event(seq: number): void {
    this.says({
      type: 'system_event',
      data: { seq, timestamp: '2026-01-01T00:00:00Z', event_type: 'x', source: 't', severity: 'info', data: {}, correlation_id: null },
    });
  }
}
