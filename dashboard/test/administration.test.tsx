// @vitest-environment jsdom
import './setup';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { Configuration } from '@/components/Configuration';
import { Users } from '@/components/Users';
import { originOf } from '@/format/origin';
import { makePassword } from '@/format/password';
import Alerts from '@/pages/Alerts';
import Settings from '@/pages/Settings';
import { serve, show } from './fakeServer';

afterEach(() => vi.unstubAllGlobals());

const ADMIN = ['viewer', 'operator', 'trader', 'risk', 'admin'];
const users = {
  users: [
    { name: 'ada', role: 'admin', roles: ADMIN, enabled: true },
    { name: 'Bob', role: 'trader', roles: ADMIN.slice(0, 3), enabled: true },
  ],
};

it('an account is disabled only after its name was typed, and never the own one', async () => {
  const asked = serve({ 'GET /api/users': users, 'PATCH /api/users/Bob': { ...users.users[1], enabled: false } });
  show(<Users />, ADMIN);
  await userEvent.click(await screen.findByRole('button', { name: 'Disable log-in of Bob' }));
  expect(screen.queryByRole('button', { name: 'Disable log-in of ada' })).toBeNull();
  const dialog = within(screen.getByRole('dialog'));
  const act = dialog.getByRole('button', { name: 'Disable the log-in' });
  expect(act).toHaveProperty('disabled', true);
  await userEvent.type(dialog.getByLabelText(/^Type/), 'bob');
  await userEvent.click(act);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toContainEqual(expect.objectContaining({ question: 'PATCH /api/users/Bob', body: { enabled: false } }));
});

it('a new account needs a name that is free and a long password', async () => {
  const asked = serve({ 'GET /api/users': users, 'POST /api/users': users.users[1] });
  show(<Users />, ADMIN);
  await screen.findByText('Bob');
  await userEvent.click(screen.getByRole('button', { name: 'New account' }));
  const dialog = within(screen.getByRole('dialog'));
  const act = dialog.getByRole('button', { name: 'Create the account' });
  await userEvent.type(dialog.getByLabelText('Name'), 'Bob');
  await userEvent.click(dialog.getByRole('button', { name: 'Make one' }));
  expect(act).toHaveProperty('disabled', true);
  await userEvent.type(dialog.getByLabelText(/^Name/), 'by');
  await userEvent.selectOptions(dialog.getByLabelText(/^Role/), 'risk');
  await userEvent.click(act);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const sent = asked.find((a) => a.question === 'POST /api/users')?.body as Record<string, string>;
  expect(sent).toMatchObject({ username: 'Bobby', role: 'risk' });
  expect(sent['password']).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/);
});

it('made passwords differ', () => {
  expect(new Set(Array.from({ length: 100 }, makePassword)).size).toBe(100);
});

it('the configuration says who set a value, and what a reload has changed', async () => {
  const entry = (key: string, value: string, origin: string, reloadable: boolean) => ({ key: `orchestrator.${key}`, value, origin, reloadable });
  serve({
    'GET /api/config': {
      entries: [
        entry('http.port', '8000', 'application.conf @ jar:file:/x/y.jar!/application.conf: 12', false),
        entry('risk.max-daily-loss', '4000', '/etc/orchestrator.conf: 3', true),
      ],
    },
    'POST /api/config/reload': { applied: [{ key: 'orchestrator.risk.max-daily-loss', before: '4000', after: '3000' }], after_restart: [] },
  });
  show(<Configuration />, ADMIN);
  await screen.findByText('http.port');
  await userEvent.click(screen.getByLabelText('set here'));
  expect(screen.queryByText('http.port')).toBeNull();
  expect(screen.getByText('/etc/orchestrator.conf line 3')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Read it again' }));
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Read it again' }));
  expect((await screen.findByText('3000')).closest('li')?.textContent).toBe('orchestrator.risk.max-daily-loss: 4000 → 3000');
});

it.each([
  ['application.conf @ jar:file:/a:b/c.jar!/application.conf: 7', 'default', 'default, application.conf line 7'],
  ['environment variable ORCHESTRATOR_HTTP_PORT', 'environment', 'environment variable ORCHESTRATOR_HTTP_PORT'],
  ['profile low-latency', 'profile', 'profile low-latency'],
  ['system properties', 'option', 'option -D'],
  ['/home/op/application.conf: 7', 'file', '/home/op/application.conf line 7'],
])('%s is from %s', (origin, kind, text) => {
  expect(originOf(origin)).toEqual({ kind, text });
});

it('parts of the settings need their role', async () => {
  const asked = serve({});
  show(<Settings section="users" />, ['viewer', 'operator']);
  expect(await screen.findByText(/need the role admin/)).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Accounts and sessions' })).toBeNull();
  expect(asked).toEqual([]);
});

it('an alert is taken with a note, by who may', async () => {
  const alert = {
    id: 'alert-7', key: 'breaker_tripped/daily_loss', state: 'open', severity: 'critical', title: 'breaker tripped daily_loss', detail: 'the day', first_at: '2026-01-01T10:00:00Z',
    last_at: '2026-01-01T10:00:00Z', count: 2, last_seq: 7, acknowledged_by: null, acknowledged_at: null, note: '', escalations: 1, escalate_at: null, resolved_at: null,
  };
  const answers = {
    'GET /api/alerts': { alerts: [alert], next_before_seq: null },
    'GET /api/system/events': { events: [], next_after_seq: null },
    'POST /api/alerts/alert-7/ack': { ...alert, state: 'acknowledged' },
    'POST /api/alerts/test': { channels: { 'slack desk': 'delivered', mail: 'refused' } },
  };
  const asked = serve(answers);
  show(<Alerts />, ['viewer', 'operator']);
  await userEvent.click(await screen.findByRole('button', { name: 'Take it: breaker tripped daily_loss' }));
  await userEvent.type(screen.getByLabelText(/^Reason/), 'mine');
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Take it' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toContainEqual(expect.objectContaining({ question: 'POST /api/alerts/alert-7/ack', body: { note: 'mine' } }));
  expect(screen.getByText(/escalated, step 1/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Send a test to every channel' }));
  expect((await screen.findByText(/mail: refused/)).textContent).toContain('Failed');
});
