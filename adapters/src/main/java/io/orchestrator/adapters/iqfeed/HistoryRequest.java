package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The newest bars of a symbol, collected. */
final class HistoryRequest extends LookupRequest {
  private final Symbol symbol;
  private final Timeframe timeframe;
  private final int maxBars;
  private final List<Bar> newestFirst = new ArrayList<>();
  private List<Bar> answer = List.of();

  HistoryRequest(Symbol symbol, Timeframe timeframe, int maxBars) {
    super(timeframe.wireName() + " bars of " + symbol);
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.maxBars = maxBars;
  }

  /** Once done: oldest first. */
  List<Bar> answer() {
    return answer;
  }

  /** Newest bars first, labelled by their begin, finished days only. */
  @Override
  String command(String id) {
    // One more than wanted: the newest interval may be unfinished and is then left out.
    return timeframe == Timeframe.D1
        ? "HDX," + symbol + "," + maxBars + ",0," + id + ",150,0"
        : "HIX,"
            + symbol
            + ","
            + timeframe.length().toSeconds()
            + ","
            + (maxBars + 1)
            + ",0,"
            + id
            + ",150,s,1";
  }

  @Override
  void begin() {
    super.begin();
    newestFirst.clear();
  }

  @Override
  boolean repeatable() {
    return true;
  }

  @Override
  boolean row(String[] words, int from) {
    try {
      Bar bar = HistoryRows.bar(symbol, timeframe, words, from);
      boolean repeated =
          !newestFirst.isEmpty() && newestFirst.getLast().start().equals(bar.start());
      if (!repeated) {
        newestFirst.add(bar);
      }
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      countUnusable();
    }
    return newestFirst.size() + unusable() <= maxBars + 1;
  }

  /**
   * @param feedTime latest time of the feed: a bar that ends later is unfinished
   */
  @Override
  void finish(Instant feedTime) {
    List<Bar> finished =
        newestFirst.stream()
            .filter(
                b ->
                    timeframe == Timeframe.D1
                        || !b.start().plus(timeframe.length()).isAfter(feedTime))
            .sorted(Comparator.comparing(Bar::start).reversed())
            .limit(maxBars)
            .toList()
            .reversed();
    if (finished.isEmpty()) {
      refuseNoData();
    } else {
      answer = List.copyOf(finished);
      complete();
    }
  }
}
