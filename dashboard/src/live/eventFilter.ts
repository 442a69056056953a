import type { Filters } from '@/components/FilterForm';
import type { SystemEvent } from '@/stream/messages';

export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;

const names = (list: string) => list.split(',').map((n) => n.trim()).filter(Boolean);

/** What the server filters by, here for what the stream brings: severity means this one and worse, `to` is not of it. */
export function passes(event: SystemEvent, filters: Filters): boolean {
  const { severity = '', type = '', source = '', correlation_id = '', from = '', to = '' } = filters;
  const at = Date.parse(event.timestamp);
  return (
    SEVERITIES.indexOf(event.severity) >= SEVERITIES.indexOf(severity as (typeof SEVERITIES)[number]) &&
    (type === '' || names(type).includes(event.event_type)) &&
    (source === '' || names(source).includes(event.source)) &&
    (correlation_id === '' || event.correlation_id === correlation_id) &&
    (from === '' || at >= Date.parse(from)) &&
    (to === '' || at < Date.parse(to))
  );
}
