package io.orchestrator.domain.market;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Builds bars of one timeframe from trades. A bar depends on the set of its trades alone, ordered
 * by (time, id), never on the order of their arrival: so late and corrected trades change the bar
 * that they belong to, and the same trades give the same bars live and from history. Bars that were
 * ended and change afterwards are emitted again. Single-threaded; memory is bounded by {@link
 * Limits}.
 */
public final class BarBuilder {
  private static final Duration SAME_DAY = Duration.ofHours(25);

  private final BarSlots slots;
  private final Limits limits;
  private final Map<Symbol, TreeMap<Instant, FormingBar>> bars = new HashMap<>();
  private final Map<Symbol, Map<Long, Instant>> startOfTrade = new HashMap<>();

  /**
   * How far back trades can be corrected.
   *
   * @param horizon bars that ended longer ago than this, seen from the newest of the symbol, are
   *     forgotten
   * @param tradesPerSymbol remembered one by one; of the oldest bars beyond it only the sums stay,
   *     so that late trades still count and only their cancellation does not
   */
  public record Limits(Duration horizon, int tradesPerSymbol) {
    public static final Limits DEFAULT = new Limits(Duration.ofMinutes(15), 100_000);

    public Limits {
      if (horizon.isNegative() || tradesPerSymbol < 1) {
        throw new IllegalArgumentException("horizon and trades-per-symbol must be positive");
      }
    }
  }

  /**
   * One qualified trade.
   *
   * @param id of the feed, unique within a symbol and day; a second trade with it replaces the
   *     first
   * @param price USD
   * @param priced whether it counts for open, high, low and close; false: for the volume only
   */
  public record Trade(long id, Instant at, double price, long size, boolean priced) {
    public Trade(long id, Instant at, double price, long size) {
      this(id, at, price, size, true);
    }
  }

  /**
   * A bar that ended, or changed after it had.
   *
   * @param bar empty when its last trade was cancelled
   * @param revision false the first time
   * @param before what was told last, empty the first time
   */
  public record Ended(
      Symbol symbol,
      Timeframe timeframe,
      Instant start,
      Optional<Bar> bar,
      boolean revision,
      Optional<Bar> before) {}

  /** What became of a trade or cancellation. */
  public enum Outcome {
    APPLIED,
    /** No sound trade, or outside the hours that bars are built for. */
    IGNORED,
    /** Its bar is forgotten or only a sum: fetch that bar from history. */
    TOO_LATE
  }

  /**
   * @param ended in order of time
   */
  public record Result(Outcome outcome, List<Ended> ended) {
    private static final Result IGNORED = new Result(Outcome.IGNORED, List.of());
    private static final Result TOO_LATE = new Result(Outcome.TOO_LATE, List.of());
  }

  public BarBuilder(BarSlots slots, Limits limits) {
    this.slots = slots;
    this.limits = limits;
  }

  /** Applies a trade; a newer slot ends the bars before it. */
  public Result trade(Symbol symbol, Trade trade) {
    if (!(trade.price() > 0) || !Double.isFinite(trade.price()) || trade.size() < 0) {
      return Result.IGNORED;
    }
    TreeMap<Instant, FormingBar> series = bars.computeIfAbsent(symbol, s -> new TreeMap<>());
    List<Ended> ended = new ArrayList<>();
    Instant old = known(symbol).get(trade.id());
    if (old != null && sameDay(old, trade.at())) {
      FormingBar before = series.get(old);
      if (before.sameTrade(trade)) {
        return new Result(Outcome.APPLIED, List.of());
      }
      remove(symbol, before, trade.id(), ended);
    }
    FormingBar bar = barAt(series, trade.at());
    if (bar == null) {
      return ended.isEmpty() ? Result.IGNORED : new Result(Outcome.IGNORED, ended);
    }
    if (forgotten(series, bar)) {
      return ended.isEmpty() ? Result.TOO_LATE : new Result(Outcome.TOO_LATE, ended);
    }
    series.putIfAbsent(bar.slot().start(), bar);
    bar.add(trade);
    if (!bar.sealed()) {
      known(symbol).put(trade.id(), bar.slot().start());
    }
    boolean newest = series.lastEntry().getValue() == bar;
    if (!newest && !bar.ended()) {
      endNow(symbol, bar, ended);
    } else if (bar.ended()) {
      revise(symbol, bar, ended);
    }
    if (newest) {
      endBefore(symbol, series, bar.slot().start(), ended);
    }
    bound(symbol, series);
    return new Result(Outcome.APPLIED, List.copyOf(ended));
  }

