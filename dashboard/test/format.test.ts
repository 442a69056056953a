import { describe, expect, it } from 'vitest';
import { movingAverage, studies } from '@/charts/indicators';
import { changes, limitNames } from '@/format/limits';
import { count, decimal, milliseconds, money, percent, price, signed, words } from '@/format/numbers';
import { fieldsOf, valuesOf } from '@/format/schema';
import { ago, dateTime, duration, everyZone, time } from '@/format/time';
import { delayMs } from '@/stream/backoff';

describe('numbers', () => {
  it('are written for people, unknown ones never as 0', () => {
    expect(money(1234.5)).toBe('1,234.50');
    expect(money(-0.001)).toBe('0.00');
    expect(money(-5)).toBe('−5.00');
    expect([money(null), money(Number.NaN), count(undefined), percent(null), price(0)]).toEqual(['–', '–', '–', '–', '–']);
    expect([signed(3), signed(-3), signed(0)]).toEqual(['+3.00', '−3.00', '0.00']);
    expect(percent(0.1234)).toBe('12.3 %');
    expect([price(230.034), price(0.1234)]).toEqual(['230.03', '0.1234']);
    expect([milliseconds(5.24), milliseconds(1234)]).toEqual(['5.2 ms', '1,234 ms']);
    expect([decimal(-1.005, 1), count(-1234)]).toEqual(['−1.0', '−1,234']);
    expect(words('market_data')).toBe('Market data');
  });
});

describe('times', () => {
  it('are of the exchange over both changes of the clock', () => {
    // 2026: daylight saving in New York from 8 March to 1 November.
    expect(dateTime('2026-03-06T14:30:00Z', 'exchange')).toBe('2026-03-06 09:30:00 ET');
    expect(dateTime('2026-03-09T13:30:00Z', 'exchange')).toBe('2026-03-09 09:30:00 ET');
    expect(time('2026-11-02T14:30:00Z', 'exchange')).toBe('09:30:00 ET');
    expect(everyZone('2026-03-06T14:30:00Z')).toContain('UTC 2026-03-06T14:30:00.000Z');
    expect([time(null, 'local'), time('yesterday', 'exchange')]).toEqual(['–', '–']);
  });

  it('durations and ages', () => {
    expect([duration(1.23), duration(95), duration(3725), duration(-1), duration(null)]).toEqual(['1.2 s', '1 m 35 s', '1 h 2 m', '–', '–']);
    expect(ago(1_000, 5_500)).toBe('4 s');
  });
});

it('back-off doubles to its bound and is never nothing', () => {
  const settings = { firstMs: 100, longestMs: 1_000 };
  expect([0, 1, 2, 3, 4, 99].map((n) => delayMs(n, 1, settings))).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(delayMs(0, 0, settings)).toBe(10);
});

describe('forms of parameters', () => {
  const schema = {
    required: ['symbols'],
    properties: {
      symbols: { type: 'array' },
      timeframe: { type: 'string', enum: ['1m', '1d'], default: '1d' },
      bars: { type: 'integer', minimum: 100, maximum: 5000, default: 750 },
      execute: { type: 'boolean', default: false },
      min_confidence: { type: 'number', minimum: 0, maximum: 1 },
    },
  };
  const fields = fieldsOf(schema);
  const field = (name: string) => fields.find((f) => f.name === name) ?? expect.fail(name);

  it('have a field for each, with its default and its range', () => {
    expect(fields.map((f) => f.kind)).toEqual(['list', 'choice', 'integer', 'flag', 'number']);
    expect(field('bars').initial).toBe('750');
    expect(field('symbols')).toMatchObject({ required: true, prominent: true });
    expect(field('bars').check('99')).toBe('must be 100 to 5000');
    expect([field('bars').check('100.5'), field('bars').check('abc')]).toEqual(['must be a whole number', 'must be a whole number']);
    expect([field('bars').check('100'), field('min_confidence').check('')]).toEqual([true, true]);
    expect(field('min_confidence').check('1.1')).toBe('must be 0 to 1');
  });

  it('give JSON of the right types and leave out what is empty', () => {
    expect(valuesOf(fields, { symbols: 'AAPL, MSFT;GOOGL', timeframe: '1m', bars: '200', execute: true, min_confidence: '' })).toEqual({
      symbols: ['AAPL', 'MSFT', 'GOOGL'],
      timeframe: '1m',
      bars: 200,
      execute: true,
    });
  });
});

it('only changed limits above 0 are sent', () => {
  const limits = { version: 3, four_eyes: false, symbols: {}, strategies: {}, versions: [], var_95_limit: 10000, max_daily_loss: 5000 };
  expect(limitNames(limits)).toEqual(['var_95_limit', 'max_daily_loss']);
  expect(changes(limits, { var_95_limit: '9000', max_daily_loss: '5000' })).toEqual({ var_95_limit: 9000 });
  expect([changes(limits, { var_95_limit: '0' }), changes(limits, { var_95_limit: 'x' }), changes(limits, { var_95_limit: '' })]).toEqual([null, null, null]);
});

it('indicators are those of the textbook', () => {
  expect(movingAverage([1, 2, 3, 4], 2)).toEqual([null, 1.5, 2.5, 3.5]);
  const last = studies([2, 4, 4, 4, 5, 5, 7, 9], 8, 2);
  // Mean 5 and deviation 2: the usual example of a population's standard deviation.
  expect([last.average.at(-1), last.upper.at(-1), last.lower.at(-1), last.upper[6]]).toEqual([5, 9, 1, null]);
});
