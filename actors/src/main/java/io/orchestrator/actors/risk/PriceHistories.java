package io.orchestrator.actors.risk;

import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Daily bars of what is held; kept for the history's time to live, forgotten when not held. */
final class PriceHistories {
  private final Market market;
  private final RiskMonitorSettings settings;
  private final Map<String, Fetched> cache = new HashMap<>();

  /**
   * @param asOf market time when it was asked for
   */
  private record Fetched(Instant at, Instant asOf, List<Bar> bars) {}

  /**
   * @param missing the first reason why a history is not there
   * @param asOf market time of the oldest: a session that closed later is not over in it
   */
  record Answer(Map<String, List<Bar>> bars, Optional<String> missing, Instant asOf) {}

  private record One(String symbol, List<Bar> bars, Instant asOf, Optional<String> problem) {}

  PriceHistories(Market market, RiskMonitorSettings settings) {
    this.market = market;
    this.settings = settings;
  }

  /**
   * Completes always; call and {@link #keep} from the actor.
   *
   * @param beside symbols whose histories are welcome but do not count as missing
   */
  CompletableFuture<Answer> of(Set<String> held, Set<String> beside, Instant now) {
    Set<String> symbols = new HashSet<>(held);
    symbols.addAll(beside);
    cache.keySet().retainAll(symbols);
    cache.values().removeIf(f -> f.at().plus(settings.historyTtl()).isBefore(now));
    Instant marketNow = market.now();
    List<CompletableFuture<One>> answers = new ArrayList<>();
    for (String symbol : symbols) {
      Fetched fetched = cache.get(symbol);
      answers.add(
          fetched == null
              ? fetch(symbol)
              : CompletableFuture.completedFuture(
                  new One(symbol, fetched.bars(), fetched.asOf(), Optional.empty())));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                collect(answers.stream().map(CompletableFuture::join).toList(), held, marketNow));
  }

  void keep(Answer answer, Instant now) {
    answer
        .bars()
        .forEach(
            (symbol, bars) -> cache.putIfAbsent(symbol, new Fetched(now, answer.asOf(), bars)));
  }

  private CompletableFuture<One> fetch(String symbol) {
    Instant asOf = market.now();
    Optional<Symbol> ticker = Symbol.find(symbol);
    if (ticker.isEmpty()) {
      return CompletableFuture.completedFuture(
          new One(symbol, List.of(), asOf, Optional.of("'" + symbol + "' is no ticker")));
    }
    return market
        .adjustedHistory(ticker.get(), Timeframe.D1, settings.historyBars())
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.historyTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (bars, failure) ->
                failure == null
                    ? new One(symbol, bars, asOf, Optional.empty())
                    : new One(
                        symbol,
                        List.of(),
                        asOf,
                        Optional.of("no history of " + symbol + ": " + cause(failure))));
  }

  private static String cause(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static Answer collect(List<One> answers, Set<String> held, Instant marketNow) {
    Instant asOf = marketNow;
    Map<String, List<Bar>> bars = new HashMap<>();
    Optional<String> missing = Optional.empty();
    for (One one : answers) {
      asOf = one.asOf().isBefore(asOf) ? one.asOf() : asOf;
      if (one.problem().isPresent()) {
        missing = missing.or(() -> one.problem().filter(p -> held.contains(one.symbol())));
      } else {
        bars.put(one.symbol(), one.bars());
      }
    }
    return new Answer(bars, missing, asOf);
  }
}
