import { createChart, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { axisTimes } from '@/charts/axis';
import { colours, useThemeKey } from '@/charts/colours';
import { money } from '@/format/numbers';
import { usePreferences } from '@/live/preferences';

export interface Line {
  name: string;
  points: readonly { at: string; value: number }[];
}

/** In the style sheet as --series-1 and so on. */
export const SERIES_COLOURS = 10;
/** The chart's own styles as dashes: solid, dashed, dotted, long and wide; of a line two pixels wide. */
const DASHES = [
  { style: 0, dashes: '' },
  { style: 2, dashes: '4 4' },
  { style: 1, dashes: '2 2' },
  { style: 3, dashes: '12 12' },
  { style: 4, dashes: '2 8' },
] as const;

/** Colour and dashes of a line: no two of the first fifty look alike, and neighbours differ in both. */
export function styleOf(index: number): { colour: string; style: 0 | 1 | 2 | 3 | 4; dashes: string } {
  const dash = DASHES[(index + Math.floor(index / SERIES_COLOURS)) % DASHES.length] ?? DASHES[0];
  return { colour: `--series-${(index % SERIES_COLOURS) + 1}`, ...dash };
}

/** Numbers over time; lines differ by their dashes as well as by colour, and the legend names them. */
export function Lines({ lines, label }: { lines: readonly Line[]; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useThemeKey();
  const zone = usePreferences((p) => p.zone);
  useEffect(() => {
    if (!box.current) {
      return;
    }
    const c = colours();
    const times = axisTimes(zone);
    const chart = createChart(box.current, {
      autoSize: true,
      layout: { background: { color: 'transparent' }, textColor: c.text, attributionLogo: false },
      grid: { vertLines: { color: c.line }, horzLines: { color: c.line } },
      localization: { timeFormatter: times.full },
      timeScale: { timeVisible: true, tickMarkFormatter: times.tick, borderColor: c.line },
      rightPriceScale: { borderColor: c.line },
    });
    lines.forEach((line, i) => {
      const { colour, style } = styleOf(i);
      const series = chart.addSeries(LineSeries, {
        color: c.of(colour),
        lineStyle: style,
        lineWidth: 2,
        priceLineVisible: false,
        lastValueVisible: false,
      });
      const bySecond = new Map(
        line.points.map((p) => [Math.floor(Date.parse(p.at) / 1000), p.value] as const),
      );
      series.setData(
        [...bySecond.entries()]
          .sort((a, b) => a[0] - b[0])
          .map(([t, value]) => ({ time: t as UTCTimestamp, value })),
      );
    });
    chart.timeScale().fitContent();
    return () => chart.remove();
  }, [lines, theme, zone]);
  return (
    <>
      <div className="chart low" ref={box} role="img" aria-label={label} />
      <ul className="legend" aria-label="Lines">
        {lines.map((line, i) => {
          const { colour, dashes } = styleOf(i);
          return (
            <li key={line.name}>
              <svg width="36" height="10" aria-hidden>
                <line x1="0" y1="5" x2="36" y2="5" stroke={`var(${colour})`} strokeWidth="2" strokeDasharray={dashes} />
              </svg>
              {line.name} <span className="number">{money(line.points.at(-1)?.value)}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
