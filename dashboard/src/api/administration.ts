/** Answers about accounts, alerts and the configuration; checked as those in schemas.ts are. */
import * as v from 'valibot';

const text = v.string();
const number = v.number();
const flag = v.boolean();
const maybeText = v.nullable(text);

export const User = v.object({ name: text, role: text, roles: v.array(text), enabled: flag });
export const Users = v.object({ users: v.array(User) });
export const Sessions = v.object({
  sessions: v.array(v.object({ session: text, begun: text, last_used: text, expires: text })),
});
export const Ended = v.object({ status: text });

export const Alert = v.object({
  id: text,
  key: text,
  state: text,
  severity: text,
  title: text,
  detail: text,
  first_at: text,
  last_at: text,
  count: number,
  last_seq: number,
  acknowledged_by: maybeText,
  acknowledged_at: maybeText,
  note: text,
  escalations: number,
  escalate_at: maybeText,
  resolved_at: maybeText,
});
export const Alerts = v.object({ alerts: v.array(Alert), next_before_seq: v.nullable(number) });
/** By channel: `delivered`, or why not. */
export const AlertTest = v.object({ channels: v.record(text, text) });

export const Config = v.object({
  entries: v.array(v.object({ key: text, value: text, origin: text, reloadable: flag })),
});
const Changes = v.array(v.object({ key: text, before: text, after: text }));
export const Reloaded = v.object({ applied: Changes, after_restart: Changes });