  /** Takes a trade back (bust); one that is not remembered is {@link Outcome#TOO_LATE}. */
  public Result cancel(Symbol symbol, long id) {
    Instant start = known(symbol).get(id);
    if (start == null) {
      return Result.TOO_LATE;
    }
    List<Ended> ended = new ArrayList<>();
    remove(symbol, bars.get(symbol).get(start), id, ended);
    return new Result(Outcome.APPLIED, List.copyOf(ended));
  }

  /**
   * Id of a remembered trade by its other parts, for corrections that do not name it. Of equal ones
   * it does not matter which.
   *
   * @param at to the second, if the fraction is 0
   */
  public OptionalLong find(Symbol symbol, Instant at, double price, long size) {
    TreeMap<Instant, FormingBar> series = bars.get(symbol);
    Map.Entry<Instant, FormingBar> near = series == null ? null : series.floorEntry(at);
    return near == null ? OptionalLong.empty() : near.getValue().find(at, price, size);
  }

  /** Whether a trade of that id and day is remembered. */
  public boolean knows(Symbol symbol, long id, Instant at) {
    Instant start = known(symbol).get(id);
    return start != null && sameDay(start, at);
  }

  /**
   * All trades of a time as history tells them, instead of those that came live.
   *
   * @param from inclusive
   * @param to exclusive; a bar that reaches beyond it and is only a sum stays as it is
   * @param trades of that time
   */
  public Result replace(Symbol symbol, Instant from, Instant to, List<Trade> trades) {
    List<Ended> ended = new ArrayList<>();
    for (FormingBar bar :
        List.copyOf(bars.computeIfAbsent(symbol, s -> new TreeMap<>()).values())) {
      bar.idsWithin(from, to)
          .forEach(
              id -> {
                bar.remove(id);
                known(symbol).remove(id);
              });
    }
    Outcome outcome = Outcome.APPLIED;
    for (Trade trade : trades) {
      Result result = trade(symbol, trade);
      ended.addAll(result.ended());
      if (result.outcome() == Outcome.TOO_LATE) {
        outcome = Outcome.TOO_LATE;
      }
    }
    return new Result(outcome, List.copyOf(ended));
  }

  /**
   * An ended bar as history tells it, instead of what its trades made; they are forgotten.
   *
   * @return {@link Outcome#TOO_LATE} if the bar is forgotten
   */
  public Result restate(Bar told) {
    TreeMap<Instant, FormingBar> series = bars.computeIfAbsent(told.symbol(), s -> new TreeMap<>());
    FormingBar bar = barAt(series, told.start());
    if (bar == null) {
      return Result.IGNORED;
    }
    if (forgotten(series, bar)) {
      return Result.TOO_LATE;
    }
    series.putIfAbsent(bar.slot().start(), bar);
    boolean revision = bar.ended();
    List<Ended> ended = new ArrayList<>();
    if (series.lastEntry().getValue() == bar) {
      series.headMap(bar.slot().start()).values().forEach(b -> endNow(told.symbol(), b, ended));
    }
    bar.seal().forEach(known(told.symbol())::remove);
    bar.restate(told);
    bar.end();
    ended.add(told(told.symbol(), bar, revision));
    bound(told.symbol(), series);
    return new Result(Outcome.APPLIED, List.copyOf(ended));
  }

