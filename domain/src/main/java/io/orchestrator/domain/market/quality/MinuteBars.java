package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds one-minute bars from trades. Single-threaded. */
public final class MinuteBars {
  private final Map<Symbol, Bar> open = new HashMap<>();

  /**
   * @param price finite and positive; others are ignored
   * @param timestamp of the trade; one before the open minute is ignored
   * @return the bar that this trade ended, if it began a new minute
   */
  public Optional<Bar> trade(Symbol symbol, double price, long size, Instant timestamp) {
    if (!(price > 0) || !Double.isFinite(price) || size < 0) {
      return Optional.empty();
    }
    Instant minute = timestamp.truncatedTo(ChronoUnit.MINUTES);
    Bar bar = open.get(symbol);
    if (bar != null && minute.isBefore(bar.start())) {
      return Optional.empty();
    }
    if (bar == null || minute.isAfter(bar.start())) {
      open.put(symbol, new Bar(symbol, Timeframe.M1, minute, price, price, price, price, size));
      return Optional.ofNullable(bar);
    }
    open.put(
        symbol,
        new Bar(
            symbol,
            Timeframe.M1,
            minute,
            bar.open(),
            Math.max(bar.high(), price),
            Math.min(bar.low(), price),
            price,
            bar.volume() + size));
    return Optional.empty();
  }

  /** Ends the bars whose minute is over at {@code now} (market time). */
  public List<Bar> endedBy(Instant now) {
    List<Bar> ended = new ArrayList<>();
    open.values()
        .removeIf(
            bar -> {
              boolean over = !now.isBefore(bar.start().plus(1, ChronoUnit.MINUTES));
              if (over) {
                ended.add(bar);
              }
              return over;
            });
    return ended;
  }

  public Optional<Bar> current(Symbol symbol) {
    return Optional.ofNullable(open.get(symbol));
  }

  public void forget(Symbol symbol) {
    open.remove(symbol);
  }
}
