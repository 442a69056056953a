import { delayMs } from '@/stream/backoff';
import { read, type ClientMessage, type ServerMessage } from '@/stream/messages';

/** connecting: first try · open: welcomed · waiting: lost, trying again · closed: by us. */
export type Phase = 'connecting' | 'open' | 'waiting' | 'closed';

export interface Status {
  phase: Phase;
  /** Since when it is in this phase, milliseconds of the wall clock. */
  since: number;
  /** When the next try begins, while waiting. */
  retryAt: number | null;
  /** Why it is not open, in the server's words where it said something. */
  reason: string | null;
  roles: readonly string[];
  /** Messages that could not be understood. */
  unreadable: number;
}

export interface ConnectionOptions {
  url: string;
  /** Single-use ticket for the next connection; without it the server asks for a token. */
  ticket?: () => Promise<string>;
  /** Answers `auth_required`, and renews the session of an open stream. */
  token?: () => string | null;
  onMessage?: (message: ServerMessage) => void;
  onStatus?: (status: Status) => void;
  /** The history could not be resumed without a gap: load it anew. */
  onGap?: () => void;
}

/** What a test replaces. */
export interface Surroundings {
  open: (url: string) => WebSocket;
  now: () => number;
  random: () => number;
}

const REAL: Surroundings = {
  open: (url) => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
};

/** Two heartbeats without a sign of life, and the connection counts as lost. */
const QUIET_BEATS = 2;
/** WebSocket.OPEN, also where a test has no WebSocket. */
const OPEN = 1;
const DEFAULT_HEARTBEAT_S = 30;
/** A page must not wait half a minute to see that its server is gone. */
const LONGEST_PING_S = 10;

/**
 * One stream that survives its connections: connects with a ticket, resumes by `seq` and epoch so that
 * each event comes once and none is missed, keeps its subscriptions, and tries again with back-off.
 */
