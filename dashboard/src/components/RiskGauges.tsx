import { Gauge } from '@/charts/Gauge';
import { Failure } from '@/components/ui';
import { decimal, money, percent } from '@/format/numbers';
import type { RiskReport } from '@/stream/messages';

/** The four limits that the report measures the distance to. */
export function RiskGauges({ risk }: { risk: RiskReport }) {
  if (risk.unavailable !== null) {
    return (
      <Failure
        error={new Error(`Not measured: ${risk.unavailable}. Entries stay off until it is.`)}
      />
    );
  }
  const { limits: l, distance_to_limits: d } = risk;
  const of = (name: string) => l[name] ?? Number.NaN;
  return (
    <div className="gauges">
      <Gauge label="VaR 95 %, one day" value={money(risk.var_95)} limit={money(of('var_95_limit'))} left={money(Math.abs(d.var_95))} share={risk.var_95 / of('var_95_limit')} />
      <Gauge label="Loss today" value={money(Math.max(0, -risk.daily_pnl))} limit={money(of('max_daily_loss'))} left={money(Math.abs(d.daily_loss))} share={Math.max(0, -risk.daily_pnl) / of('max_daily_loss')} />
      <Gauge label={`Largest name${risk.largest_name ? `, ${risk.largest_name}` : ''}`} value={percent(risk.largest_concentration)} limit={percent(of('max_concentration'))} left={percent(Math.abs(d.concentration))} share={risk.largest_concentration / of('max_concentration')} />
      <Gauge label="Gross exposure" value={`${decimal(risk.gross_exposure)} ×`} limit={`${decimal(of('max_gross_exposure'))} ×`} left={`${decimal(Math.abs(d.gross_exposure))} ×`} share={risk.gross_exposure / of('max_gross_exposure')} />
    </div>
  );
}
