package io.orchestrator.http;

import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyLine.Decision;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.strategy.VersionEvidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One strategy, {@code momentum}, with a challenger that may be promoted but has no limits. */
final class ScriptedStrategies implements StrategyVersions {
  private static final Instant AT = Instant.parse("2024-01-25T21:00:00Z");
  private final List<StrategyEvent> events = new ArrayList<>();

  ScriptedStrategies() {
    var evidence =
        new VersionEvidence(1.4, 0.97, 1.1, 0.01, 0.1, "2024-01-24", "ab", "m.html", List.of());
    events.addAll(
        StrategyLine.of("momentum")
            .add(
                "w-1",
                Map.of("lookback", 120.0),
                List.of("SPY"),
                evidence,
                new StrategyLimits(0, 0, 0, 0, 0),
                "ann",
                AT)
            .events());
  }

  private StrategyLine line() {
    return StrategyLine.of("momentum", events);
  }

  @Override
  public CompletionStage<List<StrategyLine>> all() {
    return CompletableFuture.completedFuture(List.of(line()));
  }

  @Override
  public CompletionStage<StrategyLine> find(String name) {
    return name.equals("momentum")
        ? CompletableFuture.completedFuture(line())
        : CompletableFuture.failedFuture(
            new Refusal("strategy.unknown", 404, "no " + name, "").asException());
  }

  @Override
  public CompletionStage<List<StrategyEvent>> history(String name) {
    return CompletableFuture.completedFuture(List.copyOf(events));
  }

  @Override
  public CompletionStage<StrategyLine> add(
      String name,
      String run,
      Map<String, Double> parameters,
      List<String> symbols,
      VersionEvidence evidence,
      StrategyLimits limits,
      String by) {
    return taken(line().add(run, parameters, symbols, evidence, limits, by, AT));
  }

  @Override
  public CompletionStage<StrategyLine> promote(
      String name, int version, Optional<StrategyLimits> limits, String reason, String by) {
    return taken(line().promote(version, limits, Pace.DEFAULT, reason, by, AT));
  }

  @Override
  public CompletionStage<StrategyLine> rollback(String name, String reason, String by) {
    return taken(line().rollback(reason, by, AT));
  }

  @Override
  public CompletionStage<StrategyLine> review(
      String name, int version, Review seen, boolean automatic, String by) {
    return taken(line().review(version, seen, Pace.DEFAULT, automatic, by, AT));
  }

  private CompletionStage<StrategyLine> taken(Decision decision) {
    if (decision.refusal().isPresent()) {
      return CompletableFuture.failedFuture(decision.refusal().get().asException());
    }
    events.addAll(decision.events());
    return CompletableFuture.completedFuture(line());
  }
}
