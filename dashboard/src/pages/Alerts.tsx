import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Empty, Failure, Loaded, Time } from '@/components/ui';
import { words } from '@/format/numbers';
import { useLive } from '@/live/store';

type Alert = Answer<'GET /api/alerts'>['alerts'][number];

const PAGE = 50;
const GIVEN_UP = 'alert_undelivered';

/** What a person must know, and who takes care of it. */
export default function Alerts() {
  return (
    <>
      <h1>Alerts</h1>
      <List />
      <Deliveries />
    </>
  );
}

function List() {
  const roles = useSession((s) => s.roles);
  const client = useQueryClient();
  const [state, setState] = useState('open');
  const [pages, setPages] = useState<string[]>([]);
  const [taking, setTaking] = useState<Alert | null>(null);
  const alerts = useQuery({
    queryKey: ['alerts', state, pages.at(-1)],
    queryFn: () => ask('GET /api/alerts', { query: { state, before_seq: pages.at(-1), limit: PAGE } }),
    refetchInterval: 30_000,
    placeholderData: (before) => before,
  });
  return (
    <Card
      title="Alerts"
      aside={
        <span className="tabs" role="group" aria-label="State of the alerts">
          {[
            ['open', 'Open'],
            ['acknowledged', 'Taken'],
            ['resolved', 'Over'],
            ['', 'All'],
          ].map(([value, text]) => (
            <button
              key={text}
              type="button"
              aria-pressed={state === value}
              onClick={() => {
                setPages([]);
                setState(value ?? '');
              }}
            >
              {text}
            </button>
          ))}
        </span>
      }
    >
      <Loaded query={alerts} what="the alerts">
        {({ alerts: all, next_before_seq }) =>
          all.length === 0 ? (
            <Empty>{state === 'open' ? 'Nothing is open: nobody has to do anything.' : 'No such alert.'}</Empty>
          ) : (
            <>
              <Table
                label="Alerts"
                rows={all}
                id={(a) => a.id}
                row={(a) => ({ 'data-alert': a.key, 'data-state': a.state })}
                columns={[
                  ['Severity', (a) => <Badge state={a.severity} tone={a.severity === 'warning' ? 'fair' : a.severity === 'info' ? 'quiet' : 'bad'} />],
                  ['What', (a) => <What alert={a} />],
                  ['State', (a) => <State alert={a} />],
                  ['First', (a) => <Time at={a.first_at} date />],
                  ['Last', (a) => <Time at={a.last_at} date />],
                  ['Times', (a) => a.count, 'number'],
                  [
                    'Commands',
                    (a) =>
                      a.state === 'open' &&
                      has(roles, 'operator') && (
                        <button type="button" className="small primary" aria-label={`Take it: ${a.title}`} onClick={() => setTaking(a)}>
                          Take it
                        </button>
                      ),
                    'commands',
                  ],
                ]}
              />
              <Pager pages={pages} next={next_before_seq === null ? null : String(next_before_seq)} go={setPages} />
            </>
          )
        }
      </Loaded>
      {taking !== null && (
        <Confirm
          title={`Take ${taking.title}`}
          action="Take it"
          consequence="It is neither repeated nor escalated any more, and your name stands beside it. It ends by itself when the trouble is over; this alone repairs nothing."
          wantsReason
          run={async (note) => {
            await ask('POST /api/alerts/{alert_id}/ack', { path: { alert_id: taking.id }, body: { note } });
            await client.invalidateQueries({ queryKey: ['alerts'] });
          }}
          onClose={() => setTaking(null)}
        />
      )}
    </Card>
  );
}

function What({ alert }: { alert: Alert }) {
  return (
    <div className="wrap">
      <strong>{words(alert.title)}</strong>
      <br />
      {alert.detail} <Link href={`/events/${alert.last_seq}`}>#{alert.last_seq}</Link>
    </div>
  );
}

function State({ alert: a }: { alert: Alert }) {
  return (
    <>
      <Badge state={a.state} tone={a.state === 'open' ? 'bad' : a.state === 'acknowledged' ? 'fair' : 'good'} label={a.state === 'acknowledged' ? `Taken by ${a.acknowledged_by ?? 'somebody'}` : words(a.state)} />
      {a.note !== '' && (
        <>
          <br />
          <small>{a.note}</small>
        </>
      )}
      {a.state === 'resolved' && (
        <small>
          {' '}
          <Time at={a.resolved_at} date />
        </small>
      )}
      {a.state === 'open' && (
        <>
          <br />
          <small>
            {a.escalations > 0 ? `escalated, step ${a.escalations}` : 'not escalated yet'}
            {a.escalate_at !== null && (
              <>
                , next <Time at={a.escalate_at} />
              </>
            )}
          </small>
        </>
      )}
    </>
  );
}

/** Whether people are reached: what no channel took, and a test through all of them. */
function Deliveries() {
  const roles = useSession((s) => s.roles);
  const changes = useLive((l) => l.alertChanges);
  const [pages, setPages] = useState<string[]>([]);
  const failed = useQuery({
    queryKey: ['alert-deliveries', changes, pages.at(-1)],
    queryFn: () => ask('GET /api/system/events', { query: { order: 'desc', limit: PAGE, type: GIVEN_UP, after_seq: pages.at(-1) } }),
    placeholderData: (before) => before,
  });
  const [test, setTest] = useState<Record<string, string> | null>(null);
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  function send() {
    setRunning(true);
    setFailure(null);
    ask('POST /api/alerts/test')
      .then(
        (answer) => setTest(answer.channels),
        (e: unknown) => setFailure(e),
      )
      .finally(() => setRunning(false));
  }
  return (
    <Card
      title="Deliveries"
      aside={
        has(roles, 'operator') && (
          <button type="button" disabled={running} onClick={send}>
            {running ? 'Sending…' : 'Send a test to every channel'}
          </button>
        )
      }
    >
      {failure !== null && <Failure error={failure} />}
      {test !== null && <Test channels={test} />}
      <Loaded query={failed} what="the deliveries">
        {({ events, next_after_seq }) =>
          events.length === 0 ? (
            <Empty>Every channel has taken every alert that it was told. What one does not take is tried again for a day.</Empty>
          ) : (
            <>
            <Table
              label="Given up"
              rows={events}
              id={(e) => e.seq}
              columns={[
                ['Given up', (e) => <Time at={e.timestamp} date />],
                ['Channel', (e) => String(e.data['channel'] ?? '–')],
                ['Alert', (e) => String(e.data['id'] ?? '–')],
                ['Why', (e) => String(e.data['error'] ?? '–'), 'text'],
              ]}
            />
            <Pager pages={pages} next={next_after_seq === null ? null : String(next_after_seq)} go={setPages} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function Test({ channels }: { channels: Record<string, string> }) {
  const names = Object.entries(channels);
  return (
    <div role="status">
      {names.length === 0 ? (
        <Empty>
          No channel is configured: alerts are seen here only. <code>orchestrator.alerts.channels</code> takes a webhook, Slack, Telegram or e-mail.
        </Empty>
      ) : (
        <ul className="plain">
          {names.map(([name, outcome]) => (
            <li key={name}>
              <Badge state={outcome === 'delivered' ? 'delivered' : 'failed'} tone={outcome === 'delivered' ? 'good' : 'bad'} /> {name}
              {outcome !== 'delivered' && `: ${outcome}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