export class StreamConnection {
  private socketNow: WebSocket | null = null;
  private status: Status;
  private epoch: string | null = null;
  private lastSeq = 0;
  private attempt = 0;
  private stopped = true;
  private generation = 0;
  private heartbeatS = DEFAULT_HEARTBEAT_S;
  private heardAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private readonly symbols = new Map<string, number>();
  private timeframe: string | null = null;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly around: Surroundings = REAL,
  ) {
    this.status = {
      phase: 'closed',
      since: around.now(),
      retryAt: null,
      reason: null,
      roles: [],
      unreadable: 0,
    };
  }

  get socket(): WebSocket | null {
    return this.socketNow;
  }

  get current(): Status {
    return this.status;
  }

  get position(): { epoch: string | null; seq: number } {
    return { epoch: this.epoch, seq: this.lastSeq };
  }

  start(): void {
    if (this.stopped) {
      this.stopped = false;
      this.attempt = 0;
      void this.connect('connecting');
    }
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    this.become({ phase: 'closed', retryAt: null });
  }

  /** Try at once instead of at the end of the wait. */
  retryNow(): void {
    if (!this.stopped && this.status.phase === 'waiting') {
      clearTimeout(this.timer);
      void this.connect('waiting');
    }
  }

  /**
   * False when there is no open connection: a command is never kept for later, when its sender may be
   * gone and the market elsewhere.
   */
  send(message: ClientMessage): boolean {
    if (this.status.phase !== 'open' || this.socketNow?.readyState !== OPEN) {
      return false;
    }
    this.socketNow.send(JSON.stringify(message));
    return true;
  }

  /** Quotes and bars of symbols, also over reconnects, until {@link unwatch} was called as often. */
  watch(symbols: readonly string[], timeframe?: string): void {
    const fresh = symbols.filter((s) => !this.symbols.has(s));
    symbols.forEach((s) => this.symbols.set(s, (this.symbols.get(s) ?? 0) + 1));
    const other = timeframe !== undefined && timeframe !== this.timeframe;
    this.timeframe = timeframe ?? this.timeframe;
    if (fresh.length > 0 || other) {
      this.send({
        type: 'subscribe',
        symbols: other ? [...this.symbols.keys()] : fresh,
        ...(this.timeframe === null ? {} : { timeframe: this.timeframe }),
      });
    }
  }

  unwatch(symbols: readonly string[]): void {
    const gone = symbols.filter((s) => {
      const left = (this.symbols.get(s) ?? 0) - 1;
      if (left > 0) {
        this.symbols.set(s, left);
        return false;
      }
      return this.symbols.delete(s);
    });
    if (gone.length > 0) {
      this.send({ type: 'unsubscribe', symbols: gone });
    }
  }

  /** A new token came: the open stream lives as long as it does. */
  renew(): void {
    const token = this.options.token?.();
    if (token) {
      this.send({ type: 'authenticate', token });
    }
  }

  private async connect(phase: Phase): Promise<void> {
    const mine = ++this.generation;
    this.become({ phase, retryAt: null });
    let url = this.options.url;
    try {
      if (this.options.ticket) {
        const ticket = await this.options.ticket();
        url += `${url.includes('?') ? '&' : '?'}ticket=${encodeURIComponent(ticket)}`;
      }
    } catch (failure) {
      if (mine === this.generation && !this.stopped) {
        this.lost(failure instanceof Error ? failure.message : 'no ticket');
      }
      return;
    }
    if (mine !== this.generation || this.stopped) {
      return;
    }
    const socket = this.around.open(url);
    this.socketNow = socket;
    this.heardAt = this.around.now();
    socket.onmessage = (frame: MessageEvent) => {
      if (mine === this.generation) {
        this.heard(String(frame.data));
      }
    };
    socket.onclose = () => {
      if (mine === this.generation) {
        this.lost(this.status.reason ?? 'the connection was closed');
      }
    };
    this.pulse = setInterval(() => this.beat(), this.beatMs());
  }

  private heard(text: string): void {
    this.heardAt = this.around.now();
    const result = read(text);
    if (!result.ok) {
      this.become({ unreadable: this.status.unreadable + 1 });
      return;
    }
    const message = result.message;
    if (message.type === 'system_event') {
      if (message.data.seq <= this.lastSeq) {
        return; // the same event over another connection
      }
      this.lastSeq = message.data.seq;
    }
    this.protocol(message);
    this.options.onMessage?.(message);
  }

  private protocol(message: ServerMessage): void {
    switch (message.type) {
      case 'auth_required':
        this.authenticate();
        break;
      case 'welcome':
        this.welcomed(message.epoch, message.seq, message.roles, message.heartbeat);
        break;
      case 'resumed':
        if (!message.complete) {
          this.epoch = message.epoch;
          this.lastSeq = message.seq;
          this.options.onGap?.();
        }
        break;
      case 'error':
        if (message.request_id === undefined) {
          this.become({ reason: `${message.detail} ${message.advice}` });
        }
        break;
      default:
        break;
    }
  }

  private authenticate(): void {
    const token = this.options.token?.();
    if (token && this.socketNow) {
      this.socketNow.send(JSON.stringify({ type: 'authenticate', token }));
    } else {
      this.become({ reason: 'the server asks for a token' });
    }
  }

  private welcomed(epoch: string, seq: number, roles: string[], heartbeat: number): void {
    this.attempt = 0;
    this.heartbeatS = heartbeat;
    clearInterval(this.pulse);
    this.pulse = setInterval(() => this.beat(), this.beatMs());
    this.become({ phase: 'open', reason: null, retryAt: null, roles });
    if (this.epoch === epoch && this.lastSeq > 0) {
      this.send({ type: 'resume', epoch, after_seq: this.lastSeq });
    } else {
      const another = this.epoch !== null;
      this.epoch = epoch;
      this.lastSeq = seq;
      if (another) {
        this.options.onGap?.();
      }
    }
    if (this.symbols.size > 0) {
      this.send({
        type: 'subscribe',
        symbols: [...this.symbols.keys()],
        ...(this.timeframe === null ? {} : { timeframe: this.timeframe }),
      });
    }
  }

  private beatMs(): number {
    return Math.min(LONGEST_PING_S, this.heartbeatS) * 1000;
  }

  private beat(): void {
    if (this.around.now() - this.heardAt > QUIET_BEATS * this.beatMs()) {
      this.lost('no sign of life from the server');
    } else {
      this.send({ type: 'ping' });
    }
  }

  private lost(reason: string): void {
    this.drop();
    if (this.stopped) {
      return;
    }
    const wait = delayMs(this.attempt++, this.around.random());
    this.become({ phase: 'waiting', reason, retryAt: this.around.now() + wait });
    this.timer = setTimeout(() => void this.connect('waiting'), wait);
  }

  /** Ends the socket for good: what it still says is not ours any more. */
  private drop(): void {
    this.generation++;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    const socket = this.socketNow;
    this.socketNow = null;
    if (socket) {
      socket.onclose = null;
      socket.onmessage = null;
      socket.close();
    }
  }

  private become(change: Partial<Status>): void {
    const phase = change.phase ?? this.status.phase;
    const since = phase === this.status.phase ? this.status.since : this.around.now();
    this.status = { ...this.status, ...change, since };
    this.options.onStatus?.(this.status);
  }
}
