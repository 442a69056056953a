import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Badge, Card, Details, Empty, Loaded, Time } from '@/components/ui';
import { decimal, percent, words } from '@/format/numbers';

type Strategy = Answer<'GET /api/strategies/{strategy}'>;
type Version = Strategy['versions'][number];
type Asked = { act: 'promote'; version: number } | { act: 'rollback' };

/** The way of a version, with the share of the capital at each stage. */
const STAGES: readonly (readonly [string, string])[] = [
  ['challenger', 'evidence only'],
  ['shadow', 'on paper'],
  ['pilot', '5 %'],
  ['partial', '25 %'],
  ['champion', 'all of it'],
];

/** Every strategy with its versions: what leads, what is on its way, and on which evidence. */
export function StrategyBook() {
  const strategies = useQuery({ queryKey: ['strategies'], queryFn: () => ask('GET /api/strategies') });
  return (
    <Loaded query={strategies} what="the strategies">
      {({ strategies: all }) =>
        all.length === 0 ? (
          <Card title="Promotion">
            <Empty>No strategy has a version yet; an optimisation that is no dry run adds one.</Empty>
          </Card>
        ) : (
          all.map((s) => <Line key={s.strategy} name={s.strategy} />)
        )
      }
    </Loaded>
  );
}

function Line({ name }: { name: string }) {
  const roles = useSession((s) => s.roles);
  const client = useQueryClient();
  const line = useQuery({ queryKey: ['strategies', name], queryFn: () => ask('GET /api/strategies/{strategy}', { path: { strategy: name } }) });
  const [asked, setAsked] = useState<Asked | null>(null);
  const may = has(roles, 'risk');

  async function run(what: Asked, reason: string) {
    const path = { strategy: name };
    await (what.act === 'promote'
      ? ask('POST /api/strategies/{strategy}/promote', { path, body: { version: what.version, reason } })
      : ask('POST /api/strategies/{strategy}/rollback', { path, body: { reason } }));
    await client.invalidateQueries();
  }
  return (
    <Card
      title={`${words(name)}: promotion`}
      aside={
        // Nothing leads and nothing is on its way: there is nothing to take back.
        may && (line.data?.champion != null || line.data?.under_way != null) && (
          <button type="button" className="small danger" onClick={() => setAsked({ act: 'rollback' })}>
            Roll back
          </button>
        )
      }
    >
      <Loaded query={line} what={`the versions of ${name}`}>
        {(strategy) => (
          strategy.versions.length === 0 ? (
            <Empty>It has no version yet; an optimisation that is no dry run adds one.</Empty>
          ) : (
          <>
            <Ladder versions={strategy.versions} />
            <Versions strategy={strategy} promote={may ? (version) => setAsked({ act: 'promote', version }) : null} />
            <Happened history={strategy.history ?? []} />
          </>
          )
        )}
      </Loaded>
      {asked !== null && (
        <Confirm
          title={asked.act === 'promote' ? `Promote version ${asked.version} of ${words(name)}` : `Roll back ${words(name)}`}
          action={asked.act === 'promote' ? 'Promote it one stage' : 'Roll back'}
          consequence={
            asked.act === 'promote'
              ? 'One stage on: paper, then 5 %, 25 % and all of its capital. It is refused without evidence, limits and the days of its stage.'
              : 'The version under way, else the champion, is taken back; the one before returns.'
          }
          danger
          wantsReason
          run={(reason) => run(asked, reason)}
          onClose={() => setAsked(null)}
        />
      )}
    </Card>
  );
}

/** Where the versions stand; of those that never began their way the newest. */
function Ladder({ versions }: { versions: readonly Version[] }) {
  return (
    <ol className="steps flat ladder" aria-label="Stages">
      {STAGES.map(([stage, capital]) => {
        const here = versions.filter((x) => x.stage === stage);
        return (
          <li key={stage} data-state={here.length > 0 && stage !== 'challenger' ? 'running' : undefined}>
            <strong>{words(stage)}</strong> <small>{capital}</small>
            <br />
            {here.length === 0 ? <small>none</small> : `Version ${here[0]?.version}${here.length > 1 ? ` and ${here.length - 1} before` : ''}`}
          </li>
        );
      })}
    </ol>
  );
}

function Versions({ strategy, promote }: { strategy: Strategy; promote: ((version: number) => void) | null }) {
  return (
    <Table
      label={`Versions of ${strategy.strategy}`}
      rows={strategy.versions}
      id={(x) => x.version}
      columns={[
        ['Version', (x) => x.version, 'number'],
        ['Stage', (x) => <Badge state={x.stage} tone={x.version === strategy.champion ? 'good' : x.version === strategy.under_way ? 'fair' : 'quiet'} />],
        ['Capital', (x) => percent(x.capital_share, 0), 'number'],
        ['Since', (x) => <Time at={x.since} date />],
        ['Sharpe, walk-forward', (x) => `${figure(x, 'sharpe')}, ${figure(x, 'walk_forward_sharpe')}`, 'number'],
        ['Against it', (x) => <Against version={x} />],
        [
          'Parameters, evidence, review',
          (x) => (
            <>
              <Details summary="Parameters" value={x.parameters} />
              <Details summary="Evidence" value={x.evidence} />
              {x.review !== null && <Details summary="Review" value={x.review} />}
              {x.workflow_id && <Link href={`/workflows/${x.workflow_id}`}>The run that found it</Link>}
            </>
          ),
        ],
        [
          'Promote',
          (x) =>
            promote !== null &&
            x.version !== strategy.champion &&
            x.stage !== 'retired' && (
              <button type="button" className="small" onClick={() => promote(x.version)}>
                Promote
              </button>
            ),
          'commands',
        ],
      ]}
    />
  );
}

function figure(version: Version, name: string): string {
  const value = version.evidence?.[name];
  return decimal(typeof value === 'number' ? value : null);
}

function Against({ version }: { version: Version }) {
  const against = version.evidence?.['against'];
  return Array.isArray(against) && against.length > 0 ? (
    <ul className="wrap">
      {against.map(String).map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  ) : (
    'nothing'
  );
}

function Happened({ history }: { history: readonly Record<string, unknown>[] }) {
  const told = history.filter((e) => e['event'] === 'promoted' || e['event'] === 'rolled_back');
  return told.length === 0 ? null : (
    <details>
      <summary>{told.length} promotions and roll-backs</summary>
      <ul className="plain">
        {[...told].reverse().map((e) => (
          <li key={`${String(e['at'])} ${String(e['version'])}`}>
            <Time at={String(e['at'])} date /> Version {String(e['version'])} {e['event'] === 'promoted' ? `to ${String(e['to'])}` : `taken back from ${String(e['from'])}`} by {String(e['by'])}:{' '}
            {String(e['reason'])}
          </li>
        ))}
      </ul>
    </details>
  );
}
