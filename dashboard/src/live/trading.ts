import { useQuery } from '@tanstack/react-query';
import { ask } from '@/api/client';
import { useLive } from '@/live/store';
import type { SystemEvent } from '@/stream/messages';

const TYPE = 'trading_state_changed';

/**
 * Whether entries are allowed: by the newest of what the server answered and what the stream told.
 * Empty until it is known.
 */
export function useTradingState(): string {
  const told = useLive((live) => newest(live.events));
  const changed = told?.seq ?? 0;
  const status = useQuery({
    queryKey: ['trading-state', changed],
    queryFn: () => ask('GET /api/system/status'),
    placeholderData: (before) => before,
  });
  if (status.data && !status.isPlaceholderData) {
    return status.data.trading_state;
  }
  const to = told?.data['to'];
  return typeof to === 'string' ? to : (status.data?.trading_state ?? '');
}

function newest(events: readonly SystemEvent[]): SystemEvent | undefined {
  return events.find((event) => event.event_type === TYPE);
}
