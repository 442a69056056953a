package io.orchestrator.domain.strategy;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened to the versions of one strategy. */
public sealed interface StrategyEvent extends JournalRecord {
  Instant at();

  /** A search found parameters. */
  @Journaled(name = "strategy-version-added")
  record VersionAdded(
      int version,
      String run,
      Map<String, Double> parameters,
      List<String> symbols,
      VersionEvidence evidence,
      StrategyLimits limits,
      String by,
      Instant at)
      implements StrategyEvent {}

  /**
   * A version came to its next stage.
   *
   * @param limits as from now on
   */
  @Journaled(name = "strategy-promoted")
  record Promoted(
      int version,
      Stage from,
      Stage to,
      StrategyLimits limits,
      String reason,
      String by,
      Instant at)
      implements StrategyEvent {}

  /**
   * A version was taken back.
   *
   * @param restored champion from now on; 0: none
   */
  @Journaled(name = "strategy-rolled-back")
  record RolledBack(int version, Stage from, int restored, String reason, String by, Instant at)
      implements StrategyEvent {}

  /** Somebody looked at what a version does. */
  @Journaled(name = "strategy-reviewed")
  record Reviewed(
      int version,
      Stage stage,
      int days,
      double meanReturn,
      double z,
      double drawdown,
      double profit,
      Optional<String> drift,
      Instant at)
      implements StrategyEvent {

    Review review() {
      return new Review(days, meanReturn, z, drawdown, profit, drift, at);
    }
  }
}
