package io.orchestrator.domain.market;

import io.orchestrator.domain.market.BarBuilder.Ended;
import io.orchestrator.domain.market.BarBuilder.Trade;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Bars of kept trades that come in order of time: by the builder of the live bars, so that both are
 * the same. Of ticks only those that the vendor calls last-qualified make prices.
 */
public final class TickBars implements Consumer<Tick> {
  private static final BarBuilder.Limits ONE_AT_A_TIME = new BarBuilder.Limits(Duration.ZERO, 1);

  private final BarBuilder builder;
  private final Consumer<Bar> each;

  /**
   * @param each is told each bar once, oldest first
   */
  public TickBars(BarSlots slots, Consumer<Bar> each) {
    this.builder = new BarBuilder(slots, ONE_AT_A_TIME);
    this.each = each;
  }

  @Override
  public void accept(Tick tick) {
    boolean priced = tick.basis() == 'C';
    tell(
        builder
            .trade(
                tick.symbol(),
                new Trade(tick.tickId(), tick.timestamp(), tick.price(), tick.size(), priced))
            .ended());
  }

  /** Tells the last one. */
  public void finish() {
    tell(builder.endedBy(Instant.MAX));
  }

  private void tell(List<Ended> ended) {
    for (Ended one : ended) {
      if (!one.revision()) {
        one.bar().ifPresent(each);
      }
    }
  }
}
