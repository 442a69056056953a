import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import * as v from 'valibot';
import { ask } from '@/api/client';
import { Lines } from '@/charts/Lines';
import { Card, Empty, Loaded } from '@/components/ui';
import { money, words } from '@/format/numbers';

const DAYS = 250;
const MEASURES = { var_95: 'VaR 95', var_99: 'VaR 99', expected_shortfall: 'Expected shortfall' } as const;
type Measure = keyof typeof MEASURES;

const Forecast = v.record(v.string(), v.object({ var_95: v.number(), var_99: v.number(), expected_shortfall: v.number() }));

/** What each method forecast for each session, and the losses that went beyond it. */
export function Forecasts() {
  const [measure, setMeasure] = useState<Measure>('var_99');
  const graded = useQuery({ queryKey: ['grades', DAYS], queryFn: () => ask('GET /api/risk/backtest', { query: { limit: DAYS } }), refetchInterval: 60_000 });
  const days = useMemo(
    () =>
      [...(graded.data?.days ?? [])].reverse().flatMap((d) => {
        const read = v.safeParse(Forecast, d.forecasts);
        return read.success ? [{ ...d, forecasts: read.output }] : [];
      }),
    [graded.data],
  );
  const methods = useMemo(() => [...new Set(days.flatMap((d) => Object.keys(d.forecasts)))], [days]);
  const lines = useMemo(
    () => [
      ...methods.map((method) => ({
        name: words(method),
        points: days.flatMap((d) => {
          const value = d.forecasts[method]?.[measure];
          return value === undefined ? [] : [{ at: d.outcome_day, value }];
        }),
      })),
      { name: 'Loss', points: days.map((d) => ({ at: d.outcome_day, value: -d.pnl })) },
    ],
    [days, methods, measure],
  );
  return (
    <Card
      title="Forecasts and losses by session, USD"
      aside={
        <select aria-label="Measure" value={measure} onChange={(e) => setMeasure(e.target.value as Measure)}>
          {Object.entries(MEASURES).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      }
    >
      <Loaded query={graded} what="the forecasts">
        {() =>
          days.length === 0 ? (
            <Empty>No session has ended since something is held; the first forecast is graded after the next one.</Empty>
          ) : (
            <>
              <Lines lines={lines} label={`${MEASURES[measure]} by method, and the loss, over ${days.length} sessions`} />
              <ul>
                {methods.map((method) => {
                  const beyond = days.filter((d) => -d.pnl > (d.forecasts[method]?.[measure] ?? Infinity));
                  const worst = beyond.at(-1);
                  return (
                    <li key={method}>
                      {words(method)}: the loss went beyond it in {beyond.length} of {days.length} sessions
                      {worst && `, last on ${worst.outcome_day} (${money(-worst.pnl)})`}
                    </li>
                  );
                })}
              </ul>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
