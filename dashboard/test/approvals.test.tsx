// @vitest-environment jsdom
import './setup';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { SERIES_COLOURS, styleOf } from '@/charts/Lines';
import { Approvals } from '@/components/Approvals';
import { changesOf, type Approval } from '@/format/approval';
import { words } from '@/format/numbers';
import { shock } from '@/pages/Risk';
import { serve, show } from './fakeServer';

vi.mock('lightweight-charts', () => ({}));
afterEach(() => vi.unstubAllGlobals());

const limits = { version: 3, four_eyes: true, var_95_limit: 10000, max_daily_loss: 4000, versions: [], strategies: {}, symbols: { IBM: { restricted: true, no_short: false, lot: 1 } } };
const wanted = { ...limits, version: 4, var_95_limit: 12000, symbols: { KO: { restricted: false, no_short: true, lot: 1 } } };
const base = { reason: 'quarter end', requested_by: 'ben', requested_at: '2026-03-09T13:30:00Z', expires_at: '2026-03-09T14:30:00Z', limits: null, breaker: null, subject: '' };
const looser: Approval = { ...base, id: 1, kind: 'raise_limits', summary: 'limits of version 3 become looser', limits: wanted };
const reset: Approval = { ...base, id: 2, kind: 'reset_breaker', summary: 'breaker LOSS_STREAK of portfolio is reset', breaker: 'loss_streak', subject: 'portfolio', requested_by: 'ada' };
const release: Approval = { ...base, id: 3, kind: 'release_kill', summary: 'trading HALTED becomes ACTIVE' };
const breaker = {
  name: 'loss_streak', subject: 'portfolio', state: 'open', allows: 'exits', watches: 'losing trades', since: '2026-03-09T13:00:00Z', cause: '6 losses in a row', until: null, trips: 1,
  policy: { opens: 'entries_blocked', reset: 'half_open', hold_s: 60, probe_s: 60, probe_size: 1 },
};
const status = {
  state: 'running', uptime: '1h', active_workflows: [], metrics: { active_workflows: 0, websocket_clients: 1, uptime: '1h' }, connected_clients: 1, event_count: 1,
  trading_state: 'halted', degraded_reasons: [], node: 'n', version: '1', since: '2026-03-09T13:00:00Z',
};

it('what would change is said before and after, one by one, and nothing else', () => {
  expect(changesOf(looser, { limits: limits as never, tradingState: 'active', breakers: [] })).toEqual([
    { what: 'VaR 95 limit', now: '10000', then: '12000' },
    { what: 'Symbol IBM', now: 'restricted', then: 'only the limits of the account' },
    { what: 'Symbol KO', now: 'only the limits of the account', then: 'no short' },
  ]);
  expect(changesOf(looser, { limits: undefined, tradingState: '', breakers: undefined })).toEqual([]);
});

it('a second person reads who wants what, why and until when, and decides with a reason', async () => {
  const asked = serve({
    'GET /api/approvals': { approvals: [looser, reset, release] },
    'GET /api/risk/limits': limits,
    'GET /api/risk/breakers': { breakers: [breaker] },
    'GET /api/system/status': status,
    'POST /api/approvals/1': { approvals: [] },
  });
  show(<Approvals />, ['viewer', 'operator', 'trader', 'risk'], 'ada');
  const row = (await screen.findByText('VaR 95 limit')).closest('tr');
  expect(row?.textContent).toBe('VaR 95 limit1000012000');
  expect((await screen.findByText(/6 losses in a row/)).closest('tr')?.textContent).toContain('Open, because 6 losses in a row');
  expect((await screen.findByText('Halted')).closest('tr')?.textContent).toBe('TradingHaltedActive');
  expect(screen.getAllByText(/quarter end/)).toHaveLength(3);
  // Ada asked for the reset herself.
  expect(screen.getByRole('button', { name: 'Grant 2: Reset a breaker' })).toHaveProperty('disabled', true);
  await userEvent.click(screen.getByRole('button', { name: 'Grant 1: Looser limits' }));
  const dialog = within(screen.getByRole('dialog'));
  dialog.getByText('VaR 95 limit');
  dialog.getByText(/every order that is judged after/);
  await userEvent.type(dialog.getByLabelText(/^Reason/), 'agreed');
  await userEvent.click(dialog.getByRole('button', { name: 'Grant it' }));
  await vi.waitFor(() => expect(asked.find((a) => a.question === 'POST /api/approvals/1')?.body).toEqual({ grant: true, reason: 'agreed' }));
});

it('no two of many lines look alike, and neighbours differ in colour and in dashes', () => {
  const looks = Array.from({ length: 50 }, (_, i) => styleOf(i));
  expect(new Set(looks.map((l) => `${l.colour} ${l.dashes}`)).size).toBe(50);
  expect(new Set(looks.slice(0, SERIES_COLOURS).map((l) => l.colour)).size).toBe(SERIES_COLOURS);
  looks.slice(1).forEach((look, i) => expect([look.colour === looks[i]?.colour, look.dashes === looks[i]?.dashes]).toEqual([false, false]));
});

it('short names are written as they are read', () => {
  expect([words('var_95_limit'), words('gpu'), words('variance'), words('market_data')]).toEqual(['VaR 95 limit', 'GPU', 'Variance', 'Market data']);
  expect([shock('* -0.05, Technology -0.25'), shock('2008-09-12 to 2008-11-20')]).toEqual(['every name −5 %, Technology −25 %', '2008-09-12 to 2008-11-20']);
});
