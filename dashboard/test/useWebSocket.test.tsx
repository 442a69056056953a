// @vitest-environment jsdom
import './setup';
import { act, render, renderHook, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SystemStatus } from '@/components/SystemStatus';
import { useWebSocket } from '@/hooks/useWebSocket';
import { useSession } from '@/api/session';
import { forget } from '@/live/store';
import { FakeSocket } from './fakeSocket';

beforeEach(() => {
  FakeSocket.all.length = 0;
  vi.stubGlobal('WebSocket', Object.assign(FakeSocket, { OPEN: 1 }));
});
afterEach(() => {
  forget();
  vi.unstubAllGlobals();
});

it('is used as the specification shows', async () => {
  const { result, unmount } = renderHook(() => useWebSocket('ws://localhost:8765'));
  await act(async () => undefined);
  expect(result.current.isConnected).toBe(false);
  expect(result.current.sendMessage({ type: 'ping' })).toBe(false);
  act(() => FakeSocket.last.welcome(1));
  expect(result.current.isConnected).toBe(true);
  expect(result.current.socket).toBe(FakeSocket.last);
  act(() => {
    result.current.sendMessage({ type: 'execute_workflow', workflow: 'analysis_to_trade', params: {} });
  });
  expect(FakeSocket.last.sent).toEqual([{ type: 'execute_workflow', workflow: 'analysis_to_trade', params: {} }]);
  act(() => FakeSocket.last.breaks());
  expect(result.current.isConnected).toBe(false);
  unmount();
  expect(FakeSocket.last.readyState).toBe(3);
});

it('SystemStatus stands alone: state, reasons in words, services', async () => {
  useSession.setState({ phase: 'in', name: 'op', roles: ['viewer', 'operator'], accessToken: 't', ended: null });
  vi.stubGlobal('fetch', (path: string) =>
    Promise.resolve(
      path.startsWith('/api/auth/ws-ticket')
        ? Response.json({ ticket: 'one', expires_in: 30 })
        : path.startsWith('/api/system/status')
          ? Response.json({
              state: 'degraded', uptime: '0h 0m 1s', active_workflows: [], metrics: { active_workflows: 0, websocket_clients: 1, uptime: '0h 0m 1s' },
              connected_clients: 1, event_count: 3, trading_state: 'active', degraded_reasons: ['market_data is unhealthy'], node: 'n', version: '1', since: '2026-01-01T00:00:00Z',
            })
          : new Response('{}', { status: 404 }),
    ),
  );
  render(<SystemStatus url="ws://localhost:8765" />);
  await act(async () => undefined);
  expect(screen.getByRole('status').textContent).toContain('Loading');
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1), 30_000);
  act(() => {
    FakeSocket.last.welcome(1);
    FakeSocket.last.says({
      type: 'system_state',
      data: { state: 'degraded', active_workflows: ['health_monitoring'], metrics: { active_workflows: 1, websocket_clients: 1, uptime: '0h 0m 1s' } },
    });
    FakeSocket.last.says({
      type: 'health_update',
      data: { timestamp: '2026-01-01T00:00:00Z', status: { market_data: { status: 'unhealthy', latency_ms: 12.3 } } },
    });
  });
  expect(await screen.findByText('market_data is unhealthy')).toBeTruthy();
  expect(screen.getByText('Degraded')).toBeTruthy();
  expect(screen.getByText('Unhealthy')).toBeTruthy();
  expect(screen.getByText('12 ms')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Recover now' })).toBeTruthy();
});
