package io.orchestrator.actors.api;

import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.VersionEvidence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The versions of all strategies. What a rule forbids fails with a {@code RefusedException} of code
 * {@code strategy.…}.
 */
public interface StrategyVersions {

  /** Every strategy that there is, by name; also those without a version. */
  CompletionStage<List<StrategyLine>> all();

  CompletionStage<StrategyLine> find(String name);

  /** Oldest first. */
  CompletionStage<List<StrategyEvent>> history(String name);

  /** Adds what a search found; the same run adds once. Answers the line with the version in it. */
  CompletionStage<StrategyLine> add(
      String name,
      String run,
      Map<String, Double> parameters,
      List<String> symbols,
      VersionEvidence evidence,
      StrategyLimits limits,
      String by);

  /**
   * One stage on.
   *
   * @param limits in place of the version's, if given
   */
  CompletionStage<StrategyLine> promote(
      String name, int version, Optional<StrategyLimits> limits, String reason, String by);

  /** Takes back the version under way, else the champion. */
  CompletionStage<StrategyLine> rollback(String name, String reason, String by);

  /**
   * Notes what a version did; drift takes it back.
   *
   * @param automatic whether one that was seen long enough goes a stage on
   */
  CompletionStage<StrategyLine> review(
      String name, int version, Review seen, boolean automatic, String by);
}
