import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { axisTimes } from '@/charts/axis';
import { bands, movingAverage } from '@/charts/indicators';
import { colours, useThemeKey } from '@/charts/colours';
import type { Zone } from '@/format/time';
import type { Bar } from '@/stream/messages';

interface Props {
  bars: readonly Bar[];
  live: Bar | undefined;
  zone: Zone;
  label: string;
}

const WINDOW = 20;
const WIDTH = 2;
const at = (bar: Bar) => Math.floor(Date.parse(bar.timestamp) / 1000) as UTCTimestamp;

function options(zone: Zone) {
  const c = colours();
  const times = axisTimes(zone);
  return {
    autoSize: true,
    layout: {
      background: { color: 'transparent' },
      textColor: c.text,
      // Said in words below the chart instead: the logo needs an inline style that our policy forbids.
      attributionLogo: false,
    },
    grid: { vertLines: { color: c.line }, horzLines: { color: c.line } },
    localization: { timeFormatter: times },
    timeScale: {
      timeVisible: true,
      borderColor: c.line,
      tickMarkFormatter: times,
    },
    rightPriceScale: { borderColor: c.line },
  };
}

/** Candles, volume, a moving average and Bollinger bands; the forming bar moves with the stream. */
export function Candles({ bars, live, zone, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const series = useRef<ISeriesApi<'Candlestick'> | null>(null);
  const theme = useThemeKey();

  useEffect(() => {
    if (!box.current) {
      return;
    }
    const chart = createChart(box.current, options(zone));
    series.current = draw(chart, bars);
    chart.timeScale().fitContent();
    return () => {
      series.current = null;
      chart.remove();
    };
  }, [bars, zone, theme]);

  useEffect(() => {
    const last = bars.at(-1);
    if (live && last && at(live) >= at(last)) {
      series.current?.update({ time: at(live), open: live.open, high: live.high, low: live.low, close: live.close });
    }
  }, [live, bars]);

  return <div className="chart" ref={box} role="img" aria-label={label} />;
}

function draw(chart: IChartApi, bars: readonly Bar[]): ISeriesApi<'Candlestick'> {
  const c = colours();
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: c.good,
    borderUpColor: c.good,
    wickUpColor: c.good,
    // Hollow against full: the direction is seen without colour.
    downColor: 'transparent',
    borderDownColor: c.bad,
    wickDownColor: c.bad,
  });
  candles.setData(bars.map((b) => ({ time: at(b), open: b.open, high: b.high, low: b.low, close: b.close })));
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: 'volume', color: c.line, priceFormat: { type: 'volume' } });
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
  volume.setData(bars.map((b) => ({ time: at(b), value: b.volume })));
  const closes = bars.map((b) => b.close);
  const lines: [string, (number | null)[]][] = [
    [c.accent, movingAverage(closes, WINDOW)],
    [c.fair, bands(closes, WINDOW, WIDTH).map((b) => b.upper)],
    [c.fair, bands(closes, WINDOW, WIDTH).map((b) => b.lower)],
  ];
  for (const [color, values] of lines) {
    const line = chart.addSeries(LineSeries, { color, lineWidth: 1, priceLineVisible: false, lastValueVisible: false });
    line.setData(
      bars.flatMap((b, i) => {
        const value = values[i];
        return value === null || value === undefined ? [] : [{ time: at(b), value }];
      }),
    );
  }
  return candles;
}
