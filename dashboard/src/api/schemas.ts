/**
 * What the REST interface answers. Only fields that a page reads are named; test/contract.test.ts
 * holds each against contract/openapi.json, which a test of the server holds against the server.
 */
import * as v from 'valibot';
import {
  BarData,
  BreakerData,
  OrderData,
  QuoteData,
  RiskData,
  SystemEventData,
  ViolationData,
  WarningData,
} from '@/stream/messages';

const text = v.string();
const number = v.number();
const flag = v.boolean();
const record = v.record(v.string(), v.unknown());
const maybeText = v.nullable(text);
const maybeNumber = v.nullable(number);

export const Grant = v.object({
  access_token: text,
  token_type: text,
  expires_in: number,
  refresh_token: text,
  roles: v.array(text),
});
export const Ticket = v.object({ ticket: text, expires_in: number });

export const Status = v.object({
  state: text,
  uptime: text,
  active_workflows: v.array(text),
  metrics: v.object({ active_workflows: number, websocket_clients: number, uptime: text }),
  connected_clients: number,
  event_count: number,
  trading_state: text,
  degraded_reasons: v.array(text),
  node: text,
  version: text,
  since: text,
});

export const ServiceHealth = v.object({
  status: text,
  latency_ms: number,
  checked_at: text,
  since: text,
  consecutive_failures: number,
  detail: text,
  recovery: v.nullable(v.object({ step: text, attempt: number, next_at: maybeText })),
  required_for: v.array(text),
});
export const Health = v.object({
  timestamp: text,
  overall: text,
  status: v.record(text, ServiceHealth),
  history: v.array(v.object({ at: text, service: text, from: text, to: text, detail: text })),
});

export const Metrics = v.looseObject({
  clients: v.object({ websocket_clients: number }),
  operations: record,
});

export const EventPage = v.object({
  events: v.array(SystemEventData),
  next_after_seq: maybeNumber,
});
export const ControlAnswer = v.object({ status: text, message: text });
export const KillAnswer = v.object({
  trading_state: text,
  cancelled_orders: number,
  warning: v.optional(text),
});

export const WorkflowType = v.object({
  workflow: text,
  steps: v.array(text),
  parameters: record,
});
export const WorkflowTypes = v.object({ workflow_types: v.array(WorkflowType) });
export const StartAnswer = v.object({
  status: text,
  results: record,
  duration: number,
  workflow_id: text,
});
export const Step = v.object({
  name: text,
  state: text,
  attempts: number,
  started_at: maybeText,
  ended_at: maybeText,
  progress: number,
  message: text,
  node: maybeText,
});
export const WorkflowView = v.object({
  workflow_id: text,
  workflow: text,
  state: text,
  progress: number,
  message: text,
  parameters: record,
  steps: v.array(Step),
  results: record,
  error: maybeText,
  requested_by: text,
  started_at: text,
  ended_at: maybeText,
  duration: number,
  deadline: maybeText,
  priority: number,
});
export const WorkflowSummary = v.object({
  workflow_id: text,
  workflow: text,
  state: text,
  requested_by: text,
  started_at: text,
  ended_at: maybeText,
});
export const WorkflowList = v.object({
  workflows: v.array(WorkflowSummary),
  next_after: maybeText,
});
export const WorkflowHistory = v.object({ workflow_id: text, history: v.array(record) });
export const CompensationPlan = v.object({
  workflow_id: text,
  state: text,
  plan: v.array(
    v.object({ step: text, effect: text, state: text, action: text, detail: text }),
  ),
});

export const RiskAnswer = RiskData;
export const RiskHistory = v.object({
  resolution: text,
  items: v.array(
    v.object({
      at: text,
      portfolio_value: number,
      daily_pnl: maybeNumber,
      var_95: maybeNumber,
      var_99: maybeNumber,
      expected_shortfall: maybeNumber,
      method: maybeText,
      unavailable: v.nullish(text),
    }),
  ),
});
export const MethodGrade = v.object({
  method: text,
  observations: number,
  breaches_95: number,
  breaches_99: number,
  expected_95: number,
  expected_99: number,
  kupiec_95_p: maybeNumber,
  independence_p: maybeNumber,
  zone: text,
  demoted: flag,
});
export const RiskBacktest = v.object({
  method: text,
  configured_method: text,
  window: number,
  demoted: v.array(text),
  methods: v.array(MethodGrade),
  days: v.array(
    v.object({ day: text, outcome_day: text, value: number, pnl: number, method: text, forecasts: record }),
  ),
});
export const LimitVersion = v.looseObject({
  version: number,
  reason: text,
  by: text,
  at: text,
});
export const Limits = v.looseObject({
  version: number,
  four_eyes: flag,
  symbols: record,
  strategies: record,
  versions: v.array(LimitVersion),
});
export const Violations = v.object({
  violations: v.array(ViolationData),
  warnings: v.array(WarningData),
  history: v.array(SystemEventData),
  next_after_seq: maybeNumber,
});
export const BreakerPolicy = v.object({
  opens: text,
  reset: text,
  hold_s: number,
  probe_s: number,
  probe_size: number,
});
export const Breakers = v.object({
  breakers: v.array(v.object({ ...BreakerData.entries, policy: BreakerPolicy })),
});
export const Approvals = v.object({
  approvals: v.array(
    v.object({
      id: number,
      kind: text,
      summary: text,
      reason: text,
      requested_by: text,
      requested_at: text,
      expires_at: text,
      /** What is asked for: of looser limits the whole of them, of a reset the breaker. */
      limits: v.nullable(record),
      breaker: maybeText,
      subject: text,
    }),
  ),
});

