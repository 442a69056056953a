import type { Link } from '@/charts/NetworkGraph';

/** The information network that an `analysis_to_trade` run found. */
export interface Network {
  nodes: string[];
  links: Link[];
  observations: number;
  tested: number;
  alpha: number;
  from: string;
  to: string;
}

type Json = Record<string, unknown>;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** From the results of a run; null when it has none. */
export function networkOf(results: Json): Network | null {
  const engines = list(object(results['run_analysis'])['engines']).map(object);
  const engine = engines.find((e) => 'network' in object(e['details']));
  if (engine === undefined) {
    return null;
  }
  const details = object(engine['details']);
  const links = list(details['network'])
    .map(object)
    .map((l) => ({
      source: String(l['source']),
      target: String(l['target']),
      lag: Number(l['lag']),
      strength: Number(l['te_nats']),
    }))
    .filter((l) => Number.isFinite(l.strength) && Number.isFinite(l.lag));
  return {
    nodes: list(details['nodes']).map(String),
    links,
    observations: Number(details['observations'] ?? 0),
    tested: Number(details['tested_links'] ?? 0),
    alpha: Number(details['alpha'] ?? 0),
    from: String(details['window_from'] ?? ''),
    to: String(details['window_to'] ?? ''),
  };
}
