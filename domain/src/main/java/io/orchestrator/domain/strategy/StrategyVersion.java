package io.orchestrator.domain.strategy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One set of parameters of a strategy.
 *
 * @param run the workflow that found it
 * @param since when it came to its stage
 * @param replaced version that was champion before it; 0 for none or not yet
 * @param review the latest look at what it does
 */
public record StrategyVersion(
    int version,
    String run,
    Map<String, Double> parameters,
    List<String> symbols,
    VersionEvidence evidence,
    StrategyLimits limits,
    String addedBy,
    Instant addedAt,
    Stage stage,
    Instant since,
    int replaced,
    Optional<Review> review) {

  StrategyVersion at(Stage next, Instant now) {
    return copy(limits, next, now, replaced, Optional.empty());
  }

  StrategyVersion replacing(int other) {
    return copy(limits, stage, since, other, review);
  }

  StrategyVersion reviewed(Review latest) {
    return copy(limits, stage, since, replaced, Optional.of(latest));
  }

  StrategyVersion limited(StrategyLimits given) {
    return copy(given, stage, since, replaced, review);
  }

  /** What was found stays: run, parameters, symbols, evidence, origin. */
  private StrategyVersion copy(
      StrategyLimits newLimits, Stage at, Instant from, int before, Optional<Review> latest) {
    return new StrategyVersion(
        version,
        run,
        parameters,
        symbols,
        evidence,
        newLimits,
        addedBy,
        addedAt,
        at,
        from,
        before,
        latest);
  }
}
