// @vitest-environment jsdom
import './setup';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { WhyGraph } from '@/charts/WhyGraph';
import { lineageOfOrder, lineageOfRun, MOST_ORDERS, type Lineage } from '@/format/lineage';
import { show } from './fakeServer';

const event = (seq: number, event_type: string, data: Record<string, unknown>) => ({ seq, event_type, data, timestamp: '2026-01-01T10:00:00Z', source: 'desk', severity: 'info' as const, correlation_id: 'w' });
const order = (symbol: string, fills: number) => ({
  client_order_id: `w/${symbol}`,
  order: { symbol, side: 'buy', quantity: 10, filled: fills * 5, status: fills === 2 ? 'filled' : 'submitted' },
  risk_decision: { notional: 1000 },
  events: [
    event(10, 'order_intended', {}),
    ...Array.from({ length: fills }, (_, i) => event(11 + i, 'order_filled', { symbol, quantity: 5, price: 100.5 })),
    event(20, 'order_updated', {}),
  ],
});
const step = (name: string, seq: number | null, output: Record<string, unknown> | null) => ({ step: name, seq, state: 'completed', attempts: 1, output });
const chain = [
  step('execute_trades', 9, {}),
  step('validate_signals', 8, { orders: [] }),
  step('generate_signals', 7, {
    signals: [
      { symbol: 'MSFT', direction: 0, confidence: 0.2 },
      { symbol: 'AAPL', direction: 1, confidence: 0.81 },
    ],
  }),
  step('run_analysis', 6, { engines: [] }),
  step('fetch_market_data', 5, { data_hash: 'abcdef0123456789' }),
];
const why = (orders: ReturnType<typeof order>[]) => ({ workflow_id: 'w', data_hash: 'abcdef0123456789', orders, chain, missing: [] });

/** From a node back to the data, by titles. */
function back(l: Lineage, title: string): string[] {
  const i = l.nodes.findIndex((n) => n.title === title);
  const next = l.edges.find(([from]) => from === i);
  return next === undefined ? [title] : [title, ...back(l, l.nodes[next[1]]?.title ?? '?')];
}

it('leads from a fill back to the data, with the event of each', () => {
  const l = lineageOfRun(why([order('AAPL', 2)]));
  expect(back(l, 'Fill AAPL')).toEqual(['Fill AAPL', 'Buy AAPL', 'Risk decision', 'Signal AAPL', 'Run analysis', 'Fetch market data']);
  expect(back(l, 'Signal MSFT')).toEqual(['Signal MSFT', 'Run analysis', 'Fetch market data']);
  expect(Object.fromEntries(l.nodes.map((n) => [n.title, n.seq]))).toMatchObject({ 'Fetch market data': 5, 'Signal AAPL': 7, 'Risk decision': 10, 'Buy AAPL': 20, 'Fill AAPL': 12 });
  expect(l.nodes.filter((n) => n.kind === 'fill').map((n) => n.gist)).toEqual(['5 at 100.50', '5 at 100.50']);
});

it('no two nodes of a column share a place, whatever was filled', () => {
  const symbols = Array.from({ length: 60 }, (_, i) => `S${i}`);
  const spoken = { ...chain[2], output: { signals: symbols.slice(0, 50).map((symbol) => ({ symbol, direction: 1, confidence: 0.5 })) } } as (typeof chain)[number];
  const l = lineageOfRun({ ...why(symbols.map((s, i) => order(s, i % 3))), chain: [...chain.slice(0, 2), spoken, ...chain.slice(3)] });
  expect(l.left).toBe(60 - MOST_ORDERS);
  const places = l.nodes.map((n) => `${n.column} ${n.row}`);
  expect(new Set(places).size).toBe(places.length);
  expect(new Set(l.nodes.map((n) => n.id)).size).toBe(l.nodes.length);
});

it('what was not recorded is no node', () => {
  const bare = { ...order('AAPL', 0), risk_decision_seq: null, workflow_id: null, signal: null, analysis: null, data_window: null, missing: ['signal'], risk_decision: null, events: [] };
  expect(lineageOfOrder(bare).nodes.map((n) => [n.kind, n.gist])).toEqual([
    ['decision', 'not recorded'],
    ['order', '0 of 10, submitted'],
  ]);
  expect(lineageOfRun({ ...why([]), chain: [] }).nodes).toEqual([]);
});

it('a node tells its numbers and its event by click and by keyboard', async () => {
  show(<WhyGraph lineage={lineageOfRun(why([order('AAPL', 1)]))} label="Why" />, ['viewer']);
  await userEvent.click(screen.getByRole('button', { name: /^Signal AAPL/ }));
  const panel = within(screen.getByRole('region', { name: 'Signal AAPL' }));
  expect(panel.getByText('0.8100')).toBeTruthy();
  expect(panel.getByRole('link', { name: 'event #7' }).getAttribute('href')).toBe('/events/7');
  screen.getByRole('button', { name: /^Fill AAPL/ }).focus();
  await userEvent.keyboard('{Enter}');
  expect(screen.getByRole('region', { name: 'Fill AAPL' }).textContent).toContain('event #11');
});
