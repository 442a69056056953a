import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Badge, Card, Details, Empty, Loaded, Scroll, Time } from '@/components/ui';
import { percent, words } from '@/format/numbers';

type Version = Answer<'GET /api/strategies/{strategy}'>['versions'][number];
type Asked = { act: 'promote'; version: number } | { act: 'rollback' };

/** Every strategy with its versions: what leads, what is on its way, and on which evidence. */
export function StrategyBook() {
  const strategies = useQuery({ queryKey: ['strategies'], queryFn: () => ask('GET /api/strategies') });
  return (
    <Loaded query={strategies} what="the strategies">
      {({ strategies: all }) =>
        all.length === 0 ? <Empty>No strategy has a version yet.</Empty> : all.map((s) => <Line key={s.strategy} name={s.strategy} />)
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
      title={words(name)}
      aside={
        may && (
          <button type="button" className="small danger" onClick={() => setAsked({ act: 'rollback' })}>
            Roll back
          </button>
        )
      }
    >
      <Loaded query={line} what={`the versions of ${name}`}>
        {({ versions, champion }) => (
          <Scroll label={`Versions of ${name}`}>
            <table>
              <thead>
                <tr>
                  <th className="number">Version</th>
                  <th>Stage</th>
                  <th className="number">Capital</th>
                  <th>Since</th>
                  <th>Parameters, evidence, review</th>
                  <th>
                    <span className="hidden">Promote</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {versions.map((x) => (
                  <Row key={x.version} version={x} leads={x.version === champion} {...(may ? { promote: () => setAsked({ act: 'promote', version: x.version }) } : {})} />
                ))}
              </tbody>
            </table>
          </Scroll>
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

function Row({ version: x, leads, promote }: { version: Version; leads: boolean; promote?: () => void }) {
  return (
    <tr>
      <td className="number">{x.version}</td>
      <td>
        <Badge state={x.stage} tone={leads ? 'good' : 'quiet'} />
      </td>
      <td className="number">{percent(x.capital_share, 0)}</td>
      <td>
        <Time at={x.since} date />
      </td>
      <td>
        <Details summary="Parameters" value={x.parameters} />
        <Details summary="Evidence" value={x.evidence} />
        {x.review !== null && <Details summary="Review" value={x.review} />}
      </td>
      <td>
        {promote && !leads && (
          <button type="button" className="small" onClick={promote}>
            Promote
          </button>
        )}
      </td>
    </tr>
  );
}
