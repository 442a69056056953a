package io.orchestrator.actors.trading.execution;

import io.orchestrator.domain.execution.Algorithm;
import io.orchestrator.domain.execution.CostEstimate;
import io.orchestrator.domain.execution.MarketPicture;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Gathers what a plan rests on. Never fails: what does not come in time is absent. */
final class MarketPictures {
  private final ExecutionEnvironment env;
  private final ExecutionSettings settings;

  MarketPictures(ExecutionEnvironment env, ExecutionSettings settings) {
    this.env = env;
    this.settings = settings;
  }

  CompletionStage<MarketPicture> of(ParentRequest request) {
    Symbol symbol = request.symbol();
    CompletableFuture<Map<Symbol, Quote>> quotes =
        inTime(env.market().quotes(Set.of(symbol)), Map.of());
    CompletableFuture<List<Bar>> daily =
        inTime(env.market().history(symbol, Timeframe.D1, CostEstimate.DAYS + 1), List.of());
    CompletableFuture<List<Bar>> minutes =
        request.algorithm() == Algorithm.VWAP
            ? inTime(env.market().history(symbol, Timeframe.M1, settings.curveBars()), List.of())
            : CompletableFuture.completedFuture(List.of());
    return CompletableFuture.allOf(quotes, daily, minutes)
        .thenApply(
            all ->
                new MarketPicture(
                    env.market().now(),
                    Optional.ofNullable(quotes.join().get(symbol)).filter(Quote::twoSided),
                    daily.join(),
                    minutes.join()));
  }

  private <T> CompletableFuture<T> inTime(CompletionStage<T> stage, T otherwise) {
    return stage
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.pictureTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> otherwise);
  }
}
