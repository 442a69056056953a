package io.orchestrator.actors.trading.execution;

import io.orchestrator.domain.execution.ChildOrder;
import io.orchestrator.domain.execution.Observation;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The eyes of one parent: asks for quote, children and trading state, and adds up the volume that
 * trades in the market. What traded while nobody looked (the process was down) is not counted,
 * which errs on the side of less participation.
 */
final class Lookout {
  /** Children beyond the unsettled ones that are looked at again, for late fees and fills. */
  private static final int ALSO = 2;

  private static final long NOT_SEEN = -1;

  private final ExecutionEnvironment env;
  private final ExecutionSettings settings;
  private final Map<Integer, Instant> absentSince = new HashMap<>();
  private long dayVolume = NOT_SEEN;
  private long volume;
  private double value;

  Lookout(ExecutionEnvironment env, ExecutionSettings settings) {
    this.env = env;
    this.settings = settings;
  }

  /**
   * Raw answers.
   *
   * @param children empty: the desk does not know it; not in the map: the desk did not answer
   */
  record Glance(
      Optional<Quote> quote,
      Map<Integer, Optional<OrderView>> children,
      Optional<TradingState> tradingState) {}

  /** Never fails; what did not answer is absent. */
  CompletionStage<Glance> look(ParentOrder parent) {
    Symbol symbol = parent.request().symbol();
    CompletableFuture<Optional<Quote>> quote =
        env.market()
            .quotes(Set.of(symbol))
            .toCompletableFuture()
            .thenApply(quotes -> Optional.ofNullable(quotes.get(symbol)))
            .exceptionally(failure -> Optional.empty());
    CompletableFuture<Optional<TradingState>> state =
        env.tradingState()
            .get()
            .toCompletableFuture()
            .thenApply(Optional::of)
            .exceptionally(failure -> Optional.empty());
    Map<Integer, CompletableFuture<Optional<Optional<OrderView>>>> asked = new HashMap<>();
    for (ChildOrder child : interesting(parent)) {
      asked.put(
          child.number(),
          env.trading()
              .find(child.id(parent.request().id()))
              .toCompletableFuture()
              .thenApply(Optional::of)
              .exceptionally(failure -> Optional.empty()));
    }
    List<CompletableFuture<?>> all = new ArrayList<>(asked.values());
    all.add(quote);
    all.add(state);
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<Integer, Optional<OrderView>> children = new HashMap<>();
              asked.forEach(
                  (number, answer) ->
                      answer.join().ifPresent(found -> children.put(number, found)));
              return new Glance(quote.join(), children, state.join());
            });
  }

  private List<ChildOrder> interesting(ParentOrder parent) {
    Duration settle = settings.policy().settle();
    List<ChildOrder> children = new ArrayList<>(parent.unsettled(env.clock().instant(), settle));
    int size = parent.children().size();
    for (ChildOrder child : parent.children().subList(Math.max(0, size - ALSO), size)) {
      if (!children.contains(child)) {
        children.add(child);
      }
    }
    return children;
  }

  /**
   * @param given children that were given to the desk in this life: they may still be on their way
   */
  Observation observe(ParentOrder parent, Glance glance, Set<Integer> given) {
    Instant now = env.clock().instant();
    Instant marketNow = env.market().now();
    glance.quote().ifPresent(quote -> count(parent, quote));
    Map<Integer, OrderView> orders = new HashMap<>();
    Set<Integer> absent = new HashSet<>();
    glance
        .children()
        .forEach(
            (number, found) -> {
              found.ifPresent(view -> orders.put(number, view));
              if (found.isPresent() || given.contains(number)) {
                absentSince.remove(number);
              } else if (!absentSince
                  .computeIfAbsent(number, n -> now)
                  .plus(settings.absentAfter())
                  .isAfter(now)) {
                absent.add(number);
              }
            });
    return new Observation(
        now,
        marketNow,
        glance.quote().filter(q -> usable(q, marketNow)),
        volume,
        value,
        orders,
        absent,
        glance.tradingState());
  }

  private void count(ParentOrder parent, Quote quote) {
    volume = Math.max(volume, parent.volume());
    value = Math.max(value, parent.value());
    if (parent.startedAt().isPresent() && dayVolume != NOT_SEEN && quote.last() > 0) {
      long traded = Math.max(0, quote.volume() - dayVolume);
      volume += traded;
      value += traded * quote.last();
    }
    dayVolume = quote.volume();
  }

  private boolean usable(Quote quote, Instant marketNow) {
    return quote.quality() == DataQuality.GOOD
        && quote.twoSided()
        && quote.bid() <= quote.ask()
        && !quote.timestamp().plus(settings.maxQuoteAge()).isBefore(marketNow);
  }
}