  /** Ends the bars whose time is over at {@code now} (market time). */
  public List<Ended> endedBy(Instant now) {
    List<Ended> ended = new ArrayList<>();
    bars.forEach((symbol, series) -> endBefore(symbol, series, now, ended));
    return ended;
  }

  /** The newest bar if it has not ended. */
  public Optional<Bar> current(Symbol symbol) {
    TreeMap<Instant, FormingBar> series = bars.get(symbol);
    if (series == null || series.isEmpty() || series.lastEntry().getValue().ended()) {
      return Optional.empty();
    }
    return series.lastEntry().getValue().bar(symbol, slots.timeframe());
  }

  public void forget(Symbol symbol) {
    bars.remove(symbol);
    startOfTrade.remove(symbol);
  }

  private Map<Long, Instant> known(Symbol symbol) {
    return startOfTrade.computeIfAbsent(symbol, s -> new HashMap<>());
  }

  private static boolean sameDay(Instant a, Instant b) {
    return Duration.between(a, b).abs().compareTo(SAME_DAY) < 0
        && TradingCalendar.dateOf(a).equals(TradingCalendar.dateOf(b));
  }

  /** The bar of the instant, new if there is none; null outside the hours. */
  private FormingBar barAt(TreeMap<Instant, FormingBar> series, Instant at) {
    Map.Entry<Instant, FormingBar> near = series.floorEntry(at);
    if (near != null && near.getValue().slot().contains(at)) {
      return near.getValue();
    }
    return slots.at(at).map(FormingBar::new).orElse(null);
  }

  private boolean forgotten(TreeMap<Instant, FormingBar> series, FormingBar bar) {
    return !series.isEmpty() && bar.slot().end().isBefore(series.lastKey().minus(limits.horizon()));
  }

  private void remove(Symbol symbol, FormingBar bar, long id, List<Ended> ended) {
    bar.remove(id);
    known(symbol).remove(id);
    if (bar.ended()) {
      revise(symbol, bar, ended);
    }
  }

  private void endNow(Symbol symbol, FormingBar bar, List<Ended> ended) {
    if (!bar.ended()) {
      bar.end();
      end(symbol, bar).ifPresent(ended::add);
    }
  }

  private Optional<Ended> end(Symbol symbol, FormingBar bar) {
    return Optional.of(told(symbol, bar, false)).filter(ended -> ended.bar().isPresent());
  }

  private void revise(Symbol symbol, FormingBar bar, List<Ended> ended) {
    ended.add(told(symbol, bar, true));
  }

  private Ended told(Symbol symbol, FormingBar bar, boolean revision) {
    Optional<Bar> before = bar.told();
    Optional<Bar> now = bar.tell(symbol, slots.timeframe());
    return new Ended(symbol, slots.timeframe(), bar.slot().start(), now, revision, before);
  }

  private void endBefore(
      Symbol symbol, TreeMap<Instant, FormingBar> series, Instant now, List<Ended> ended) {
    for (FormingBar bar : series.descendingMap().values()) {
      if (bar.ended()) {
        break;
      }
      if (!bar.slot().end().isAfter(now)) {
        bar.end();
        end(symbol, bar).ifPresent(ended::addFirst);
      }
    }
  }

  private void bound(Symbol symbol, TreeMap<Instant, FormingBar> series) {
    Instant oldest = series.lastKey().minus(limits.horizon());
    while (series.firstEntry().getValue().slot().end().isBefore(oldest)) {
      series.pollFirstEntry().getValue().seal().forEach(known(symbol)::remove);
    }
    if (known(symbol).size() > limits.tradesPerSymbol()) {
      for (FormingBar bar : series.values()) {
        bar.seal().forEach(known(symbol)::remove);
        if (known(symbol).size() <= limits.tradesPerSymbol()) {
          return;
        }
      }
    }
  }
}
