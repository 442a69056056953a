package io.orchestrator.analysis.backtest;

/**
 * What trading costs.
 *
 * @param commissionPerShare USD
 * @param minCommission USD an order
 * @param slippageBps half the spread, on every fill
 * @param impact factor Y of the square-root law, 0 for none
 * @param borrowRate a year, of the value of shorts
 * @param maxParticipation share of a day's volume that one order may be; the rest is not traded
 */
public record Costs(
    double commissionPerShare,
    double minCommission,
    double slippageBps,
    double impact,
    double borrowRate,
    double maxParticipation) {
  public static final Costs NONE = new Costs(0, 0, 0, 0, 0, 1);

  /** A small account in liquid US shares. */
  public static final Costs DEFAULT = new Costs(0.005, 1, 2, 1, 0.01, 0.05);
}
