package io.orchestrator.domain.market;

import io.orchestrator.domain.market.BarBuilder.Trade;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One bar while its trades may still come and go; sealed, it keeps the sums only. */
final class FormingBar {
  private static final Comparator<Trade> IN_TIME =
      Comparator.comparing(Trade::at).thenComparingLong(Trade::id);

  private final BarSlots.Slot slot;
  private Map<Long, Trade> trades = new HashMap<>();
  private boolean sealed;
  private boolean ended;
  private Trade first;
  private Trade last;
  private double high;
  private double low;
  private long volume;

  FormingBar(BarSlots.Slot slot) {
    this.slot = slot;
  }

  BarSlots.Slot slot() {
    return slot;
  }

  boolean sealed() {
    return sealed;
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  boolean isEmpty() {
    return first == null;
  }

  boolean sameTrade(Trade trade) {
    return trade.equals(trades.get(trade.id()));
  }

  void add(Trade trade) {
    if (!sealed) {
      trades.put(trade.id(), trade);
    }
    include(trade);
  }

  private void include(Trade trade) {
    boolean none = first == null;
    if (none || IN_TIME.compare(trade, first) < 0) {
      first = trade;
    }
    if (none || IN_TIME.compare(trade, last) > 0) {
      last = trade;
    }
    high = none ? trade.price() : Math.max(high, trade.price());
    low = none ? trade.price() : Math.min(low, trade.price());
    volume += trade.size();
  }

  void remove(long id) {
    trades.remove(id);
    first = null;
    last = null;
    volume = 0;
    trades.values().forEach(this::include);
  }

  /**
   * Forgets the trades one by one.
   *
   * @return their ids
   */
  List<Long> seal() {
    List<Long> ids = List.copyOf(trades.keySet());
    trades = Map.of();
    sealed = true;
    return ids;
  }

  Optional<Bar> bar(Symbol symbol, Timeframe timeframe) {
    return first == null
        ? Optional.empty()
        : Optional.of(
            new Bar(
                symbol, timeframe, slot.start(), first.price(), high, low, last.price(), volume));
  }
}
