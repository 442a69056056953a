/** What a run did back to what it rests on, as a graph: fill ← order ← risk decision ← signal ← analysis ← data. */
import type { Answer } from '@/api/endpoints';
import { decimal, percent, price, words } from '@/format/numbers';

type RunWhy = Answer<'GET /api/workflows/{workflow_id}/why'>;
type OrderWhy = Answer<'GET /api/orders/{client_order_id}/why'>;
type Json = Record<string, unknown>;
type Event = OrderWhy['events'][number];

export interface Node {
  id: string;
  kind: 'data' | 'analysis' | 'signal' | 'decision' | 'order' | 'fill';
  title: string;
  /** The number that counts most. */
  gist: string;
  /** Of the event that recorded it; null: no single event did. */
  seq: number | null;
  detail: unknown;
  /** Left to right, and within a column from above. */
  column: number;
  row: number;
}

export interface Lineage {
  nodes: Node[];
  /** From what rests on something to what it rests on: indices of nodes. */
  edges: (readonly [number, number])[];
  /** Orders that are not drawn. */
  left: number;
}

/** A drawing of more orders than this explains nothing. */
export const MOST_ORDERS = 40;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function rows(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function known(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Signals of an analysis, or targets of a rebalancing. */
function verdicts(output: unknown): Json[] {
  const { signals, targets } = object(output);
  return rows(signals ?? targets).filter((row) => typeof row['symbol'] === 'string');
}

function hasData(output: unknown): boolean {
  const { data_hash, data } = object(output);
  return typeof data_hash === 'string' || typeof object(data)['data_hash'] === 'string';
}

function verdictGist(row: Json): string {
  const direction = known(row['direction']);
  if (direction !== null) {
    return `${direction > 0 ? '▲ up' : direction < 0 ? '▼ down' : 'none'}, confidence ${percent(known(row['confidence']), 0)}`;
  }
  const weight = known(row['weight'] ?? row['target_weight']);
  return weight === null ? '' : `weight ${percent(weight)}`;
}

class Builder {
  readonly nodes: Node[] = [];
  readonly edges: (readonly [number, number])[] = [];
  /** The next free row of each column. */
  private readonly free: number[] = [];

  add(node: Omit<Node, 'row'>, restsOn: readonly number[], row?: number): number {
    const at = row ?? this.free[node.column] ?? 0;
    this.free[node.column] = Math.max(this.free[node.column] ?? 0, at + 1);
    this.nodes.push({ ...node, row: at });
    const index = this.nodes.length - 1;
    restsOn.forEach((other) => this.edges.push([index, other]));
    return index;
  }

  /** Decision, order and fills, each order on rows of its own. */
  order(column: number, row: number, order: Json, id: string, decision: Json | null, events: readonly Event[], restsOn: readonly number[]): number {
    const intended = events.find((e) => e.event_type === 'order_intended');
    const decided = this.add(
      {
        id: `decision ${id}`,
        kind: 'decision',
        title: 'Risk decision',
        gist: decision === null ? 'not recorded' : `passed, ${price(known(decision['notional']))} USD`,
        seq: intended?.seq ?? null,
        detail: decision,
        column,
      },
      restsOn,
      row,
    );
    const placed = this.add(
      {
        id: `order ${id}`,
        kind: 'order',
        title: `${words(String(order['side'] ?? 'order'))} ${String(order['symbol'] ?? '')}`,
        gist: `${String(order['filled'] ?? 0)} of ${String(order['quantity'] ?? '–')}, ${words(String(order['status'] ?? 'unknown')).toLowerCase()}`,
        seq: events.filter((e) => e.event_type === 'order_updated').at(-1)?.seq ?? intended?.seq ?? null,
        detail: order,
        column: column + 1,
      },
      [decided],
      row,
    );
    const fills = events.filter((e) => e.event_type === 'order_filled');
    fills.forEach((fill, i) =>
      this.add(
        {
          id: `fill ${id} ${fill.seq}`,
          kind: 'fill',
          title: `Fill ${String(fill.data['symbol'] ?? '')}`,
          gist: `${String(fill.data['quantity'] ?? '–')} at ${price(known(fill.data['price']))}`,
          seq: fill.seq,
          detail: fill.data,
          column: column + 2,
        },
        [placed],
        row + i,
      ),
    );
    return Math.max(1, fills.length);
  }
}

/** Of a whole run: its steps up to the signals, one signal a symbol, then its orders. */
export function lineageOfRun(why: RunWhy): Lineage {
  const b = new Builder();
  const steps = [...why.chain].reverse();
  const speaks = steps.findIndex((s) => verdicts(s.output).length > 0);
  const before = speaks < 0 ? steps : steps.slice(0, speaks);
  const orders = why.orders.slice(0, MOST_ORDERS);
  let last: number[] = [];
  before.forEach((s, column) => {
    last = [
      b.add(
        {
          id: s.step,
          kind: hasData(s.output) && column === 0 ? 'data' : 'analysis',
          title: words(s.step),
          gist: hasData(s.output) && column === 0 ? `data ${String(why.data_hash ?? '').slice(0, 12)}` : words(s.state).toLowerCase(),
          seq: s.seq,
          detail: s.output,
          column,
        },
        last,
      ),
    ];
  });
  const spoken = steps[speaks];
  if (spoken === undefined) {
    orders.reduce((row, o) => row + b.order(before.length, row, object(o.order), o.client_order_id, o.risk_decision, o.events, last), 0);
    return { ...centred(b), left: why.orders.length - orders.length };
  }
  const all = verdicts(spoken.output);
  const traded = new Set(orders.map((o) => String(object(o.order)['symbol'])));
  const ordered = [...all].sort((x, y) => Number(traded.has(String(y['symbol']))) - Number(traded.has(String(x['symbol'])))).slice(0, MOST_ORDERS);
  let row = 0;
  for (const verdict of ordered) {
    const symbol = String(verdict['symbol']);
    const signal = b.add(
      { id: `signal ${symbol}`, kind: 'signal', title: `${'direction' in verdict ? 'Signal' : 'Target'} ${symbol}`, gist: verdictGist(verdict), seq: spoken.seq, detail: verdict, column: before.length },
      last,
      row,
    );
    const own = orders.filter((o) => object(o.order)['symbol'] === symbol);
    row += Math.max(1, own.reduce((sum, o) => sum + b.order(before.length + 1, row + sum, object(o.order), o.client_order_id, o.risk_decision, o.events, [signal]), 0));
  }
  // What was traded without a word about its symbol, such as a sale of what is not a target any more.
  const spokenOf = new Set(ordered.map((v) => v['symbol']));
  for (const o of orders.filter((x) => !spokenOf.has(object(x.order)['symbol']))) {
    row += b.order(before.length + 1, row, object(o.order), o.client_order_id, o.risk_decision, o.events, last);
  }
  return { ...centred(b), left: why.orders.length - orders.length };
}

/** Of one order; what was not recorded is no node. */
export function lineageOfOrder(why: OrderWhy): Lineage {
  const b = new Builder();
  let last: number[] = [];
  let column = 0;
  const symbol = String(why.order['symbol'] ?? '');
  for (const [kind, part] of [
    ['data', why.data_window],
    ['analysis', why.analysis],
    ['signal', why.signal],
  ] as const) {
    if (part !== null) {
      const verdict = kind === 'signal' ? verdicts(part['output']).find((v) => v['symbol'] === symbol) : undefined;
      last = [
        b.add(
          {
            id: kind,
            kind,
            title: kind === 'data' ? 'Data window' : words(String(part['step'] ?? kind)),
            gist: verdict ? verdictGist(verdict) : kind === 'data' ? `data ${String(object(part['output'])['data_hash'] ?? '').slice(0, 12)}` : '',
            seq: known(part['seq']),
            detail: part['output'] ?? part,
            column: column++,
          },
          last,
        ),
      ];
    }
  }
  b.order(column, 0, why.order, why.client_order_id, why.risk_decision, why.events, last);
  return { ...centred(b), left: 0 };
}

/** A column of one node stands in the middle of what rests on it. */
function centred(b: Builder): Pick<Lineage, 'nodes' | 'edges'> {
  const height = Math.max(1, ...b.nodes.map((n) => n.row + 1));
  const many = new Map<number, number>();
  b.nodes.forEach((n) => many.set(n.column, (many.get(n.column) ?? 0) + 1));
  return { nodes: b.nodes.map((n) => (many.get(n.column) === 1 && n.kind !== 'decision' && n.kind !== 'order' ? { ...n, row: (height - 1) / 2 } : n)), edges: b.edges };
}

/** The plain numbers and words of a node, to be read at once. */
export function figures(detail: unknown): (readonly [string, string])[] {
  return Object.entries(object(detail)).flatMap(([name, value]) =>
    typeof value === 'number'
      ? [[words(name), Number.isInteger(value) ? String(value) : decimal(value, 4)] as const]
      : typeof value === 'string' && value !== '' && value.length <= 80
        ? [[words(name), value] as const]
        : typeof value === 'boolean'
          ? [[words(name), value ? 'yes' : 'no'] as const]
          : [],
  );
}
