import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { Badge, Empty, Time } from '@/components/ui';
import { words } from '@/format/numbers';
import type { SystemEvent } from '@/stream/messages';

const ROW = 34;

/** The facts of an event in one line. */
export function gist(event: SystemEvent): string {
  return Object.entries(event.data)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

interface Props {
  events: readonly SystemEvent[];
  onSelect?: (event: SystemEvent) => void;
  selected?: number | null;
  label: string;
}

/** Newest first; only what is seen is drawn. */
export function EventList({ events, onSelect, selected, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (i) => events[i]?.seq ?? i,
  });
  if (events.length === 0) {
    return <Empty>No event matches.</Empty>;
  }
  return (
    <div className="events scroll" ref={box} role="region" aria-label={label} tabIndex={0}>
      <ol style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const event = events[row.index];
          if (!event) {
            return null;
          }
          const line = (
            <>
              <Time at={event.timestamp} />
              <Badge
                state={event.severity}
                tone={event.severity === 'info' ? 'quiet' : event.severity === 'warning' ? 'fair' : 'bad'}
              />
              <strong>{words(event.event_type)}</strong>
              <span className="gist">{gist(event)}</span>
              <small>#{event.seq}</small>
            </>
          );
          return (
            <li key={row.key} data-seq={event.seq} style={{ transform: `translateY(${row.start}px)`, height: ROW }}>
              {onSelect ? (
                <button type="button" aria-pressed={selected === event.seq} onClick={() => onSelect(event)}>
                  {line}
                </button>
              ) : (
                <div>{line}</div>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
