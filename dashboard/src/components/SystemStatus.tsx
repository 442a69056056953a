import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import { has, useSession } from '@/api/session';
import { Sparkline } from '@/charts/Sparkline';
import { Badge, Card, Empty, Facts, Failure, Loading, Time } from '@/components/ui';
import { milliseconds, words } from '@/format/numbers';
import { StreamProvider, useOptionalStream, useStream } from '@/live/stream';
import { useLive } from '@/live/store';

interface Props {
  /** Of the stream; the page's own server when left out. */
  url?: string;
}

/**
 * State of the system, why it is so, and its services, as they are now. Stands alone: outside of a
 * StreamProvider it opens a stream of its own, with the session of this tab.
 */
export function SystemStatus({ url }: Props) {
  const [client] = useState(() => new QueryClient());
  if (useOptionalStream() !== null) {
    return <Panel />;
  }
  return (
    <QueryClientProvider client={client}>
      <StreamProvider {...(url === undefined ? {} : { url })}>
        <Panel />
      </StreamProvider>
    </QueryClientProvider>
  );
}

function Panel() {
  const { isConnected, status } = useStream();
  const state = useLive((live) => live.state);
  const events = useLive((live) => live.events[0]?.seq ?? 0);
  // The stream's message has no reasons; they are asked when the state, or anything, changed.
  const full = useQuery({
    queryKey: ['status', state?.state, Math.floor(events / 10)],
    queryFn: () => ask('GET /api/system/status'),
    enabled: isConnected,
    placeholderData: (before) => before,
  });
  if (state === null) {
    return (
      <Card title="System" className="system">
        {status.reason === null ? (
          <Loading what="the state of the system" />
        ) : (
          <Failure error={new Error(status.reason)} />
        )}
      </Card>
    );
  }
  const reasons = full.data?.degraded_reasons ?? [];
  return (
    <>
      <Card title="System" className="system" aside={<Badge state={isConnected ? state.state : 'disconnected'} tone={isConnected ? undefined : 'bad'} />}>
        {reasons.length > 0 && (
          <ul className="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
        <Facts
          items={[
            ['Uptime', state.metrics.uptime],
            ['In this state since', <Time key="t" at={full.data?.since} />],
            ['Running', state.active_workflows.map(words).join(', ') || 'nothing'],
            ['Clients', state.metrics.websocket_clients],
            ['Node', full.data ? `${full.data.node}, ${full.data.version}` : '–'],
          ]}
        />
      </Card>
      <Services />
    </>
  );
}

function Services() {
  const health = useLive((live) => live.health);
  const latencies = useLive((live) => live.latencies);
  const roles = useSession((s) => s.roles);
  const { isConnected } = useStream();
  const [failure, setFailure] = useState<unknown>(null);
  const full = useQuery({
    queryKey: ['health', health?.timestamp],
    queryFn: () => ask('GET /api/system/health'),
    enabled: isConnected && health !== null,
    placeholderData: (before) => before,
  });
  function recover(service: string) {
    setFailure(null);
    ask('POST /api/system/health/{service}/recover', { path: { service } }).then(
      () => full.refetch(),
      (e: unknown) => setFailure(e),
    );
  }
  if (health === null) {
    return (
      <Card title="Services" className="services-card">
        <Loading what="the health of the services" />
      </Card>
    );
  }
  const rows = Object.entries(health.status);
  return (
    <Card title="Services" className="services-card">
      {failure !== null && <Failure error={failure} />}
      {rows.length === 0 && <Empty>No service is watched.</Empty>}
      <ul className="services">
        {rows.map(([name, service]) => {
          const more = full.data?.status[name];
          return (
            <li key={name} data-service={name}>
              <span className="name">{words(name)}</span>
              <Badge state={service.status} />
              <Sparkline values={latencies[name] ?? []} label={`Latency of ${words(name)}`} />
              <span className="number">{milliseconds(service.latency_ms)}</span>
              <small>
                {more?.detail}
                {more?.recovery && (
                  <>
                    {' '}
                    · recovering: {words(more.recovery.step)}, attempt {more.recovery.attempt}
                    {more.recovery.next_at && (
                      <>
                        , next <Time at={more.recovery.next_at} />
                      </>
                    )}
                  </>
                )}
              </small>
              {service.status !== 'healthy' && has(roles, 'operator') && (
                <button type="button" className="small" onClick={() => recover(name)}>
                  Recover now
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
