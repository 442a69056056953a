import { create } from 'zustand';
import { barCame, bars, quotes } from '@/live/quotes';
import type {
  HealthUpdate,
  RiskReport,
  ServerMessage,
  StreamedOrder,
  SystemEvent,
  SystemStateUpdate,
  WorkflowProgress,
} from '@/stream/messages';

/** Newest first; older ones are asked of the server page by page. */
export const MAX_EVENTS = 2_000;
/** Of each service's sparkline; half an hour at the default interval. */
export const MAX_LATENCIES = 60;
const MAX_RUNS = 100;
const MAX_RISK_POINTS = 240;

export interface RiskPoint {
  at: string;
  pnl: number;
  var95: number;
}

interface Live {
  state: SystemStateUpdate | null;
  health: HealthUpdate | null;
  latencies: Readonly<Record<string, readonly number[]>>;
  risk: RiskReport | null;
  riskPoints: readonly RiskPoint[];
  events: readonly SystemEvent[];
  runs: Readonly<Record<string, WorkflowProgress>>;
  orders: Readonly<Record<string, StreamedOrder>>;
  /** Count messages that make lists of the server old. */
  orderChanges: number;
  runChanges: number;
  alertChanges: number;
}

const EMPTY: Live = {
  state: null,
  health: null,
  latencies: {},
  risk: null,
  riskPoints: [],
  events: [],
  runs: {},
  orders: {},
  orderChanges: 0,
  runChanges: 0,
  alertChanges: 0,
};

export const useLive = create<Live>(() => EMPTY);

/** Nothing of one session is shown in the next. */
export function forget(): void {
  waiting = [];
  quotes.clear();
  bars.clear();
  useLive.setState(EMPTY, true);
}

/** Two lists, newest first, each event once. */
export function union(one: readonly SystemEvent[], other: readonly SystemEvent[]): readonly SystemEvent[] {
  const bySeq = new Map<number, SystemEvent>();
  [...one, ...other].forEach((event) => bySeq.set(event.seq, event));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}

export function addEvents(events: readonly SystemEvent[]): void {
  useLive.setState((live) => ({ events: union(live.events, events).slice(0, MAX_EVENTS) }));
}

let waiting: SystemEvent[] = [];

/** A replay brings thousands at once: one step of the list for all that came in a frame. */
function later(event: SystemEvent): void {
  waiting.push(event);
  if (waiting.length === 1) {
    requestAnimationFrame(() => {
      const all = waiting;
      waiting = [];
      if (all.length > 0) {
        addEvents(all);
      }
    });
  }
}

function withLatencies(live: Live, update: HealthUpdate): Live['latencies'] {
  if (live.health?.timestamp === update.timestamp) {
    return live.latencies;
  }
  const next: Record<string, readonly number[]> = {};
  for (const [service, health] of Object.entries(update.status)) {
    const before = live.latencies[service] ?? [];
    next[service] = [...before.slice(1 - MAX_LATENCIES), health.latency_ms];
  }
  return next;
}

function newest<T>(all: Readonly<Record<string, T>>, id: string, value: T): Record<string, T> {
  const rest = Object.entries(all).filter(([key]) => key !== id);
  return Object.fromEntries([...rest.slice(1 - MAX_RUNS), [id, value]]);
}

export function riskCame(report: RiskReport): void {
  useLive.setState((live) => {
    const last = live.riskPoints.at(-1);
    const point = { at: report.as_of, pnl: report.daily_pnl, var95: report.var_95 };
    const known = report.unavailable !== null || last?.at === report.as_of;
    return {
      risk: report,
      riskPoints: known
        ? live.riskPoints
        : [...live.riskPoints.slice(1 - MAX_RISK_POINTS), point],
    };
  });
}

/** One message of the stream into what the page shows. */
export function take(message: ServerMessage): void {
  switch (message.type) {
    case 'system_state':
      useLive.setState({ state: message.data });
      break;
    case 'health_update':
      useLive.setState((live) => ({
        health: message.data,
        latencies: withLatencies(live, message.data),
      }));
      break;
    case 'risk_update':
      riskCame(message.data);
      break;
    case 'system_event':
      later(message.data);
      break;
    case 'workflow_progress':
      useLive.setState((live) => ({
        runs: newest(live.runs, message.data.workflow_id, message.data),
        runChanges: live.runChanges + 1,
      }));
      break;
    case 'order_update':
      useLive.setState((live) => ({
        orders: newest(live.orders, message.data.client_order_id, message.data),
        orderChanges: live.orderChanges + 1,
      }));
      break;
    case 'workflow_result':
      useLive.setState((live) => ({ runChanges: live.runChanges + 1 }));
      break;
    case 'alert':
      useLive.setState((live) => ({ alertChanges: live.alertChanges + 1 }));
      break;
    case 'market_data':
      quotes.put(message.data.symbol, message.data);
      break;
    case 'bar':
      barCame(message.data);
      break;
    case 'auth_required':
    case 'authenticated':
    case 'welcome':
    case 'subscribed':
    case 'resumed':
    case 'risk_violation': // also an event, and in every risk_update
    case 'pong':
    case 'error':
      break;
  }
}
