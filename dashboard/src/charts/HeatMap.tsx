import { useMemo, useState } from 'react';
import { decimal, words } from '@/format/numbers';
import { surface, type Range } from '@/format/optimisation';

const FIELD = { w: 74, h: 34 };
const LEFT = 92;
const BOTTOM = 44;
/** Text stays readable on the strongest colour in both themes. */
const MOST_INK = 0.45;

interface Props {
  ranges: readonly Range[];
  points: readonly (readonly number[])[];
  /** Name of the objective. */
  objective: string;
}

/** The objective over two parameters that are chosen; number and sign say what the colour does. */
export function HeatMap({ ranges, points, objective }: Props) {
  const [x, setX] = useState(0);
  const [y, setY] = useState(Math.min(1, ranges.length - 1));
  const map = useMemo(() => surface(ranges, points, x, y), [ranges, points, x, y]);
  const all = map.fields.flat().flatMap((f) => (f === null ? [] : [f.best]));
  const strongest = Math.max(...all.map(Math.abs), 1e-9);
  const best = Math.max(...all);
  const [width, height] = [LEFT + map.x.length * FIELD.w, map.y.length * FIELD.h + BOTTOM];
  const name = (i: number) => words(ranges[i]?.name ?? '');
  const choose = (label: string, value: number, set: (i: number) => void) => (
    <label>
      {label}
      <select value={value} onChange={(e) => set(Number(e.target.value))}>
        {ranges.map((r, i) => (
          <option key={r.name} value={i}>
            {words(r.name)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <figure className="heat">
      <div className="filters">
        {choose('Across', x, setX)}
        {choose('Upwards', y, setY)}
      </div>
      <div className="scroll" role="region" tabIndex={0} aria-label={`${objective} over ${name(x)} and ${name(y)}`}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          style={{ width: '100%', minWidth: width * 0.8, maxWidth: width * 1.2 }}
          role="img"
          aria-label={`Heat map of ${objective} over ${name(x)} and ${name(y)}: ${all.length} of ${map.x.length * map.y.length} fields tried, best ${decimal(best)}`}
        >
          {map.fields.map((row, j) => {
            const top = (map.y.length - 1 - j) * FIELD.h;
            return (
              <g key={map.y[j]}>
                <text x={LEFT - 6} y={top + FIELD.h / 2 + 4} className="end">
                  {map.y[j]}
                </text>
                {row.map((field, i) => (
                  <g key={map.x[i]} transform={`translate(${LEFT + i * FIELD.w} ${top})`}>
                    <rect
                      width={FIELD.w - 2}
                      height={FIELD.h - 2}
                      className={field === null ? 'none' : field.best < 0 ? 'loss' : 'gain'}
                      fillOpacity={field === null ? 0 : 0.04 + (MOST_INK - 0.04) * (Math.abs(field.best) / strongest)}
                      data-best={field?.best === best || undefined}
                    />
                    {field !== null && (
                      <>
                        <text x={FIELD.w / 2 - 1} y={FIELD.h / 2 + 4}>
                          {field.best === best ? '★ ' : ''}
                          {decimal(field.best)}
                        </text>
                        <title>{`${ranges.map((r, k) => `${words(r.name)} ${field.point[k]}`).join(', ')}; the best of ${field.trials} here`}</title>
                      </>
                    )}
                  </g>
                ))}
              </g>
            );
          })}
          {map.x.map((text, i) => (
            <text key={text} x={LEFT + i * FIELD.w + FIELD.w / 2 - 1} y={height - BOTTOM + 16}>
              {text}
            </text>
          ))}
          <text x={LEFT + (map.x.length * FIELD.w) / 2} y={height - 8} className="axis">
            {name(x)} →
          </text>
        </svg>
      </div>
      <figcaption>
        <small>
          {objective} of the best of {points.length} trials in each field, whatever their other parameters; {name(y)} upwards, ★ the best, empty: not tried.
        </small>
      </figcaption>
    </figure>
  );
}
