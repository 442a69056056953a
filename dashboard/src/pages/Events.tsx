import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ask } from '@/api/client';
import { has, useSession } from '@/api/session';
import { AuditTrail } from '@/components/AuditTrail';
import { EventList, gist } from '@/components/EventList';
import { Card, Details, Facts, Failure, Time } from '@/components/ui';
import { words } from '@/format/numbers';
import { MAX_EVENTS, merge, useLive } from '@/live/store';
import type { SystemEvent } from '@/stream/messages';

const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;
const PAGE = 500;

interface Filter {
  text: string;
  severity: string;
  type: string;
}

export function matches(event: SystemEvent, filter: Filter): boolean {
  const least = SEVERITIES.indexOf(filter.severity as (typeof SEVERITIES)[number]);
  if (SEVERITIES.indexOf(event.severity) < least) {
    return false;
  }
  if (filter.type !== '' && event.event_type !== filter.type) {
    return false;
  }
  const words_ = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${event.seq} ${event.event_type} ${event.source} ${gist(event)} ${event.correlation_id ?? ''}`.toLowerCase();
  return words_.every((word) => text.includes(word));
}

export default function Events({ seq }: { seq: string | undefined }) {
  const live = useLive((l) => l.events);
  const roles = useSession((s) => s.roles);
  const [filter, setFilter] = useState<Filter>({ text: '', severity: 'info', type: '' });
  const [frozen, setFrozen] = useState<readonly SystemEvent[] | null>(null);
  const [chosen, setSelected] = useState<SystemEvent | null>(null);
  // The address may name one event, of any age.
  const named = useQuery({
    queryKey: ['event', seq],
    queryFn: () => ask('GET /api/system/events', { query: { after_seq: Number(seq) - 1, limit: 1 } }),
    enabled: /^\d+$/.test(seq ?? ''),
    staleTime: Infinity,
  });
  const selected = chosen ?? named.data?.events.find((e) => String(e.seq) === seq) ?? null;
  // What the memory of the page does not hold is asked of the server's store.
  const stored = useQuery({
    queryKey: ['events', filter.type, filter.severity],
    queryFn: () =>
      ask('GET /api/system/events', { query: { order: 'desc', limit: PAGE, type: filter.type, severity: filter.severity === 'info' ? undefined : filter.severity } }),
    enabled: filter.type !== '' || filter.severity !== 'info',
  });
  const all = useMemo(() => merge(frozen ?? live, stored.data?.events ?? []), [frozen, live, stored.data]);
  const shown = useMemo(() => all.filter((e) => matches(e, filter)), [all, filter]);
  const types = useMemo(() => [...new Set(live.map((e) => e.event_type))].sort(), [live]);
  const change = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
  return (
    <>
      <h1>Events</h1>
      <Card
        title={`${shown.length} of ${all.length === MAX_EVENTS ? `the newest ${MAX_EVENTS}` : all.length}`}
        aside={
          <span className="filters">
            <input type="search" aria-label="Search" placeholder="Search: order, symbol, seq…" value={filter.text} onChange={(e) => change({ text: e.target.value })} />
            <select aria-label="Severity" value={filter.severity} onChange={(e) => change({ severity: e.target.value })}>
              {SEVERITIES.map((s) => (
                <option key={s} value={s}>
                  {words(s)} and worse
                </option>
              ))}
            </select>
            <select aria-label="Type" value={filter.type} onChange={(e) => change({ type: e.target.value })}>
              <option value="">Every type</option>
              {types.map((t) => (
                <option key={t} value={t}>
                  {words(t)}
                </option>
              ))}
            </select>
            <button type="button" aria-pressed={frozen === null} onClick={() => setFrozen(frozen === null ? live : null)}>
              {frozen === null ? 'Following' : 'Follow'}
            </button>
          </span>
        }
      >
        {stored.error !== null && <Failure error={stored.error} />}
        <EventList events={shown} label="Events" selected={selected?.seq ?? null} onSelect={setSelected} />
        {selected !== null && <One event={selected} onRelated={(id) => change({ text: id, type: '', severity: 'info' })} />}
      </Card>
      {has(roles, 'admin') && <AuditTrail />}
    </>
  );
}

function One({ event, onRelated }: { event: SystemEvent; onRelated: (id: string) => void }) {
  const related = event.correlation_id;
  return (
    <div className="why" role="region" aria-label={`Event ${event.seq}`}>
      <h3>
        {words(event.event_type)} #{event.seq}
      </h3>
      <Facts
        items={[
          ['At', <Time key="t" at={event.timestamp} date />],
          ['Severity', words(event.severity)],
          ['Source', event.source],
          ['Belongs to', related === null || related === '' ? '–' : <button key="b" type="button" className="small" onClick={() => onRelated(related)}>{related}</button>],
        ]}
      />
      <Details summary="Data" value={event.data} />
    </div>
  );
}
