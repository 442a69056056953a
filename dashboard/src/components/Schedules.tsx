import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { Confirm } from '@/components/Confirm';
import { SchemaForm } from '@/components/SchemaForm';
import { Table } from '@/components/Table';
import { Badge, Card, Empty, Loaded, Time } from '@/components/ui';
import { words } from '@/format/numbers';

type Schedule = Answer<'GET /api/schedules'>['schedules'][number];
type Type = Answer<'GET /api/workflow-types/{workflow_type}'>;
type Plan = Pick<Schedule, 'schedule_id' | 'workflow' | 'cron' | 'zone' | 'sessions_only' | 'missed' | 'enabled' | 'parameters'>;

const MISSED = { skip: 'are left out', once: 'the newest is made up for', all: 'each is made up for' } as const;
const NEW: Plan = {
  schedule_id: '',
  workflow: '',
  parameters: {},
  cron: '30 15 * * MON-FRI',
  zone: 'America/New_York',
  sessions_only: true,
  missed: 'skip',
  enabled: true,
};

async function save({ schedule_id, ...body }: Plan): Promise<void> {
  await ask('PUT /api/schedules/{schedule_id}', { path: { schedule_id }, body });
}

export function Schedules() {
  const schedules = useQuery({ queryKey: ['schedules'], queryFn: () => ask('GET /api/schedules') });
  const [editing, setEditing] = useState<Plan | null>(null);
  const [removing, setRemoving] = useState<Schedule | null>(null);
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ['schedules'] });
  return (
    <Card
      title="Schedules"
      aside={
        <button type="button" className="small" onClick={() => setEditing(editing === null ? NEW : null)}>
          {editing === null ? 'New schedule' : 'Close'}
        </button>
      }
    >
      {editing !== null && (
        <Editor
          key={editing.schedule_id}
          plan={editing}
          saved={() => {
            setEditing(null);
            void changed();
          }}
        />
      )}
      <Loaded query={schedules} what="the schedules">
        {({ schedules: all }) =>
          all.length === 0 ? (
            <Empty>No schedule: every run is started by hand or by a program.</Empty>
          ) : (
            <Table
              label="Schedules"
              rows={all}
              id={(s) => s.schedule_id}
              columns={[
                ['Schedule', (s) => s.schedule_id],
                ['Workflow', (s) => words(s.workflow)],
                ['Cron, zone', (s) => <When one={s} />],
                ['Next', (s) => (s.enabled ? <Time at={s.next_at} date /> : <Badge state="off" />)],
                ['Last', (s) => <Last one={s} />],
                ['By', (s) => s.owner],
                ['Change', (s) => <Commands one={s} edit={setEditing} remove={setRemoving} changed={changed} />, 'commands'],
              ]}
            />
          )
        }
      </Loaded>
      {removing && (
        <Confirm
          title={`Delete the schedule ${removing.schedule_id}`}
          action="Delete it"
          consequence="It starts nothing any more; runs that it started go on."
          danger
          run={async () => {
            await ask('DELETE /api/schedules/{schedule_id}', { path: { schedule_id: removing.schedule_id } });
            await changed();
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Card>
  );
}

function When({ one }: { one: Schedule }) {
  return (
    <>
      <code>{one.cron}</code> {one.zone}
      {one.sessions_only && ', on trading days'}
    </>
  );
}

function Last({ one }: { one: Schedule }) {
  return (
    <>
      <Time at={one.last_at} date /> {one.last_outcome}
    </>
  );
}

function Commands(props: { one: Schedule; edit: (plan: Plan) => void; remove: (one: Schedule) => void; changed: () => unknown }) {
  const { one } = props;
  const plan: Plan = {
    schedule_id: one.schedule_id,
    workflow: one.workflow,
    parameters: one.parameters,
    cron: one.cron,
    zone: one.zone,
    sessions_only: one.sessions_only,
    missed: one.missed,
    enabled: one.enabled,
  };
  const [switching, setSwitching] = useState(false);
  const turn = one.enabled ? 'off' : 'on';
  return (
    <>
      <button type="button" className="small" aria-label={`Change ${one.schedule_id}`} onClick={() => props.edit(plan)}>
        Change
      </button>
      <button type="button" className="small" aria-label={`Turn ${turn} ${one.schedule_id}`} onClick={() => setSwitching(true)}>
        Turn {turn}
      </button>
      <button type="button" className="small danger" aria-label={`Delete ${one.schedule_id}`} onClick={() => props.remove(one)}>
        Delete
      </button>
      {switching && (
        <Confirm
          title={`Turn ${one.schedule_id} ${turn}`}
          action={`Turn it ${turn}`}
          consequence={one.enabled ? 'It starts nothing until it is turned on again.' : 'It starts runs again, from its next time on.'}
          run={async () => {
            await save({ ...plan, enabled: !one.enabled });
            props.changed();
          }}
          onClose={() => setSwitching(false)}
        />
      )}
    </>
  );
}

function Editor({ plan, saved }: { plan: Plan; saved: () => void }) {
  const types = useQuery({ queryKey: ['types'], queryFn: () => ask('GET /api/workflow-types'), staleTime: Infinity });
  return (
    <Loaded query={types} what="the workflows">
      {({ workflow_types }) => <Form plan={plan} types={workflow_types} saved={saved} />}
    </Loaded>
  );
}

function Form({ plan, types, saved }: { plan: Plan; types: readonly Type[]; saved: () => void }) {
  const symbols = useQuery({ queryKey: ['symbols'], queryFn: () => ask('GET /api/market/symbols') });
  const isNew = plan.schedule_id === '';
  const [wanted, setWanted] = useState<Plan>({ ...plan, workflow: plan.workflow || (types[0]?.workflow ?? '') });
  const [pending, setPending] = useState<Plan | null>(null);
  const type = types.find((t) => t.workflow === wanted.workflow);
  const set = (part: Partial<Plan>) => setWanted({ ...wanted, ...part });

  async function asked(parameters: Record<string, unknown>): Promise<void> {
    const whole = { ...wanted, schedule_id: wanted.schedule_id.trim(), cron: wanted.cron.trim(), zone: wanted.zone.trim(), parameters };
    if (whole.schedule_id === '') {
      throw new Error('A schedule needs a name.');
    }
    if (parameters['execute'] === true && parameters['dry_run'] !== true) {
      setPending(whole);
      return;
    }
    await save(whole);
    saved();
  }
  return (
    <div className="schedule">
      <div className="fields">
        <label>
          Name of the schedule
          <input value={wanted.schedule_id} readOnly={!isNew} spellCheck={false} onChange={(e) => set({ schedule_id: e.target.value })} />
        </label>
        <label>
          Workflow
          <select value={wanted.workflow} onChange={(e) => set({ workflow: e.target.value })}>
            {types.map((t) => (
              <option key={t.workflow} value={t.workflow}>
                {words(t.workflow)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Cron: minute, hour, day, month, weekday
          <input value={wanted.cron} spellCheck={false} onChange={(e) => set({ cron: e.target.value })} />
        </label>
        <label>
          Time zone
          <input value={wanted.zone} spellCheck={false} onChange={(e) => set({ zone: e.target.value })} />
        </label>
        <label>
          Starts that were missed
          <select value={wanted.missed} onChange={(e) => set({ missed: e.target.value })}>
            {Object.entries(MISSED).map(([value, meaning]) => (
              <option key={value} value={value}>
                {meaning}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <span>Only on trading days</span>
          <input type="checkbox" checked={wanted.sessions_only} onChange={(e) => set({ sessions_only: e.target.checked })} />
        </label>
        <label className="check">
          <span>Turned on</span>
          <input type="checkbox" checked={wanted.enabled} onChange={(e) => set({ enabled: e.target.checked })} />
        </label>
      </div>
      {type === undefined || symbols.isPending ? null : (
        <SchemaForm
          key={type.workflow}
          schema={type.parameters}
          action="Save the schedule"
          symbols={symbols.data?.watched ?? []}
          values={type.workflow === plan.workflow ? plan.parameters : {}}
          run={asked}
        />
      )}
      {pending !== null && (
        <Confirm
          title="This schedule places orders"
          action="Save it"
          consequence="Each of its runs sends every order of its plan that passes the risk gate to the broker, with nobody asked. It needs the role trader."
          danger
          run={async () => {
            await save(pending);
            saved();
          }}
          onClose={() => setPending(null)}
        />
      )}
    </div>
  );
}
