import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Sessions } from '@/components/Sessions';
import { Table } from '@/components/Table';
import { Badge, Card, Empty, Loaded } from '@/components/ui';
import { words } from '@/format/numbers';
import { LEAST_PASSWORD, makePassword } from '@/format/password';

type User = Answer<'GET /api/users'>['users'][number];
type Act = 'role' | 'password' | 'disable' | 'enable';
type Asked = { act: 'create' } | { act: Act; user: User };

/** Each role may do what those before it may. */
const ROLES: Record<string, string> = {
  viewer: 'sees everything, changes nothing',
  operator: 'also starts workflows, halts trading, recovers services, takes alerts',
  trader: 'also orders and cancels by hand',
  risk: 'also resumes trading, changes limits and configuration, promotes strategies, is the second person',
  admin: 'also accounts, keys and the audit',
};

/** Accounts, what they may do, and where they are logged in. */
export function Users() {
  const users = useQuery({ queryKey: ['users'], queryFn: () => ask('GET /api/users') });
  const me = useSession((s) => s.name);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [watched, setWatched] = useState<string | null>(null);
  const names = (users.data?.users ?? []).map((u) => u.name);
  return (
    <>
      <Card
        title="Accounts"
        aside={
          <button type="button" className="primary" onClick={() => setAsked({ act: 'create' })}>
            New account
          </button>
        }
      >
        <Loaded query={users} what="the accounts">
          {({ users: all }) =>
            all.length === 0 ? (
              <Empty>There is no account: everybody comes by tokens of another issuer.</Empty>
            ) : (
              <Table
                label="Accounts"
                rows={all}
                id={(u) => u.name}
                row={(u) => ({ 'data-user': u.name })}
                columns={[
                  ['Name', (u) => (u.name === me ? `${u.name} (you)` : u.name)],
                  ['Role', (u) => <span title={u.roles.join(', ')}>{words(u.role)}</span>],
                  ['May', (u) => ROLES[u.role] ?? u.roles.join(', ')],
                  ['Log-in', (u) => <Badge state={u.enabled ? 'enabled' : 'disabled'} tone={u.enabled ? 'good' : 'quiet'} />],
                  ['Commands', (u) => <Commands user={u} self={u.name === me} ask={setAsked} watch={() => setWatched(u.name)} />, 'commands'],
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      {watched !== null && names.includes(watched) && <Sessions name={watched} self={watched === me} onClose={() => setWatched(null)} />}
      {asked !== null && <Ask asked={asked} self={asked.act !== 'create' && asked.user.name === me} names={names} onClose={() => setAsked(null)} />}
    </>
  );
}

function Commands(props: { user: User; self: boolean; ask: (asked: Asked) => void; watch: () => void }) {
  const { user, self } = props;
  const button = (act: Act, text: string, danger = false) => (
    <button type="button" className={danger ? 'small danger' : 'small'} aria-label={`${text} of ${user.name}`} onClick={() => props.ask({ act, user })}>
      {text}
    </button>
  );
  return (
    <>
      {button('role', 'Role')}
      {button('password', 'Password')}
      <button type="button" className="small" aria-label={`Sessions of ${user.name}`} onClick={props.watch}>
        Sessions
      </button>
      {!self && (user.enabled ? button('disable', 'Disable log-in', true) : button('enable', 'Enable log-in'))}
    </>
  );
}

const AT_ONCE = 'Open pages and tokens of this account end at once.';

/** One command with what it needs; whoever takes power from, or gives power to, somebody types the name. */
function Ask({ asked, self, names, onClose }: { asked: Asked; self: boolean; names: string[]; onClose: () => void }) {
  const client = useQueryClient();
  const user = asked.act === 'create' ? null : asked.user;
  const [name, setName] = useState('');
  const [role, setRole] = useState(user?.role ?? 'viewer');
  const [password, setPassword] = useState('');
  const path = { username: user?.name ?? '' };
  const change = (body: Record<string, unknown>) => ask('PATCH /api/users/{username}', { path, body });
  const own = self ? ' This is your own account: you have to log in again.' : '';
  const command = {
    create: {
      title: 'New account',
      action: 'Create the account',
      consequence: 'It can log in at once, by name and password.',
      ready: name.trim() !== '' && !names.includes(name.trim()) && password.length >= LEAST_PASSWORD,
      run: () => ask('POST /api/users', { body: { username: name.trim(), role, password } }),
    },
    role: {
      title: `Role of ${path.username}`,
      action: 'Change the role',
      consequence: AT_ONCE + own,
      ready: role !== user?.role,
      run: () => change({ role }),
    },
    password: {
      title: `Password of ${path.username}`,
      action: 'Set the password',
      consequence: `${AT_ONCE} Hand the new one over in person; nobody can read it later.${own}`,
      ready: password.length >= LEAST_PASSWORD,
      run: () => change({ password }),
    },
    disable: {
      title: `Disable ${path.username}`,
      action: 'Disable the log-in',
      consequence: `${AT_ONCE} Orders and runs that it started go on.`,
      ready: true,
      run: () => change({ enabled: false }),
    },
    enable: {
      title: `Enable ${path.username}`,
      action: 'Enable the log-in',
      consequence: 'It can log in again with its old password and role.',
      ready: true,
      run: () => change({ enabled: true }),
    },
  }[asked.act];
  const dangerous = asked.act === 'disable' || (asked.act === 'role' && (role === 'admin' || user?.role === 'admin' || self));
  return (
    <Confirm
      title={command.title}
      action={command.action}
      consequence={command.consequence}
      ready={command.ready}
      danger={asked.act !== 'create' && asked.act !== 'enable'}
      {...(dangerous ? { typed: path.username.toLowerCase() } : {})}
      run={async () => {
        await command.run();
        await client.invalidateQueries({ queryKey: ['users'] });
      }}
      onClose={onClose}
    >
      {asked.act === 'create' && (
        <label>
          Name
          <input value={name} maxLength={100} autoComplete="off" required onChange={(e) => setName(e.target.value)} />
          {names.includes(name.trim()) && <small className="bad">There is an account of this name.</small>}
        </label>
      )}
      {(asked.act === 'create' || asked.act === 'role') && (
        <label>
          Role
          <select value={role} onChange={(e) => setRole(e.target.value)}>
            {Object.keys(ROLES).map((r) => (
              <option key={r} value={r}>
                {words(r)}
              </option>
            ))}
          </select>
          <small>{ROLES[role]}</small>
        </label>
      )}
      {(asked.act === 'create' || asked.act === 'password') && <Password value={password} set={setPassword} />}
    </Confirm>
  );
}

function Password({ value, set }: { value: string; set: (password: string) => void }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <label>
        New password
        <input type={shown ? 'text' : 'password'} value={value} autoComplete="new-password" spellCheck={false} required onChange={(e) => set(e.target.value)} />
        <small>{LEAST_PASSWORD} characters or more</small>
      </label>
      <div className="buttons">
        <button
          type="button"
          className="small"
          onClick={() => {
            set(makePassword());
            setShown(true);
          }}
        >
          Make one
        </button>
        <button type="button" className="small" aria-pressed={shown} onClick={() => setShown(!shown)}>
          Show it
        </button>
      </div>
    </>
  );
}
