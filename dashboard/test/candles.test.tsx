// @vitest-environment jsdom
import './setup';
import { render } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { appended, firstChange, joined } from '@/charts/bars';
import { Candles } from '@/charts/Candles';
import type { Bar } from '@/stream/messages';

interface Point {
  time: number;
  value?: number;
  close?: number;
}
/** What each series shows, in the order in which they are made: candles, volume, average, upper, lower. */
const shown: Point[][] = [];
let whole = 0;

vi.mock('lightweight-charts', () => ({
  CandlestickSeries: 'candles',
  HistogramSeries: 'volume',
  LineSeries: 'line',
  LineStyle: { Solid: 0, Dashed: 2 },
  createChart: () => ({
    addSeries: () => {
      const points: Point[] = [];
      shown.push(points);
      return {
        setData: (all: Point[]) => {
          whole++;
          points.splice(0, points.length, ...all);
        },
        update: (p: Point) => {
          const last = points.at(-1);
          if (last && p.time < last.time) {
            throw new Error('Cannot update oldest data');
          }
          points.splice(last?.time === p.time ? points.length - 1 : points.length, 1, p);
        },
      };
    },
    priceScale: () => ({ applyOptions: () => undefined }),
    timeScale: () => ({ fitContent: () => undefined }),
    remove: () => undefined,
  }),
}));

const bar = (minute: number, close: number, more: Partial<Bar> = {}): Bar => ({
  symbol: 'AAPL', timeframe: '1m', open: close, high: close, low: close, close, volume: 10, final: true,
  timestamp: new Date(Date.UTC(2026, 2, 2, 14, 30 + minute)).toISOString(), ...more,
});
const history = Array.from({ length: 25 }, (_, i) => bar(i, 100));

beforeEach(() => {
  shown.length = 0;
  whole = 0;
});

describe('bars', () => {
  it('of the history and of the stream are one list, each in its latest state', () => {
    const stale = bar(1, 90, { final: false, volume: 3 });
    const list = joined([bar(0, 100), bar(1, 101), bar(2, 102, { final: false, volume: 4 })], [stale, bar(2, 103, { final: false, volume: 5 }), bar(3, 104)]);
    expect(list.map((b) => b.close)).toEqual([100, 101, 103, 104]);
  });

  it('of the stream: a later state takes the place of the earlier, the oldest go', () => {
    const two = appended(appended([], bar(0, 1, { final: false }), 2), bar(0, 2), 2);
    expect(two.map((b) => b.close)).toEqual([2]);
    expect(appended(appended(two, bar(1, 3), 2), bar(2, 4), 2).map((b) => b.close)).toEqual([3, 4]);
  });

  it('are compared from the first that differs', () => {
    expect([firstChange([], history), firstChange(history, [...history]), firstChange(history, [...history, bar(25, 1)])]).toEqual([0, 25, 25]);
    expect(firstChange(history, history.with(7, bar(7, 1)))).toBe(7);
  });
});

it('the average and the bands follow the forming bar, and nothing else is drawn anew', () => {
  const { rerender } = render(<Candles bars={history} zone="exchange" label="c" />);
  const [candles, volume, average, upper, lower] = shown as [Point[], Point[], Point[], Point[], Point[]];
  expect([candles.length, volume.length, average.length]).toEqual([25, 25, 6]);
  expect([average.at(-1)?.value, upper.at(-1)?.value]).toEqual([100, 100]);
  expect(whole).toBe(5);
  // In one frame the last bar ends elsewhere and the next begins.
  rerender(<Candles bars={[...history.with(24, bar(24, 120)), bar(25, 140)]} zone="exchange" label="c" />);
  expect(whole).toBe(5);
  expect([candles.length, average.length]).toEqual([26, 7]);
  expect(average.slice(-2).map((p) => p.value)).toEqual([101, 103]);
  expect(upper.at(-1)?.value).toBeGreaterThan(lower.at(-1)?.value ?? 0);
  expect(volume.at(-1)?.time).toBe(candles.at(-1)?.time);
  // A correction further back needs the whole.
  rerender(<Candles bars={[...history.with(3, bar(3, 80)), bar(25, 140)]} zone="exchange" label="c" />);
  expect(whole).toBe(10);
});
