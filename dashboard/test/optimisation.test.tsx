// @vitest-environment jsdom
import './setup';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { searched, surface, type Range } from '@/format/optimisation';
import Strategies from '@/pages/Strategies';
import { serve, show } from './fakeServer';

afterEach(() => vi.unstubAllGlobals());

const ranges: Range[] = [
  { name: 'look_back', lowest: 10, highest: 90, whole: true },
  { name: 'names', lowest: 1, highest: 3, whole: true },
  { name: 'entry', lowest: 0, highest: 2, whole: false },
];

it('a field of the surface has the best of its trials, and nothing where none was tried', () => {
  const map = surface(
    ranges,
    [
      [10, 1, 0.5, 0.4],
      [19, 1, 1.9, 1.2],
      [12, 1, 0.1, -3],
      [90, 3, 2, -0.5],
    ],
    0,
    1,
  );
  expect(map.x).toHaveLength(8);
  expect(map.x[0]).toBe('10–20');
  expect(map.y).toEqual(['1', '2', '3']);
  expect(map.fields[0]?.[0]).toEqual({ best: 1.2, trials: 3, point: [19, 1, 1.9, 1.2] });
  expect(map.fields[2]?.[7]?.best).toBe(-0.5);
  expect(map.fields.flat().filter((f) => f !== null)).toHaveLength(2);
});

it('every trial of a random search is counted once, at the edges too', () => {
  for (const [x, y] of [[0, 2], [2, 0], [1, 1]] as const) {
    const points = Array.from({ length: 500 }, (_, i) => [10 + ((i * 37) % 81), 1 + (i % 3), ((i * 13) % 201) / 100, Math.sin(i)]);
    const map = surface(ranges, points, x, y);
    const fields = map.fields.flat().flatMap((f) => (f === null ? [] : [f]));
    expect(fields.reduce((sum, f) => sum + f.trials, 0)).toBe(500);
    expect(Math.max(...fields.map((f) => f.best))).toBe(Math.max(...points.map((p) => p[3] ?? 0)));
  }
});

const evidence = {
  strategy: 'momentum', trials: 2, from: '2020-01-02', to: '2024-12-31', parameters: { look_back: 20, names: 1, entry: 0.5 }, metrics: { sharpe: 0.9 }, deflated_sharpe: 0.6,
  probability_of_overfitting: 0.3, walk_forward_sharpe: 0.2, market_sharpe: 0.5, parameter_stability: 0.8, walk_forward_equity: [1, 1.1],
  search: { ranges, points: [[20, 1, 0.5, 0.9], [50, 2, 1, -0.2]] },
  walk_forward_windows: [{ train_from: '2020-01-02', from: '2021-01-04', to: '2021-04-01', parameters: { look_back: 20 }, train_sharpe: 1.1, test_sharpe: -0.3, test_return: -0.02 }],
  failures: ['deflated Sharpe ratio is 0.600'], promotable: false,
};
const outcome = { strategy: 'momentum', version: 3, stage: 'challenger', promoted: false, reasons_against: ['deflated Sharpe ratio is 0.600', 'RTS 6 limits are missing: [max_position]'] };

it('what cannot be read of a result is left out, and never guessed', () => {
  expect(searched({})).toEqual([]);
  expect(searched({ run_backtests: 'broken' })).toEqual([]);
  expect(searched({ run_backtests: { evidence: [{ strategy: 'x' }, evidence] } }).map((f) => [f.evidence.strategy, f.outcome])).toEqual([['momentum', undefined]]);
});

it('the page draws the newest search, and says what speaks against its outcome', async () => {
  const run = { workflow_id: 'so-1', workflow: 'strategy_optimization', state: 'completed', requested_by: 'ada', started_at: '2026-01-01T10:00:00Z', ended_at: null };
  serve({
    'GET /api/workflows': { workflows: [run], next_after: null },
    'GET /api/workflows/so-1': {
      ...run, progress: 1, message: '', parameters: {}, steps: [], error: null, duration: 1, deadline: null, priority: 0,
      results: { run_backtests: { evidence: [evidence] }, update_parameters: { strategies: [outcome], reports: [] } },
    },
    'GET /api/strategies': { strategies: [] },
  });
  show(<Strategies />, ['viewer']);
  expect((await screen.findByRole('img', { name: /^Heat map of Sharpe ratio over Look back and Names: 2 of 24 fields tried, best 0.90/ })).textContent).toContain('★ 0.90');
  await userEvent.selectOptions(screen.getByLabelText('Upwards'), 'Entry');
  expect(screen.getByRole('img', { name: /over Look back and Entry/ })).toBeTruthy();
  expect(screen.getByRole('img', { name: 'Walk-forward of 1 windows, 0 of them with a gain' }).textContent).toContain('▼ −2.0 %');
  expect(screen.getByText('RTS 6 limits are missing: [max_position]')).toBeTruthy();
  expect(screen.getByText(/Version 3, challenger/)).toBeTruthy();
});
