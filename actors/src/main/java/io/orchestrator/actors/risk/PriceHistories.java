package io.orchestrator.actors.risk;

import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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

  private record Fetched(Instant at, List<Bar> bars) {}

  /**
   * @param missing the first reason why a history is not there
   */
  record Answer(Map<String, List<Bar>> bars, Optional<String> missing) {}

  private record One(String symbol, List<Bar> bars, Optional<String> problem) {}

  PriceHistories(Market market, RiskMonitorSettings settings) {
    this.market = market;
    this.settings = settings;
  }

  /** Completes always; call and {@link #keep} from the actor. */
  CompletableFuture<Answer> of(Set<String> symbols, Instant now) {
    cache.keySet().retainAll(symbols);
    cache.values().removeIf(f -> f.at().plus(settings.historyTtl()).isBefore(now));
    List<CompletableFuture<One>> answers = new ArrayList<>();
    for (String symbol : symbols) {
      Fetched fetched = cache.get(symbol);
      answers.add(
          fetched == null
              ? fetch(symbol)
              : CompletableFuture.completedFuture(
                  new One(symbol, fetched.bars(), Optional.empty())));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> collect(answers.stream().map(CompletableFuture::join).toList()));
  }

  void keep(Answer answer, Instant now) {
    answer.bars().forEach((symbol, bars) -> cache.putIfAbsent(symbol, new Fetched(now, bars)));
  }

  private CompletableFuture<One> fetch(String symbol) {
    return market
        .adjustedHistory(Symbol.of(symbol), Timeframe.D1, settings.historyBars())
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.historyTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (bars, failure) ->
                failure == null
                    ? new One(symbol, bars, Optional.empty())
                    : new One(
                        symbol,
                        List.of(),
                        Optional.of("no history of " + symbol + ": " + cause(failure))));
  }

  private static String cause(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static Answer collect(List<One> answers) {
    Map<String, List<Bar>> bars = new HashMap<>();
    Optional<String> missing = Optional.empty();
    for (One one : answers) {
      if (one.problem().isPresent()) {
        missing = missing.or(one::problem);
      } else {
        bars.put(one.symbol(), one.bars());
      }
    }
    return new Answer(bars, missing);
  }
}
