import { createChart, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { axisTimes } from '@/charts/axis';
import { colours, useThemeKey } from '@/charts/colours';
import { usePreferences } from '@/live/preferences';

export interface Line {
  name: string;
  points: readonly { at: string; value: number }[];
}

const STYLES = [0, 2, 1, 3, 4];

/** Numbers over time; lines differ by their dashes as well as by colour. */
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
    const palette = [c.accent, c.bad, c.fair, c.good, c.text];
    const chart = createChart(box.current, {
      autoSize: true,
      layout: { background: { color: 'transparent' }, textColor: c.text, attributionLogo: false },
      grid: { vertLines: { color: c.line }, horzLines: { color: c.line } },
      localization: { timeFormatter: times.full },
      timeScale: { timeVisible: true, tickMarkFormatter: times.tick, borderColor: c.line },
      rightPriceScale: { borderColor: c.line },
    });
    lines.forEach((line, i) => {
      const series = chart.addSeries(LineSeries, {
        title: line.name,
        color: palette[i % palette.length] ?? c.accent,
        lineStyle: STYLES[i % STYLES.length] ?? 0,
        lineWidth: 2,
        priceLineVisible: false,
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
  return <div className="chart low" ref={box} role="img" aria-label={label} />;
}
