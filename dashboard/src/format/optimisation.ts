/** What a search for better parameters found, as the run's results have it, and as a picture needs it. */
import * as v from 'valibot';

const number = v.number();
const text = v.string();
const named = v.record(text, number);

export const Range = v.object({ name: text, lowest: number, highest: number, whole: v.boolean() });
export const Window = v.object({
  train_from: text,
  from: text,
  to: text,
  parameters: named,
  train_sharpe: number,
  test_sharpe: number,
  test_return: number,
});
/** Runs of older versions have neither search nor windows. */
export const Evidence = v.object({
  strategy: text,
  trials: number,
  from: text,
  to: text,
  parameters: named,
  metrics: named,
  deflated_sharpe: number,
  probability_of_overfitting: number,
  walk_forward_sharpe: number,
  market_sharpe: number,
  parameter_stability: number,
  walk_forward_equity: v.array(number),
  search: v.optional(v.object({ ranges: v.array(Range), points: v.array(v.array(number)) })),
  walk_forward_windows: v.optional(v.array(Window)),
  failures: v.array(text),
  promotable: v.boolean(),
});
const Results = v.object({
  run_backtests: v.optional(v.object({ evidence: v.array(v.unknown()) })),
  update_parameters: v.optional(
    v.object({
      strategies: v.array(
        v.object({ strategy: text, version: number, stage: text, promoted: v.boolean(), reasons_against: v.array(text) }),
      ),
    }),
  ),
});

export type Range = v.InferOutput<typeof Range>;
export type Window = v.InferOutput<typeof Window>;
export type Evidence = v.InferOutput<typeof Evidence>;
export type Outcome = NonNullable<v.InferOutput<typeof Results>['update_parameters']>['strategies'][number];

/** Each strategy of the run whose evidence can be read, with what was done with it. */
export function searched(results: unknown): { evidence: Evidence; outcome: Outcome | undefined }[] {
  const read = v.safeParse(Results, results);
  if (!read.success) {
    return [];
  }
  return (read.output.run_backtests?.evidence ?? []).flatMap((one) => {
    const evidence = v.safeParse(Evidence, one);
    return evidence.success
      ? [{ evidence: evidence.output, outcome: read.output.update_parameters?.strategies.find((s) => s.strategy === evidence.output.strategy) }]
      : [];
  });
}

/** Trials that fell into one field, of which the best stands for them: the other parameters are free. */
export interface Field {
  best: number;
  trials: number;
  point: readonly number[];
}

export interface Surface {
  x: readonly string[];
  y: readonly string[];
  /** By row of y, lowest first, then x; null where nothing was tried. */
  fields: readonly (readonly (Field | null)[])[];
}

const MOST_FIELDS = 8;

function axis(range: Range): { steps: number; at: (value: number) => number; names: string[] } {
  const span = range.highest - range.lowest;
  const values = range.whole ? span + 1 : Infinity;
  const steps = Math.min(MOST_FIELDS, values);
  const single = values <= MOST_FIELDS;
  const at = (value: number) =>
    single ? Math.round(value - range.lowest) : Math.min(steps - 1, Math.max(0, Math.floor(((value - range.lowest) / span) * steps)));
  const short = (value: number) => (range.whole ? String(Math.round(value)) : String(Number(value.toPrecision(3))));
  const names = Array.from({ length: steps }, (_, i) =>
    single ? short(range.lowest + i) : `${short(range.lowest + (span * i) / steps)}–${short(range.lowest + (span * (i + 1)) / steps)}`,
  );
  return { steps, at, names };
}

/**
 * The objective over two of the parameters.
 *
 * @param points the parameters' values in the order of the ranges, then the objective
 */
export function surface(ranges: readonly Range[], points: readonly (readonly number[])[], x: number, y: number): Surface {
  const [rx, ry] = [ranges[x], ranges[y]];
  if (rx === undefined || ry === undefined) {
    return { x: [], y: [], fields: [] };
  }
  const [ax, ay] = [axis(rx), axis(ry)];
  const fields: (Field | null)[][] = Array.from({ length: ay.steps }, () => Array.from({ length: ax.steps }, () => null));
  for (const point of points) {
    const row = fields[ay.at(point[y] ?? NaN)];
    const column = ax.at(point[x] ?? NaN);
    const objective = point[ranges.length];
    if (row === undefined || objective === undefined || !(column in row)) {
      continue;
    }
    const held = row[column];
    row[column] =
      held && held.best >= objective ? { ...held, trials: held.trials + 1 } : { best: objective, trials: (held?.trials ?? 0) + 1, point };
  }
  return { x: ax.names, y: ay.names, fields };
}
