/** Answers about analysis, strategies and the audit; checked as those in schemas.ts are. */
import * as v from 'valibot';

const text = v.string();
const number = v.number();
const record = v.record(v.string(), v.unknown());
const maybeText = v.nullable(text);
const maybeNumber = v.nullable(number);

export const ModelCard = v.looseObject({
  engine: text,
  kind: text,
  version: number,
  timeframe: text,
  role: text,
  symbols: v.array(text),
  trained_at: text,
});
export const Models = v.object({
  models: v.array(
    v.object({
      engine: text,
      timeframe: text,
      champion: v.nullish(record),
      versions: v.array(ModelCard),
    }),
  ),
});
export const Signals = v.object({
  signals: v.array(
    v.object({
      symbol: text,
      timeframe: text,
      as_of: text,
      workflow_id: text,
      direction: number,
      strength: number,
      confidence: number,
      explanation: record,
    }),
  ),
  next_after: maybeText,
});

export const Network = v.object({
  id: text,
  timeframe: maybeText,
  started_at: maybeText,
  nodes: v.array(text),
  estimator: maybeText,
  observations: maybeNumber,
  alpha: maybeNumber,
  tested_links: maybeNumber,
  window_from: maybeText,
  window_to: maybeText,
});
export const Networks = v.object({ networks: v.array(Network) });
export const WholeNetwork = v.object({
  ...Network.entries,
  edges: v.array(
    v.object({
      source: text,
      target: text,
      lag: number,
      te_nats: number,
      p_value: maybeNumber,
      q_value: maybeNumber,
    }),
  ),
});

export const StrategyVersion = v.object({
  version: number,
  stage: text,
  since: maybeText,
  capital_share: maybeNumber,
  parameters: v.nullable(record),
  symbols: v.array(text),
  evidence: v.nullable(record),
  review: v.nullable(record),
  workflow_id: v.optional(maybeText),
  added_by: maybeText,
  added_at: maybeText,
});
export const Strategies = v.object({
  strategies: v.array(
    v.object({
      strategy: text,
      champion: v.nullable(StrategyVersion),
      under_way: v.nullable(StrategyVersion),
      versions: number,
    }),
  ),
});
export const StrategyLine = v.object({
  strategy: text,
  champion: maybeNumber,
  under_way: maybeNumber,
  versions: v.array(StrategyVersion),
  /** What happened to the versions; promotions and roll-backs do not answer it. */
  history: v.optional(v.array(record)),
});

export const Audit = v.object({
  entries: v.array(
    v.object({
      seq: number,
      timestamp: text,
      kind: text,
      action: text,
      subject: maybeText,
      address: maybeText,
      target: maybeText,
      before: maybeText,
      after: maybeText,
      outcome: maybeText,
      hash: text,
    }),
  ),
  next_after_seq: maybeNumber,
});
