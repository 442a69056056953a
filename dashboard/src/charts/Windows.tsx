import { decimal, percent, words } from '@/format/numbers';
import type { Window } from '@/format/optimisation';

const ROW = 22;
const WIDTH = 720;
const RIGHT = 250;

/** A walk-forward: what each choice learned from, when it was traded, and what came of it. */
export function Windows({ windows }: { windows: readonly Window[] }) {
  const day = (text: string) => Date.parse(text);
  const from = Math.min(...windows.map((w) => day(w.train_from)));
  const to = Math.max(...windows.map((w) => day(w.to)));
  const x = (text: string) => ((day(text) - from) / (to - from || 1)) * (WIDTH - RIGHT);
  const height = windows.length * ROW + 24;
  const gains = windows.filter((w) => w.test_return > 0).length;
  return (
    <figure className="windows">
      <div className="scroll" role="region" tabIndex={0} aria-label="Windows of the walk-forward">
        <svg viewBox={`0 0 ${WIDTH} ${height}`} style={{ width: '100%', minWidth: 560 }} role="img" aria-label={`Walk-forward of ${windows.length} windows, ${gains} of them with a gain`}>
          {windows.map((w, i) => (
            <g key={w.from} transform={`translate(0 ${i * ROW})`}>
              <title>{`${w.from} to ${w.to}: ${Object.entries(w.parameters)
                .map(([name, value]) => `${words(name)} ${Number(value.toPrecision(4))}`)
                .join(', ')}`}</title>
              <rect x={x(w.train_from)} y={4} width={Math.max(1, x(w.from) - x(w.train_from))} height={ROW - 10} className="train" />
              <rect x={x(w.from)} y={2} width={Math.max(2, x(w.to) - x(w.from))} height={ROW - 6} className={w.test_return < 0 ? 'loss' : 'gain'} />
              <text x={WIDTH - RIGHT + 10} y={ROW - 8}>
                {w.test_return < 0 ? '▼' : '▲'} {percent(w.test_return)} · Sharpe {decimal(w.train_sharpe)} → {decimal(w.test_sharpe)}
              </text>
            </g>
          ))}
          <text x={0} y={height - 6}>
            {windows[0]?.train_from}
          </text>
          <text x={WIDTH - RIGHT} y={height - 6} className="end">
            {windows.at(-1)?.to}
          </text>
        </svg>
      </div>
      <figcaption>
        <small>
          Each line is one choice: thin, the days it learned from; thick, the days it was traded, with what that earned and the Sharpe ratio before → there.{' '}
          {gains} of {windows.length} gained.
        </small>
      </figcaption>
    </figure>
  );
}
