package io.orchestrator.domain.market;

import io.orchestrator.domain.market.BarBuilder.Trade;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One bar while its trades may still come and go; sealed, it keeps the sums only. */
final class FormingBar {
  private static final Comparator<Trade> IN_TIME =
      Comparator.comparing(Trade::at).thenComparingLong(Trade::id);

  private final BarSlots.Slot slot;
  private Map<Long, Trade> trades = new HashMap<>();
  private boolean sealed;
  private boolean ended;
  private Optional<Bar> told = Optional.empty();
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
    volume += trade.size();
    if (!trade.priced()) {
      return;
    }
    boolean none = first == null;
    if (none || IN_TIME.compare(trade, first) < 0) {
      first = trade;
    }
    if (none || IN_TIME.compare(trade, last) > 0) {
      last = trade;
    }
    high = none ? trade.price() : Math.max(high, trade.price());
    low = none ? trade.price() : Math.min(low, trade.price());
  }

  void remove(long id) {
    trades.remove(id);
    first = null;
    last = null;
    volume = 0;
    trades.values().forEach(this::include);
  }

  /** Whatever it was of, it is this bar now; later trades still count. */
  void restate(Bar told) {
    first = new Trade(Long.MIN_VALUE, told.start(), told.open(), 0);
    last = new Trade(Long.MAX_VALUE, slot.end().minusNanos(1), told.close(), 0);
    high = told.high();
    low = told.low();
    volume = told.volume();
  }

  List<Long> idsWithin(Instant from, Instant to) {
    return trades.values().stream()
        .filter(t -> !t.at().isBefore(from) && t.at().isBefore(to))
        .map(Trade::id)
        .toList();
  }

  OptionalLong find(Instant at, double price, long size) {
    boolean seconds = at.getNano() == 0;
    return trades.values().stream()
        .filter(t -> t.price() == price && t.size() == size)
        .filter(t -> t.at().equals(at) || seconds && t.at().getEpochSecond() == at.getEpochSecond())
        .mapToLong(Trade::id)
        .max();
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

  /** What was told last. */
  Optional<Bar> told() {
    return told;
  }

  Optional<Bar> tell(Symbol symbol, Timeframe timeframe) {
    told = bar(symbol, timeframe);
    return told;
  }

  Optional<Bar> bar(Symbol symbol, Timeframe timeframe) {
    return first == null
        ? Optional.empty()
        : Optional.of(
            new Bar(
                symbol, timeframe, slot.start(), first.price(), high, low, last.price(), volume));
  }
}
