import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  LineSeries,
  LineStyle,
  type IChartApi,
  type ISeriesApi,
  type SeriesDataItemTypeMap,
  type SeriesType,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { axisTimes } from '@/charts/axis';
import { firstChange } from '@/charts/bars';
import { studies, type Studies } from '@/charts/indicators';
import { colours, useThemeKey } from '@/charts/colours';
import type { Zone } from '@/format/time';
import type { Bar } from '@/stream/messages';

interface Props {
  /** Oldest first; the last may still be forming. */
  bars: readonly Bar[];
  zone: Zone;
  label: string;
}

export const WINDOW = 20;
export const WIDTH = 2;
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
    localization: { timeFormatter: times.full },
    timeScale: {
      timeVisible: true,
      borderColor: c.line,
      tickMarkFormatter: times.tick,
    },
    rightPriceScale: { borderColor: c.line },
  };
}

/** Candles, volume, a moving average and Bollinger bands; all of them move with the forming bar. */
export function Candles({ bars, zone, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const theme = useThemeKey();

  useEffect(() => {
    if (!box.current) {
      return;
    }
    const chart = createChart(box.current, options(zone));
    drawing.current = new Drawing(chart);
    return () => {
      drawing.current = null;
      chart.remove();
    };
  }, [zone, theme]);

  useEffect(() => drawing.current?.show(bars), [bars, zone, theme]);

  return <div className="chart" ref={box} role="img" aria-label={label} />;
}

/** The series of one chart and what they show. */
class Drawing {
  private readonly candles: ISeriesApi<'Candlestick'>;
  private readonly volume: ISeriesApi<'Histogram'>;
  private readonly lines: Record<keyof Studies, ISeriesApi<'Line'>>;
  private drawn: readonly Bar[] = [];

  constructor(private readonly chart: IChartApi) {
    const c = colours();
    this.candles = chart.addSeries(CandlestickSeries, {
      upColor: c.good,
      borderUpColor: c.good,
      wickUpColor: c.good,
      // Hollow against full: the direction is seen without colour.
      downColor: 'transparent',
      borderDownColor: c.bad,
      wickDownColor: c.bad,
    });
    this.volume = chart.addSeries(HistogramSeries, { priceScaleId: 'volume', color: c.line, priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false });
    chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
    const line = (color: string, lineStyle: LineStyle) =>
      chart.addSeries(LineSeries, { color, lineStyle, lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false });
    this.lines = { average: line(c.accent, LineStyle.Solid), upper: line(c.fair, LineStyle.Dashed), lower: line(c.fair, LineStyle.Dashed) };
  }

  /** The forming bar costs its own points; anything else is drawn anew, and what is looked at stays. */
  show(bars: readonly Bar[]): void {
    const from = firstChange(this.drawn, bars);
    const first = this.drawn.length === 0;
    const tail = !first && bars.length >= this.drawn.length && from >= this.drawn.length - 1;
    const study = studies(bars.map((b) => b.close), WINDOW, WIDTH);
    const put = <T extends SeriesType>(series: ISeriesApi<T>, point: (bar: Bar, i: number) => SeriesDataItemTypeMap[T] | null) => {
      const points = bars.slice(tail ? from : 0).flatMap((bar, i) => point(bar, i + (tail ? from : 0)) ?? []);
      if (tail) {
        points.forEach((p) => series.update(p));
      } else {
        series.setData(points);
      }
    };
    put(this.candles, (b) => ({ time: at(b), open: b.open, high: b.high, low: b.low, close: b.close }));
    put(this.volume, (b) => ({ time: at(b), value: b.volume }));
    for (const name of ['average', 'upper', 'lower'] as const) {
      put(this.lines[name], (b, i) => {
        const value = study[name][i];
        return typeof value === 'number' ? { time: at(b), value } : null;
      });
    }
    if (first) {
      this.chart.timeScale().fitContent();
    }
    this.drawn = bars;
  }
}
