/**
 * Every message of the stream, both ways, as the contract has them. What comes in is checked at this
 * border; test/contract.test.ts holds these shapes against what the server's own code writes.
 */
import * as v from 'valibot';

const instant = v.string();
const record = v.record(v.string(), v.unknown());
const maybeText = v.nullable(v.string());
const maybeNumber = v.nullable(v.number());
/** Present only in the answer to a message that carried one. */
const answered = { request_id: v.optional(v.string()) };

function topic<T extends string, D extends v.GenericSchema>(type: T, data: D) {
  return v.object({ type: v.literal(type), data, ...answered });
}

export const SystemStateData = v.object({
  state: v.string(),
  active_workflows: v.array(v.string()),
  metrics: v.object({
    active_workflows: v.number(),
    websocket_clients: v.number(),
    uptime: v.string(),
  }),
});

export const HealthUpdateData = v.object({
  timestamp: instant,
  status: v.record(v.string(), v.object({ status: v.string(), latency_ms: v.number() })),
});

export const SystemEventData = v.object({
  seq: v.number(),
  timestamp: instant,
  event_type: v.string(),
  source: v.string(),
  severity: v.picklist(['info', 'warning', 'error', 'critical']),
  data: record,
  correlation_id: maybeText,
});

export const ViolationData = v.object({
  violation: v.string(),
  value: v.number(),
  limit: v.number(),
  subject: v.string(),
  since: instant,
  cleared_at: v.nullable(instant),
});

export const BreakerData = v.object({
  name: v.string(),
  subject: v.string(),
  state: v.string(),
  allows: v.string(),
  watches: v.string(),
  since: instant,
  cause: v.string(),
  until: v.nullable(instant),
  trips: v.number(),
});

export const WarningData = v.object({
  violation: v.string(),
  subject: v.string(),
  value: v.number(),
  limit: v.number(),
  distance: v.number(),
  predicted_s: maybeNumber,
  since: instant,
});

export const MethodData = v.object({
  method: v.string(),
  leads: v.boolean(),
  var_95: maybeNumber,
  var_99: maybeNumber,
  expected_shortfall: maybeNumber,
  unavailable: maybeText,
});

export const ContributionData = v.object({
  symbol: v.string(),
  sector: v.string(),
  exposure: v.number(),
  component_var_95: v.number(),
  marginal_var_95: v.number(),
  incremental_var_95: v.number(),
  liquidity_days: maybeNumber,
});

export const StressData = v.object({
  name: v.string(),
  kind: v.string(),
  description: v.string(),
  pnl: v.number(),
  share_of_value: v.number(),
  proxied: v.array(v.string()),
});

export const RiskData = v.object({
  portfolio_value: v.number(),
  var_95: v.number(),
  var_99: v.number(),
  expected_shortfall: v.number(),
  high_volatility: v.boolean(),
  volatility: v.number(),
  gross_exposure: v.number(),
  largest_concentration: v.number(),
  largest_name: v.nullable(v.string()),
  daily_pnl: v.number(),
  observations: v.number(),
  as_of: instant,
  unavailable: maybeText,
  method: maybeText,
  configured_method: maybeText,
  method_reason: maybeText,
  methods: v.array(MethodData),
  contributions: v.array(ContributionData),
  scenarios: v.array(v.object({ date: v.string(), loss: v.number(), weight: v.number() })),
  beta: maybeNumber,
  benchmark: maybeText,
  ewma_volatility: maybeNumber,
  garch_volatility: maybeNumber,
  volatility_ratio: maybeNumber,
  volatility_rank: maybeNumber,
  volatility_spike: v.nullable(v.boolean()),
  turbulent: v.nullable(v.boolean()),
  drawdown: maybeNumber,
  net_exposure: maybeNumber,
  sectors: v.nullable(v.record(v.string(), v.number())),
  herfindahl: maybeNumber,
  correlation: maybeNumber,
  correlation_shift: maybeNumber,
  liquidity_days: maybeNumber,
  stress: v.array(StressData),
  limits: v.record(v.string(), v.number()),
  distance_to_limits: v.object({
    var_95: v.number(),
    daily_loss: v.number(),
    concentration: v.number(),
    gross_exposure: v.number(),
    drawdown: maybeNumber,
    volatility_spike: maybeNumber,
  }),
  violations: v.array(ViolationData),
  breakers: v.array(BreakerData),
  trading_state: v.string(),
  halt_epoch: v.number(),
  warnings: v.array(WarningData),
});

export const QuoteData = v.object({
  symbol: v.string(),
  bid: v.number(),
  ask: v.number(),
  bid_size: v.number(),
  ask_size: v.number(),
  last: v.number(),
  size: v.number(),
  volume: v.number(),
  timestamp: instant,
  quality: v.string(),
});

const barFields = {
  symbol: v.string(),
  timeframe: v.string(),
  open: v.number(),
  high: v.number(),
  low: v.number(),
  close: v.number(),
  volume: v.number(),
  timestamp: instant,
  final: v.boolean(),
};
export const BarData = v.object(barFields);
export const StreamedBarData = v.object({
  ...barFields,
  revision: v.number(),
  partial: v.boolean(),
});

