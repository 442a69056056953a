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
    return new StrategyVersion(
        version,
        run,
        parameters,
        symbols,
        evidence,
        limits,
        addedBy,
        addedAt,
        next,
        now,
        replaced,
        Optional.empty());
  }

  StrategyVersion replacing(int other) {
    return new StrategyVersion(
        version,
        run,
        parameters,
        symbols,
        evidence,
        limits,
        addedBy,
        addedAt,
        stage,
        since,
        other,
        review);
  }

  StrategyVersion reviewed(Review latest) {
    return new StrategyVersion(
        version,
        run,
        parameters,
        symbols,
        evidence,
        limits,
        addedBy,
        addedAt,
        stage,
        since,
        replaced,
        Optional.of(latest));
  }

  StrategyVersion limited(StrategyLimits given) {
    return new StrategyVersion(
        version,
        run,
        parameters,
        symbols,
        evidence,
        given,
        addedBy,
        addedAt,
        stage,
        since,
        replaced,
        review);
  }
}
