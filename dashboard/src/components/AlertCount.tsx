import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import { Badge } from '@/components/ui';

const MOST = 100;

/** Stands beside the state on every page for as long as somebody is needed. */
export function AlertCount() {
  const open = useQuery({
    queryKey: ['alerts', 'count'],
    queryFn: () => ask('GET /api/alerts', { query: { state: 'open', limit: MOST } }),
    refetchInterval: 60_000,
  });
  const many = open.data?.alerts.length ?? 0;
  return many === 0 ? null : (
    <Link href="/alerts">
      <Badge state="alerts" tone="bad" label={`${many === MOST ? `${MOST} or more` : many} open ${many === 1 ? 'alert' : 'alerts'}`} />
    </Link>
  );
}
