package io.orchestrator.domain.execution;

/**
 * What an execution cost, from its events. Costs are positive when the market moved against us or
 * we paid more than the benchmark; basis points of the benchmark's value.
 *
 * @param filled shares
 * @param averagePrice USD; 0 if nothing was filled
 * @param arrival against the middle of the quote at the start
 * @param vwap against the market's volume-weighted price from start to end, as the feed showed it;
 *     the price is 0 if no volume was seen
 * @param schedule against the planned quantities at the middle of the quote when each slice began
 * @param opportunityUsd of what was not filled: its move from arrival to the last price
 * @param feesUsd commissions as reported
 * @param totalUsd implementation shortfall: arrival cost, opportunity and fees
 * @param marketVolume shares traded in the market from start to end
 * @param participation filled / marketVolume; 0 if no volume was seen
 * @param children orders that were planned
 * @param childrenFilled of them with at least one share
 */
public record ExecutionReport(
    long filled,
    double averagePrice,
    Slippage arrival,
    Slippage vwap,
    Slippage schedule,
    double opportunityUsd,
    double feesUsd,
    double totalUsd,
    long marketVolume,
    double participation,
    int children,
    int childrenFilled) {

  /**
   * @param benchmark USD per share; 0 if it is not known, then the others are 0 too
   */
  public record Slippage(double benchmark, double bps, double usd) {}

  public static ExecutionReport of(ParentOrder parent) {
    long filled = parent.filled();
    double average = parent.averagePrice().doubleValue();
    int sign = parent.request().side().sign();
    Slippage arrival = against(parent.arrivalPrice(), average, filled, sign);
    double vwap = parent.volume() > 0 ? parent.value() / parent.volume() : 0;
    double opportunity =
        parent.arrivalPrice() > 0
            ? sign * (parent.lastPrice() - parent.arrivalPrice()) * parent.remaining()
            : 0;
    double fees = parent.commission().doubleValue();
    return new ExecutionReport(
        filled,
        average,
        arrival,
        against(vwap, average, filled, sign),
        against(scheduled(parent), average, filled, sign),
        opportunity,
        fees,
        arrival.usd() + opportunity + fees,
        parent.volume(),
        parent.volume() > 0 ? (double) filled / parent.volume() : 0,
        parent.children().size(),
        (int) parent.children().stream().filter(c -> c.filled() > 0).count());
  }

  private static Slippage against(double benchmark, double average, long filled, int sign) {
    if (!(benchmark > 0) || filled == 0) {
      return new Slippage(Math.max(0, benchmark), 0, 0);
    }
    double perShare = sign * (average - benchmark);
    return new Slippage(benchmark, perShare / benchmark * 10_000, perShare * filled);
  }

  /** A slice that began unseen counts at the price of the next one that was seen. */
  private static double scheduled(ParentOrder parent) {
    double value = 0;
    long shares = 0;
    int next = 0;
    for (ParentOrder.Mark mark : parent.marks()) {
      for (; next <= mark.slice(); next++) {
        long planned = parent.plan().slices().get(next).quantity();
        value += planned * mark.price();
        shares += planned;
      }
    }
    return shares == 0 ? 0 : value / shares;
  }
}
