import { useQuery } from '@tanstack/react-query';
import { StrategyBook } from '@/components/StrategyBook';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import { Badge, Card, Details, Empty, Loaded, Time } from '@/components/ui';
import { words } from '@/format/numbers';

/** Versions and their stages, and what the newest optimisations found. */
export default function Strategies() {
  const runs = useQuery({
    queryKey: ['runs', 'optimisations'],
    queryFn: async () => {
      const list = await ask('GET /api/workflows', { query: { type: 'strategy_optimization', limit: 5 } });
      return Promise.all(list.workflows.map((w) => ask('GET /api/workflows/{workflow_id}', { path: { workflow_id: w.workflow_id } })));
    },
  });
  return (
    <>
      <h1>Strategies</h1>
      <StrategyBook />
      <Loaded query={runs} what="the optimisations">
        {(views) =>
          views.length === 0 ? (
            <Empty>
              No strategy was optimised yet. <Link href="/workflows">Start strategy optimization</Link>; its trials, walk-forward and promotion appear here.
            </Empty>
          ) : (
            views.map((view) => (
              <Card key={view.workflow_id} title={words(view.workflow)} aside={<Badge state={view.state} />}>
                <p>
                  <Time at={view.started_at} date />, <Link href={`/workflows/${view.workflow_id}`}>its steps</Link> {view.message}
                </p>
                {Object.entries(view.results).map(([step, value]) => (
                  <Details key={step} summary={words(step)} value={value} />
                ))}
              </Card>
            ))
          )
        }
      </Loaded>
    </>
  );
}