export const Position = v.object({
  symbol: text,
  quantity: number,
  average_cost: number,
  market_price: maybeNumber,
  market_value: maybeNumber,
  unrealized_pnl: maybeNumber,
  realized_pnl: number,
  mark: text,
  mark_age_ms: maybeNumber,
  lots: v.array(v.object({ lot_id: text, quantity: number, price: number, opened_at: text })),
});
export const Portfolio = v.object({
  account: text,
  cash: number,
  net_liquidation: number,
  buying_power: number,
  day_pnl: number,
  realized_pnl: number,
  unrealized_pnl: number,
  gross_exposure: number,
  net_exposure: number,
  valuation: text,
  positions: v.array(Position),
  reconciled: flag,
  as_of: text,
});
export const Order = OrderData;
export const Orders = v.object({ orders: v.array(Order), next_cursor: maybeText });
export const Executions = v.object({
  executions: v.array(
    v.object({
      exec_id: text,
      client_order_id: text,
      symbol: text,
      side: text,
      quantity: number,
      price: number,
      timestamp: text,
    }),
  ),
  next_cursor: maybeText,
});
export const Preview = v.object({
  would_pass: flag,
  code: maybeText,
  detail: maybeText,
  advice: maybeText,
  decision: v.nullable(
    v.object({
      notional: number,
      concentration_after: number,
      gross_exposure_after: number,
      buying_power_left: number,
    }),
  ),
  broker: v.nullable(
    v.object({ init_margin_after: maybeNumber, commission: maybeNumber, warning: maybeText }),
  ),
  broker_failure: maybeText,
});
export const RunWhy = v.object({
  workflow_id: text,
  data_hash: maybeText,
  orders: v.array(
    v.object({ client_order_id: text, order: record, risk_decision: v.nullable(record), events: v.array(SystemEventData) }),
  ),
  chain: v.array(
    v.object({ step: text, seq: maybeNumber, state: text, attempts: number, output: v.nullable(record) }),
  ),
  missing: v.array(text),
});
export const OrderWhy = v.object({
  client_order_id: text,
  order: record,
  risk_decision: v.nullable(record),
  risk_decision_seq: maybeNumber,
  workflow_id: maybeText,
  signal: v.nullable(record),
  analysis: v.nullable(record),
  data_window: v.nullable(record),
  events: v.array(SystemEventData),
  missing: v.array(text),
});
export const Reconciliation = v.object({
  id: number,
  cause: text,
  outcome: text,
  finished_at: text,
  difference_count: number,
  differences: v.array(v.object({ kind: text, subject: text, own: text, broker: text })),
  drift: v.object({ shares: number, usd: number, within: flag }),
});
export const Reconciliations = v.object({ reconciliations: v.array(Reconciliation) });
export const BlockedNames = v.object({ blocked_names: v.array(v.object({ symbol: text, reason: text, since: text })) });

export const Quotes = v.object({ market_time: text, quotes: v.array(QuoteData) });
export const Bars = v.object({
  symbol: text,
  timeframe: text,
  source: text,
  stale: flag,
  age: maybeNumber,
  bars: v.array(BarData),
});
export const Symbols = v.object({
  watched: v.array(text),
  kept: v.array(
    v.object({ symbol: text, timeframe: text, source: text, first: text, last: text, bars: number }),
  ),
});
export const Quality = v.object({
  market_time: text,
  symbols: v.array(
    v.object({
      symbol: text,
      quality: text,
      rule: maybeText,
      since: maybeText,
      quoted_at: maybeText,
      rules: v.record(text, number),
      last_flag: v.nullable(record),
    }),
  ),
  next_after: maybeText,
  states: v.record(text, number),
  catalogue: v.array(v.object({ id: text, rule: text, severity: text, effect: text, meaning: text })),
});

export const Schedule = v.object({
  schedule_id: text,
  workflow: text,
  parameters: record,
  cron: text,
  zone: text,
  sessions_only: flag,
  missed: text,
  enabled: flag,
  owner: text,
  next_at: maybeText,
  last_at: maybeText,
  last_outcome: maybeText,
});
export const Schedules = v.object({ schedules: v.array(Schedule) });
export const Controls = v.object({
  limits_version: number,
  four_eyes: flag,
  controls: v.array(
    v.object({ id: text, mitigates: text, limit: text, action: text, active: flag }),
  ),
});
/** Which endpoints this server has. */
export const OpenApi = v.object({
  info: v.object({ version: text }),
  paths: v.record(text, v.record(text, v.unknown())),
});