export const ProgressData = v.object({
  workflow_id: v.string(),
  workflow: v.string(),
  step: v.string(),
  state: v.string(),
  progress: v.number(),
  message: v.string(),
});

export const ResultData = v.object({
  workflow_id: v.string(),
  workflow: v.string(),
  status: v.string(),
  results: record,
  duration: v.number(),
  error: maybeText,
});

export const OrderData = v.object({
  client_order_id: v.string(),
  symbol: v.string(),
  side: v.string(),
  quantity: v.number(),
  type: v.string(),
  limit_price: maybeNumber,
  stop_price: maybeNumber,
  trail_amount: maybeNumber,
  trail_percent: maybeNumber,
  oca_group: maybeText,
  parent: maybeText,
  time_in_force: v.string(),
  status: v.string(),
  filled: v.number(),
  working_quantity: v.number(),
  remaining: v.number(),
  average_price: maybeNumber,
  commission: maybeNumber,
  broker_order_id: maybeNumber,
  perm_id: maybeNumber,
  created_at: instant,
  updated_at: instant,
  correlation_id: maybeText,
  requested_by: v.string(),
  detail: maybeText,
});

/** One step in the life of an alert; what else stands there depends on the step. */
export const AlertData = v.looseObject({
  change: v.string(),
  id: v.string(),
  key: v.string(),
  seq: v.number(),
  timestamp: instant,
});

export const ServerMessage = v.variant('type', [
  v.object({ type: v.literal('auth_required') }),
  v.object({ type: v.literal('authenticated'), expires_at: instant, ...answered }),
  v.object({
    type: v.literal('welcome'),
    session: v.string(),
    epoch: v.string(),
    seq: v.number(),
    server_time: instant,
    roles: v.array(v.string()),
    heartbeat: v.number(),
  }),
  topic('system_state', SystemStateData),
  topic('health_update', HealthUpdateData),
  topic('system_event', SystemEventData),
  topic('risk_update', RiskData),
  topic('risk_violation', ViolationData),
  topic('workflow_progress', ProgressData),
  topic('workflow_result', ResultData),
  topic('market_data', QuoteData),
  topic('bar', StreamedBarData),
  topic('order_update', OrderData),
  topic('alert', AlertData),
  v.object({
    type: v.literal('subscribed'),
    symbols: v.array(v.string()),
    timeframe: maybeText,
    channels: v.array(v.string()),
    filter: v.object({
      type: v.array(v.string()),
      source: v.array(v.string()),
      severity: maybeText,
    }),
    ...answered,
  }),
  v.object({
    type: v.literal('resumed'),
    complete: v.boolean(),
    epoch: v.string(),
    after_seq: v.number(),
    seq: v.number(),
    ...answered,
  }),
  v.object({ type: v.literal('pong'), server_time: instant, ...answered }),
  v.object({
    type: v.literal('error'),
    code: v.string(),
    detail: v.string(),
    advice: v.string(),
    ...answered,
  }),
]);

export type ServerMessage = v.InferOutput<typeof ServerMessage>;
export type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;
export type SystemEvent = v.InferOutput<typeof SystemEventData>;
export type Quote = v.InferOutput<typeof QuoteData>;
export type StreamedBar = v.InferOutput<typeof StreamedBarData>;
export type Bar = v.InferOutput<typeof BarData>;
export type RiskReport = v.InferOutput<typeof RiskData>;
export type StreamedOrder = v.InferOutput<typeof OrderData>;
export type WorkflowProgress = v.InferOutput<typeof ProgressData>;
export type SystemStateUpdate = v.InferOutput<typeof SystemStateData>;
export type HealthUpdate = v.InferOutput<typeof HealthUpdateData>;

type Answerable = { request_id?: string };
export type Channel = 'events' | 'risk' | 'health' | 'workflows' | 'orders';

/** What a client may send. */
export type ClientMessage = Answerable &
  (
    | { type: 'authenticate'; token: string }
    | {
        type: 'execute_workflow';
        workflow: string;
        params: Record<string, unknown>;
        idempotency_key?: string;
      }
    | { type: 'cancel_workflow'; workflow_id: string }
    | {
        type: 'subscribe';
        symbols?: string[];
        timeframe?: string;
        channels?: Channel[];
        filter?: { type?: string[]; source?: string[]; severity?: string };
      }
    | { type: 'unsubscribe'; symbols?: string[]; channels?: Channel[] }
    | { type: 'resume'; epoch: string; after_seq: number }
    | { type: 'get_status' }
    | { type: 'get_health' }
    | { type: 'ping' }
  );

export type Read =
  | { ok: true; message: ServerMessage }
  | { ok: false; problem: string };

/** Text of one frame to a message; never throws. An unknown type is a newer server's, not an error. */
export function read(text: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  const parsed = v.safeParse(ServerMessage, json);
  if (parsed.success) {
    return { ok: true, message: parsed.output };
  }
  const issue = parsed.issues[0];
  return { ok: false, problem: `${v.getDotPath(issue) ?? 'message'}: ${issue.message}` };
}
