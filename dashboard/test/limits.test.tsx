// @vitest-environment jsdom
import './setup';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { NarrowLimits } from '@/components/NarrowLimits';
import { Schedules } from '@/components/Schedules';
import { narrowFrom, narrowWords } from '@/format/limits';
import { serve, show } from './fakeServer';

afterEach(() => vi.unstubAllGlobals());

const RISK = ['viewer', 'operator', 'trader', 'risk'];
const IBM = { restricted: true, no_short: false, lot: 1 };
const limits = {
  version: 3, four_eyes: false, max_daily_loss: 4000, versions: [], strategies: {},
  symbols: { AAPL: { restricted: false, no_short: true, lot: 100, max_position: 5000 }, IBM },
};

it('a symbol is limited beside those that are limited already', async () => {
  const asked = serve({ 'GET /api/risk/limits': limits, 'PUT /api/risk/limits': limits });
  show(<NarrowLimits />, RISK);
  expect((await screen.findByText('AAPL')).closest('tr')?.textContent).toContain('no short, max position 5000, lot 100');
  await userEvent.click(screen.getByRole('button', { name: 'Limit a symbol or strategy' }));
  const dialog = within(screen.getByRole('dialog'));
  const act = dialog.getByRole('button', { name: 'Change the limits' });
  await userEvent.type(dialog.getByLabelText(/^Reason/), 'merger');
  await userEvent.type(dialog.getByLabelText('Name'), 'ibm');
  expect(act).toHaveProperty('disabled', true);
  await userEvent.clear(dialog.getByLabelText('Name'));
  await userEvent.type(dialog.getByLabelText('Name'), 'msft');
  await userEvent.type(dialog.getByLabelText('Max order quantity'), '1.5');
  expect(act).toHaveProperty('disabled', true);
  await userEvent.type(dialog.getByLabelText('Max order quantity'), '{backspace}{backspace}0');
  await userEvent.click(dialog.getByLabelText('Restricted'));
  await userEvent.click(act);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.find((a) => a.question === 'PUT /api/risk/limits')?.body).toEqual({
    reason: 'merger',
    expected_version: 3,
    symbols: { ...limits.symbols, MSFT: { restricted: true, no_short: false, max_order_quantity: 10 } },
  });
});

it('limits of a symbol are removed, the others stay', async () => {
  const asked = serve({ 'GET /api/risk/limits': limits, 'PUT /api/risk/limits': limits });
  show(<NarrowLimits />, RISK);
  await userEvent.click(await screen.findByRole('button', { name: 'Remove the limits of AAPL' }));
  await userEvent.type(screen.getByLabelText(/^Reason/), 'over');
  await userEvent.click(screen.getByRole('button', { name: 'Remove them' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.find((a) => a.question === 'PUT /api/risk/limits')?.body).toMatchObject({ symbols: { IBM } });
});

it('without the role limits are shown and nothing can be changed', async () => {
  serve({ 'GET /api/risk/limits': limits });
  show(<NarrowLimits />, ['viewer']);
  await screen.findByText('IBM');
  expect(screen.queryAllByRole('button')).toEqual([]);
});

it('what a person types becomes limits', () => {
  expect(narrowFrom({ lot: '100', max_position: ' 2500.5 ', restricted: true })).toEqual({ lot: 100, max_position: 2500.5, restricted: true, no_short: false });
  for (const bad of ['0', '-1', 'x', '1e999', '2.5']) {
    expect(narrowFrom({ lot: bad })).toBeNull();
  }
  expect(narrowWords({ kind: 'symbols', name: 'IBM', limits: IBM })).toEqual(['restricted']);
});

const nightly = {
  schedule_id: 'nightly', workflow: 'portfolio_rebalance', parameters: { symbols: ['KO'], execute: false }, cron: '30 15 * * MON-FRI', zone: 'America/New_York',
  sessions_only: true, missed: 'once', enabled: true, owner: 'ada', next_at: '2026-03-02T20:30:00Z', last_at: null, last_outcome: null,
};
const types = {
  workflow_types: [
    {
      workflow: 'portfolio_rebalance', steps: ['load'],
      parameters: { properties: { symbols: { type: 'array' }, execute: { type: 'boolean', default: false } }, required: ['symbols'] },
    },
  ],
};
const answers = {
  'GET /api/schedules': { schedules: [nightly] },
  'GET /api/workflow-types': types,
  'GET /api/market/symbols': { symbols: [], watched: [], watching_all: false, next_after: null },
  'PUT /api/schedules/nightly': nightly,
  'DELETE /api/schedules/nightly': nightly,
};

it('a schedule is changed with its own parameters, and asks before it may trade', async () => {
  const asked = serve(answers);
  show(<Schedules />, RISK);
  await userEvent.click(await screen.findByRole('button', { name: 'Change nightly' }));
  expect(await screen.findByLabelText('Name of the schedule')).toHaveProperty('readOnly', true);
  expect(await screen.findByLabelText(/^Symbols/)).toHaveProperty('value', 'KO');
  await userEvent.clear(screen.getByLabelText(/^Cron/));
  await userEvent.type(screen.getByLabelText(/^Cron/), '0 10 * * MON');
  await userEvent.click(screen.getByLabelText(/^Execute/));
  await userEvent.click(screen.getByRole('button', { name: 'Save the schedule' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(asked.some((a) => a.question.startsWith('PUT'))).toBe(false);
  await userEvent.click(dialog.getByRole('button', { name: 'Save it' }));
  await vi.waitFor(() => expect(screen.queryByLabelText('Name of the schedule')).toBeNull());
  expect(asked.find((a) => a.question === 'PUT /api/schedules/nightly')?.body).toEqual({
    workflow: 'portfolio_rebalance', parameters: { symbols: ['KO'], execute: true }, cron: '0 10 * * MON', zone: 'America/New_York',
    sessions_only: true, missed: 'once', enabled: true,
  });
});

it('a schedule is turned off and deleted only after a question', async () => {
  const asked = serve(answers);
  show(<Schedules />, RISK);
  await userEvent.click(await screen.findByRole('button', { name: 'Turn off nightly' }));
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Turn it off' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.find((a) => a.question === 'PUT /api/schedules/nightly')?.body).toMatchObject({ enabled: false, parameters: nightly.parameters });
  await userEvent.click(screen.getByRole('button', { name: 'Delete nightly' }));
  expect(asked.some((a) => a.question.startsWith('DELETE'))).toBe(false);
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete it' }));
  await vi.waitFor(() => expect(asked.some((a) => a.question === 'DELETE /api/schedules/nightly')).toBe(true));
});
