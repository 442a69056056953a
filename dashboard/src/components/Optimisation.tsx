import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import { HeatMap } from '@/charts/HeatMap';
import { Windows } from '@/charts/Windows';
import { Badge, Card, Details, Empty, Facts, Loaded, Time } from '@/components/ui';
import { decimal, percent, words } from '@/format/numbers';
import { searched, type Evidence, type Outcome } from '@/format/optimisation';

const NEWEST = 10;

/** The newest searches for better parameters: what was tried, what it would have earned, what was decided. */
export function Optimisations() {
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = useQuery({
    queryKey: ['runs', 'optimisations'],
    queryFn: () => ask('GET /api/workflows', { query: { type: 'strategy_optimization', limit: NEWEST } }),
  });
  const all = runs.data?.workflows ?? [];
  const id = chosen ?? all[0]?.workflow_id;
  return (
    <Card
      title="Optimisation"
      aside={
        all.length > 1 && (
          <select aria-label="Run of the optimisation" value={id} onChange={(e) => setChosen(e.target.value)}>
            {all.map((r) => (
              <option key={r.workflow_id} value={r.workflow_id}>
                {r.started_at.slice(0, 16).replace('T', ' ')} UTC, {r.state}
              </option>
            ))}
          </select>
        )
      }
    >
      <Loaded query={runs} what="the optimisations">
        {() =>
          id === undefined ? (
            <Empty>
              No strategy was optimised yet. <Link href="/workflows">Start strategy optimization</Link>; its surface, walk-forward and promotion appear here.
            </Empty>
          ) : (
            <OneRun key={id} id={id} />
          )
        }
      </Loaded>
    </Card>
  );
}

function OneRun({ id }: { id: string }) {
  const run = useQuery({ queryKey: ['run', id], queryFn: () => ask('GET /api/workflows/{workflow_id}', { path: { workflow_id: id } }) });
  const [strategy, setStrategy] = useState<string | null>(null);
  return (
    <Loaded query={run} what="the run">
      {(view) => {
        const found = searched(view.results);
        const one = found.find((f) => f.evidence.strategy === strategy) ?? found[0];
        return (
          <>
            <p>
              <Badge state={view.state} /> <Time at={view.started_at} date />, <Link href={`/workflows/${id}`}>its steps</Link> {view.message}
            </p>
            {found.length > 1 && (
              <div className="tabs" role="group" aria-label="Strategy">
                {found.map(({ evidence }) => (
                  <button key={evidence.strategy} type="button" aria-pressed={evidence === one?.evidence} onClick={() => setStrategy(evidence.strategy)}>
                    {words(evidence.strategy)}
                  </button>
                ))}
              </div>
            )}
            {one === undefined ? <Empty>Its backtests have not ended{view.error === null ? ' yet' : `: ${view.error}`}.</Empty> : <Found evidence={one.evidence} outcome={one.outcome} />}
          </>
        );
      }}
    </Loaded>
  );
}

function Found({ evidence: e, outcome }: { evidence: Evidence; outcome: Outcome | undefined }) {
  return (
    <>
      <h3>{words(e.strategy)}</h3>
      <div className="grid">
        <Facts
          items={[
            ['Trials', e.trials],
            ['Days', `${e.from} to ${e.to}`],
            ['Sharpe ratio of the best, a year', decimal(e.metrics['sharpe'])],
            ['of choosing anew each quarter', decimal(e.walk_forward_sharpe)],
            ['of holding all names alike', decimal(e.market_sharpe)],
            ['Better than luck', percent(e.deflated_sharpe)],
            ['Chance that the search fitted noise', percent(e.probability_of_overfitting)],
            ['Neighbours keep of it', percent(e.parameter_stability, 0)],
          ]}
        />
        <Decision evidence={e} outcome={outcome} />
      </div>
      <h3>What was tried</h3>
      {e.search === undefined || e.search.ranges.length === 0 ? (
        <Empty>The trials of this run were not kept; a new run keeps them.</Empty>
      ) : (
        <HeatMap ranges={e.search.ranges} points={e.search.points} objective="Sharpe ratio" />
      )}
      <h3>Walk-forward</h3>
      {e.walk_forward_windows === undefined || e.walk_forward_windows.length === 0 ? (
        <Empty>The windows of this run were not kept.</Empty>
      ) : (
        <Windows windows={e.walk_forward_windows} />
      )}
      <Details summary="All figures" value={e.metrics} />
    </>
  );
}

/** Whether it goes on, and what speaks against it. */
function Decision({ evidence, outcome }: { evidence: Evidence; outcome: Outcome | undefined }) {
  const against = outcome?.reasons_against ?? evidence.failures;
  return (
    <div>
      <p>
        {outcome === undefined ? (
          <Badge state={evidence.promotable ? 'may be promoted' : 'not to be promoted'} tone={evidence.promotable ? 'good' : 'fair'} />
        ) : (
          <>
            <Badge state={outcome.promoted ? 'promoted' : 'not promoted'} tone={outcome.promoted ? 'good' : 'fair'} />{' '}
            {outcome.version > 0 ? `Version ${outcome.version}, ${words(outcome.stage).toLowerCase()}` : 'A dry run keeps no version'}
          </>
        )}
      </p>
      {against.length === 0 ? (
        <p>Nothing speaks against it.</p>
      ) : (
        <>
          <p>Against it:</p>
          <ul>
            {against.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </>
      )}
      <Facts items={Object.entries(evidence.parameters).map(([name, value]) => [words(name), Number(value.toPrecision(5))] as const)} />
    </div>
  );
}
