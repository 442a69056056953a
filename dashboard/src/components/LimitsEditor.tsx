import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Badge, Card, Details, Loaded, Time } from '@/components/ui';
import { changes, limitNames } from '@/format/limits';
import { words } from '@/format/numbers';

type Limits = Answer<'GET /api/risk/limits'>;

export function LimitsEditor() {
  const roles = useSession((s) => s.roles);
  const client = useQueryClient();
  const limits = useQuery({ queryKey: ['limits'], queryFn: () => ask('GET /api/risk/limits') });
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState(false);
  const may = has(roles, 'risk');
  return (
    <Card title="Limits" aside={limits.data && <small>version {limits.data.version}{limits.data.four_eyes && ', looser ones need a second person'}</small>}>
      <Loaded query={limits} what="the limits">
        {(data) => {
          const changed = changes(data, typed);
          const count = Object.keys(changed ?? {}).length;
          return (
            <>
              <div className="fields limits">
                {limitNames(data).map((name) => (
                  <label key={name}>
                    {words(name)}
                    <input
                      name={name}
                      inputMode="decimal"
                      readOnly={!may}
                      value={typed[name] ?? String((data as Record<string, unknown>)[name])}
                      onChange={(e) => setTyped({ ...typed, [name]: e.target.value })}
                    />
                  </label>
                ))}
              </div>
              {may ? (
                <div className="buttons">
                  {changed === null && <span className="bad">Each limit is a number above 0.</span>}
                  <button type="button" disabled={count === 0} onClick={() => setTyped({})}>
                    Undo
                  </button>
                  <button type="button" className="primary" disabled={count === 0} onClick={() => setAsking(true)}>
                    Change {count || ''} {count === 1 ? 'limit' : 'limits'}
                  </button>
                </div>
              ) : (
                <small>Changing limits needs the role risk.</small>
              )}
              <Versions limits={data} />
              {asking && changed !== null && (
                <Confirm
                  title="Change limits"
                  action="Change the limits"
                  consequence={<Before limits={data} changed={changed} />}
                  danger
                  wantsReason
                  run={async (reason) => {
                    await ask('PUT /api/risk/limits', { body: { reason, expected_version: data.version, account: changed } });
                    setTyped({});
                    await client.invalidateQueries();
                  }}
                  onClose={() => setAsking(false)}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Before({ limits, changed }: { limits: Limits; changed: Record<string, number> }) {
  return (
    <>
      <p>From now on, for every order that is judged after this moment:</p>
      <ul>
        {Object.entries(changed).map(([name, value]) => (
          <li key={name}>
            {words(name)}: {String((limits as Record<string, unknown>)[name])} → <strong>{value}</strong>
          </li>
        ))}
      </ul>
      {limits.four_eyes && <p>Looser limits wait for a second person.</p>}
    </>
  );
}

function Versions({ limits }: { limits: Limits }) {
  return (
    <details>
      <summary>{limits.versions.length} versions</summary>
      <Table
        label="Versions of the limits"
        rows={limits.versions}
        id={(v) => v.version}
        columns={[
          [
            'Version',
            (v) => (
              <>
                {v.version} {v.version === limits.version && <Badge state="in force" tone="good" />}
              </>
            ),
            'number',
          ],
          ['At', (v) => <Time at={v.at} date />],
          ['By', (v) => v.by],
          ['Reason', (v) => v.reason],
          ['Content', (v) => <Details summary="Limits" value={v['account']} />],
        ]}
      />
    </details>
  );
}
