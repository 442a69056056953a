package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Symbol;

/**
 * A planted link: the follower repeats, {@code lagBars} later, part of the leader's own (not
 * market, not sector) move. It holds on daily bars and on minute bars of one session.
 *
 * @param lagBars at least 1
 * @param weight share of the follower's own standard deviation that comes from the leader, 0 to 1
 */
public record LeadLag(Symbol leader, Symbol follower, int lagBars, double weight) {
  public LeadLag {
    if (lagBars < 1 || lagBars > DailyModel.LAG_MAX || !(weight > 0 && weight < 1)) {
      throw new IllegalArgumentException("lag 1.." + DailyModel.LAG_MAX + ", weight in (0, 1)");
    }
  }
}
