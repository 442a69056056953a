import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { ask } from '@/api/client';
import { has, useSession } from '@/api/session';
import { AuditTrail } from '@/components/AuditTrail';
import { EventList, gist } from '@/components/EventList';
import { FilterForm, noFilters, type FilterField, type Filters } from '@/components/FilterForm';
import { Card, Details, Facts, Failure, Loading, Time } from '@/components/ui';
import { count, words } from '@/format/numbers';
import { passes, SEVERITIES } from '@/live/eventFilter';
import { MAX_EVENTS, union, useLive } from '@/live/store';
import type { SystemEvent } from '@/stream/messages';

const PAGE = 500;

/** In any order, each word somewhere in the event. */
function says(event: SystemEvent, text: string): boolean {
  const whole = `${event.seq} ${event.event_type} ${event.source} ${gist(event)} ${event.correlation_id ?? ''}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => whole.includes(word));
}

function fields(seen: readonly SystemEvent[]): readonly FilterField[] {
  const of = (pick: (e: SystemEvent) => string) => [...new Set(seen.map(pick))].sort();
  return [
    { name: 'severity', label: 'Severity', kind: { choice: [['', 'Every severity'], ...SEVERITIES.slice(1).map((s) => [s, `${words(s)} and worse`] as const)] } },
    { name: 'type', label: 'Type', kind: { suggested: of((e) => e.event_type) }, hint: 'order_filled, …' },
    { name: 'source', label: 'Source', kind: { suggested: of((e) => e.source) }, hint: 'trading_desk, …' },
    { name: 'correlation_id', label: 'Belongs to', kind: { suggested: [] }, hint: 'id of a run or request' },
    { name: 'from', label: 'From', kind: 'time' },
    { name: 'to', label: 'To', kind: 'time' },
  ];
}
const NONE = noFilters(fields([]));

/** What the server keeps, page by page back in time, and what the stream adds at the top. */
function useEvents(filters: Filters, live: readonly SystemEvent[]) {
  const kept = useInfiniteQuery({
    queryKey: ['events', filters],
    queryFn: async ({ pageParam }) => ({
      // The stream goes on from here.
      upTo: useLive.getState().events[0]?.seq ?? 0,
      ...(await ask('GET /api/system/events', { query: { order: 'desc', limit: PAGE, after_seq: pageParam, ...filters } })),
    }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next_after_seq ?? undefined,
    staleTime: Infinity,
  });
  // The page remembers so many: when more came since the server was asked, those between are asked again.
  const gap = live.length >= MAX_EVENTS && (live.at(-1)?.seq ?? 0) > (kept.data?.pages[0]?.upTo ?? Infinity);
  const { refetch } = kept;
  useEffect(() => {
    if (gap) {
      void refetch();
    }
  }, [gap, refetch]);
  const events = useMemo(
    () => union(live.filter((e) => passes(e, filters)), kept.data?.pages.flatMap((p) => p.events) ?? []),
    [live, filters, kept.data],
  );
  return { kept, events };
}

export default function Events({ seq }: { seq: string | undefined }) {
  const live = useLive((l) => l.events);
  const roles = useSession((s) => s.roles);
  const [filters, setFilters] = useState<Filters>(NONE);
  const [text, setText] = useState('');
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
  const { kept, events } = useEvents(filters, frozen ?? live);
  const shown = useMemo(() => events.filter((e) => says(e, text)), [events, text]);
  const form = useMemo(() => fields(live), [live]);
  const missed = frozen === null ? 0 : live.filter((e) => e.seq > (frozen[0]?.seq ?? 0) && passes(e, filters)).length;
  return (
    <>
      <h1>Events</h1>
      <Card
        title={text === '' ? `${count(events.length)} events` : `${count(shown.length)} of ${count(events.length)} events`}
        aside={
          <span className="filters">
            <input type="search" aria-label="Search in these" placeholder="Search in these" value={text} onChange={(e) => setText(e.target.value)} />
            <button type="button" aria-pressed={frozen === null} onClick={() => setFrozen(frozen === null ? live : null)}>
              {frozen === null ? 'Following' : missed === 0 ? 'Follow' : `Follow, ${count(missed)} new`}
            </button>
          </span>
        }
      >
        <FilterForm label="Filter of the events" fields={form} value={filters} onApply={setFilters} />
        {kept.error !== null && <Failure error={kept.error} retry={() => void kept.refetch()} />}
        {kept.isPending && shown.length === 0 ? <Loading what="the events" /> : <EventList events={shown} label="Events" selected={selected?.seq ?? null} onSelect={setSelected} />}
        <div className="buttons">
          <button type="button" disabled={!kept.hasNextPage || kept.isFetching} onClick={() => void kept.fetchNextPage()}>
            {kept.isFetchingNextPage ? 'Loading…' : 'Older'}
          </button>
          {events.length > 0 && (
            <small>
              back to <Time at={events.at(-1)?.timestamp} date />
              {kept.data !== undefined && !kept.hasNextPage && ': there is none before'}
            </small>
          )}
        </div>
        {selected !== null && (
          <One
            event={selected}
            onRelated={(id) => {
              setText('');
              setFilters({ ...NONE, correlation_id: id });
            }}
          />
        )}
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
