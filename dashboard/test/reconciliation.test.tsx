// @vitest-environment jsdom
import './setup';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { Reconciliation } from '@/components/Reconciliation';
import Run from '@/pages/Run';
import { serve, show } from './fakeServer';

afterEach(() => vi.unstubAllGlobals());

const OPERATOR = ['viewer', 'operator'];
const RISK = [...OPERATOR, 'trader', 'risk'];
const exceeded = {
  id: 7, cause: 'schedule', outcome: 'drift_exceeded', finished_at: '2026-03-02T15:00:00Z', difference_count: 2,
  differences: [
    { kind: 'position', subject: 'AAPL', own: '100', broker: '400' },
    { kind: 'order', subject: 'wf/a/0', own: 'sent', broker: 'absent' },
  ],
  drift: { shares: 300, usd: 54_000, within: false },
};
const older = { ...exceeded, id: 6 };
const clean = { ...exceeded, id: 8, outcome: 'clean', difference_count: 0, differences: [], drift: { shares: 0, usd: 0, within: true } };
const answers = {
  'GET /api/trading/reconciliations': { reconciliations: [exceeded, older] },
  'GET /api/trading/blocked-names': { blocked_names: [{ symbol: 'IBM', reason: 'two live orders are named wf/a/0', since: '2026-03-02T15:00:00Z' }] },
  'POST /api/trading/reconcile': exceeded,
  'POST /api/trading/reconciliations/7/adopt': clean,
  'POST /api/trading/blocked-names/IBM/release': { blocked_names: [] },
};

it('an operator compares with a reason and can neither adopt nor release', async () => {
  const asked = serve(answers);
  show(<Reconciliation />, OPERATOR);
  await screen.findByText(/IBM blocked/);
  expect(screen.queryByRole('button', { name: 'Adopt' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Release IBM' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Compare now' }));
  const dialog = within(screen.getByRole('dialog'));
  await userEvent.type(dialog.getByLabelText(/^Reason/), 'before the open');
  await userEvent.click(dialog.getByRole('button', { name: 'Compare now' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.find((a) => a.question === 'POST /api/trading/reconcile')?.body).toEqual({ reason: 'before the open' });
  expect(asked.filter((a) => a.question === 'GET /api/trading/reconciliations').length).toBeGreaterThan(1);
});

it('only the newest difference is adopted, after a word and a look at the numbers', async () => {
  const asked = serve(answers);
  show(<Reconciliation />, RISK);
  await userEvent.click(await screen.findByRole('button', { name: 'Adopt' }));
  const dialog = within(screen.getByRole('dialog'));
  expect(dialog.getByText("AAPL: ours 100, the broker's 400")).toBeTruthy();
  expect(dialog.queryByText(/wf\/a\/0/)).toBeNull();
  const act = dialog.getByRole('button', { name: "Take the broker's numbers" });
  await userEvent.type(dialog.getByLabelText(/^Reason/), 'a transfer');
  expect(act).toHaveProperty('disabled', true);
  await userEvent.type(dialog.getByLabelText(/^Type/), 'adopt');
  await userEvent.click(act);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.filter((a) => a.question.endsWith('/adopt')).map(({ question, body }) => ({ question, body }))).toEqual([{ question: 'POST /api/trading/reconciliations/7/adopt', body: { reason: 'a transfer' } }]);
});

it('equal books offer nothing to adopt', async () => {
  serve({ ...answers, 'GET /api/trading/reconciliations': { reconciliations: [clean, exceeded] }, 'GET /api/trading/blocked-names': { blocked_names: [] } });
  show(<Reconciliation />, RISK);
  await screen.findByText(/beyond the budget/);
  expect(screen.queryByRole('button', { name: 'Adopt' })).toBeNull();
  expect(screen.queryByRole('list', { name: 'Blocked names' })).toBeNull();
});

it('a blocked name is released, and a refusal is shown in the dialogue', async () => {
  const { 'POST /api/trading/blocked-names/IBM/release': done, ...rest } = answers;
  serve(rest);
  show(<Reconciliation />, RISK);
  const release = async () => {
    await userEvent.click(await screen.findByRole('button', { name: 'Release IBM' }));
    await userEvent.type(screen.getByLabelText(/^Reason/), 'cancelled in TWS');
    await userEvent.click(screen.getByRole('button', { name: 'Let entries go again' }));
  };
  await release();
  expect((await screen.findByRole('alert')).textContent).toContain('There is none.');
  await userEvent.click(screen.getByRole('button', { name: 'Keep as it is' }));
  const asked = serve({ ...rest, 'POST /api/trading/blocked-names/IBM/release': done });
  await release();
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.find((a) => a.question === 'POST /api/trading/blocked-names/IBM/release')?.body).toEqual({ reason: 'cancelled in TWS' });
});

const step = { name: 'approve_trades', state: 'waiting_for_signal', attempts: 1, progress: 0, message: 'two orders wait', started_at: null, ended_at: null, node: null };
const run = {
  workflow_id: 'w', workflow: 'analysis_to_trade', state: 'running', progress: 0.5, message: '', parameters: {}, steps: [step], results: {}, error: null,
  requested_by: 'ann', started_at: '2026-03-02T15:00:00Z', ended_at: null, duration: 1, deadline: null, priority: 0,
};
const runAnswers = {
  'GET /api/workflows/w': run,
  'GET /api/orders': { orders: [], next_cursor: null },
  'GET /api/workflows/w/compensation-plan': { plan: [] },
  'POST /api/workflows/w/approve': run,
};

it.each([
  ['Approve', true],
  ['Reject', false],
])('a run that waits for a person is answered: %s', async (word, approved) => {
  const asked = serve(runAnswers);
  show(<Run id="w" />, OPERATOR);
  await userEvent.click(await screen.findByRole('button', { name: word }));
  const dialog = within(screen.getByRole('dialog'));
  expect(dialog.getByText('two orders wait')).toBeTruthy();
  await userEvent.type(dialog.getByLabelText(/^Reason/), 'looked at them');
  await userEvent.click(dialog.getByRole('button', { name: `${word} it` }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.filter((a) => a.question === 'POST /api/workflows/w/approve').map((a) => a.body)).toEqual([{ approved, reason: 'looked at them' }]);
});

it('a run that waits for nobody, or a viewer, has nothing to approve', async () => {
  serve({ ...runAnswers, 'GET /api/workflows/w': { ...run, steps: [{ ...step, state: 'running' }] } });
  show(<Run id="w" />, OPERATOR);
  await screen.findByRole('button', { name: 'Pause' });
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull();
});
