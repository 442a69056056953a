// @vitest-environment jsdom
import './setup';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditTrail } from '@/components/AuditTrail';
import { instantOf, localInput } from '@/format/time';
import { passes } from '@/live/eventFilter';
import { prefer } from '@/live/preferences';
import { addEvents, forget } from '@/live/store';
import Events from '@/pages/Events';
import type { SystemEvent } from '@/stream/messages';
import { serve, show } from './fakeServer';

const event = (seq: number, more: Partial<SystemEvent> = {}): SystemEvent => ({
  seq, timestamp: new Date(Date.UTC(2026, 2, 9, 13, 0, seq)).toISOString(), event_type: 'order_filled', source: 'trading_desk',
  severity: 'info', data: { n: seq }, correlation_id: null, ...more,
});

// jsdom measures nothing: all rows are seen.
vi.mock('@tanstack/react-virtual', () => ({
  useVirtualizer: ({ count }: { count: number }) => ({ getTotalSize: () => count, getVirtualItems: () => Array.from({ length: count }, (_, index) => ({ key: index, index, start: index })) }),
}));
beforeEach(() => prefer({ zone: 'exchange' }));
afterEach(() => {
  forget();
  vi.unstubAllGlobals();
});

it('times that are typed are of the zone that is shown, over both changes of the clock', () => {
  expect(instantOf('2026-03-09T09:30:00', 'exchange')).toBe('2026-03-09T13:30:00.000Z');
  expect(instantOf('2026-03-06T09:30', 'exchange')).toBe('2026-03-06T14:30:00.000Z');
  // The hours beside the changes of 8 March and 1 November.
  expect(instantOf('2026-03-08T03:00', 'exchange')).toBe('2026-03-08T07:00:00.000Z');
  expect(instantOf('2026-03-08T01:59:59', 'exchange')).toBe('2026-03-08T06:59:59.000Z');
  expect(instantOf('2026-11-01T02:00', 'exchange')).toBe('2026-11-01T07:00:00.000Z');
  expect([instantOf('', 'exchange'), instantOf('soon', 'local'), localInput('', 'exchange'), localInput(null, 'local')]).toEqual(['', '', '', '']);
  for (const zone of ['exchange', 'local'] as const) {
    expect(instantOf(localInput('2026-07-01T04:05:06Z', zone), zone)).toBe('2026-07-01T04:05:06.000Z');
  }
});

describe('what the stream brings is filtered as the server filters', () => {
  const e = event(7, { severity: 'warning', correlation_id: 'run-1' });
  it.each([
    [{}, true],
    [{ severity: 'warning' }, true],
    [{ severity: 'error' }, false],
    [{ type: 'order_updated, order_filled' }, true],
    [{ type: 'order' }, false],
    [{ source: 'risk_monitor' }, false],
    [{ correlation_id: 'run-1' }, true],
    [{ correlation_id: 'run' }, false],
    [{ from: e.timestamp }, true],
    [{ to: e.timestamp }, false],
  ])('%j: %s', (filters, expected) => expect(passes(e, filters)).toBe(expected));
});

const seqs = () => within(screen.getByRole('region', { name: 'Events' })).getAllByText(/^#\d+$/).map((x) => Number(x.textContent?.slice(1)));

it('events are asked page by page back in time, and the stream goes on at the top', async () => {
  const asked = serve({
    'GET /api/system/events': (query: URLSearchParams) =>
      query.has('after_seq') ? { events: [event(2), event(1)], next_after_seq: null } : { events: [event(5), event(4)], next_after_seq: 4 },
  });
  show(<Events seq={undefined} />, ['viewer']);
  await vi.waitFor(() => expect(seqs()).toEqual([5, 4]));
  act(() => addEvents([event(6), event(5)]));
  expect(seqs()).toEqual([6, 5, 4]);
  await userEvent.click(screen.getByRole('button', { name: 'Older' }));
  await vi.waitFor(() => expect(seqs()).toEqual([6, 5, 4, 2, 1]));
  expect(screen.getByRole('button', { name: 'Older' })).toHaveProperty('disabled', true);
  expect(asked.at(-1)?.query.get('after_seq')).toBe('4');
  // Who stops to follow is told how many came.
  await userEvent.click(screen.getByRole('button', { name: 'Following' }));
  act(() => addEvents([event(7), event(8)]));
  expect(seqs()[0]).toBe(6);
  await userEvent.click(screen.getByRole('button', { name: 'Follow, 2 new' }));
  expect(seqs()[0]).toBe(8);
});

it('a filter is asked of the server when it is applied, with instants of the zone', async () => {
  const asked = serve({ 'GET /api/system/events': { events: [], next_after_seq: null } });
  show(<Events seq={undefined} />, ['viewer']);
  const form = within(await screen.findByRole('form', { name: 'Filter of the events', hidden: true }));
  await userEvent.type(form.getByLabelText('Type'), 'order_filled');
  await userEvent.type(form.getByLabelText('From'), '2026-03-09T09:30');
  expect(asked).toHaveLength(1);
  await userEvent.selectOptions(form.getByLabelText('Severity'), 'error');
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  const query = asked.at(-1)?.query;
  expect([query?.get('type'), query?.get('severity'), query?.get('from'), query?.has('to')]).toEqual(['order_filled', 'error', '2026-03-09T13:30:00.000Z', false]);
  act(() => addEvents([event(1), event(2, { severity: 'critical', timestamp: '2026-03-09T14:00:00Z' })]));
  expect(seqs()).toEqual([2]);
  // An end before the begin finds nothing and is not asked.
  await userEvent.type(form.getByLabelText('To'), '2026-03-09T09:00');
  expect(form.getByRole('button', { name: 'Apply', hidden: true })).toHaveProperty('disabled', true);
  form.getByText('The end is not after the begin.');
  await userEvent.click(form.getByRole('button', { name: 'Clear', hidden: true }));
  await vi.waitFor(() => expect(seqs()).toEqual([2, 1]));
});

it('a failure is told with a way to try again', async () => {
  serve({});
  show(<Events seq={undefined} />, ['viewer']);
  await screen.findByText(/There is none/);
  screen.getByRole('button', { name: 'Try again' });
});

it('the audit is filtered and paged; another filter begins at the newest', async () => {
  const entry = (seq: number) => ({
    seq, timestamp: '2026-03-09T13:30:00Z', kind: 'denial', action: 'POST /api/orders', subject: 'eve', address: '10.0.0.9', target: '/api/orders',
    before: null, after: 'x'.repeat(200), outcome: '403', hash: 'h',
  });
  const asked = serve({ 'GET /api/audit': (query: URLSearchParams) => ({ entries: [entry(query.has('after_seq') ? 3 : 9)], next_after_seq: query.has('after_seq') ? null : 9 }) });
  show(<AuditTrail />, ['admin']);
  await userEvent.click(await screen.findByRole('button', { name: 'Older' }));
  await screen.findByRole('cell', { name: '3' });
  expect(asked.at(-1)?.query.get('after_seq')).toBe('9');
  const form = within(screen.getByRole('form', { name: 'Filter of the audit', hidden: true }));
  await userEvent.type(form.getByLabelText('Who'), 'eve{enter}');
  await screen.findByRole('cell', { name: '9' });
  const query = asked.at(-1)?.query;
  expect([query?.get('subject'), query?.has('after_seq'), query?.has('kind')]).toEqual(['eve', false, false]);
});
