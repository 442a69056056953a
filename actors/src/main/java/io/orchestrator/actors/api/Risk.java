package io.orchestrator.actors.api;

import io.orchestrator.domain.risk.Approval;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerPolicies;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.LimitVersion;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.measure.SelfGrade;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The Risk Monitor. */
public interface Risk {
  CompletionStage<RiskReport> report();

  /** How each method's own forecasts did, and what was measured since the start. */
  CompletionStage<SelfGrade> selfGrade();

  /**
   * Closes a breaker. Refused with {@code risk.breaker_closed}; with four eyes it waits, and is
   * refused with {@code risk.approval_requested} (409).
   *
   * @param subject {@code portfolio}, or the symbol or strategy whose breaker it is
   */
  CompletionStage<RiskReport> resetBreaker(
      BreakerName name, String subject, String reason, String by);

  CompletionStage<Controls> controls();

  /**
   * All limits at once, effective at once. Refused with {@code risk.limits_changed} (409) when
   * another version is in force; looser ones with four eyes as above.
   *
   * @param expected version that the caller has seen
   */
  CompletionStage<Controls> changeLimits(long expected, LimitSet limits, String reason, String by);

  /**
   * The limits of an earlier version, as a new one. Refused with {@code risk.limits_unknown}.
   *
   * @param version 0 is the configuration
   */
  CompletionStage<Controls> restoreLimits(long version, String reason, String by);

  /**
   * A second person's word on a request. Refused with {@code risk.approval_own} (403) and {@code
   * risk.approval_unknown}.
   */
  CompletionStage<Controls> decide(long approval, boolean grant, String reason, String by);

  /**
   * @param limits in force
   * @param versions newest first; without version 0, which is the configuration
   * @param approvals that wait for a second person
   * @param policies how the breakers open and close
   */
  record Controls(
      LimitSet limits,
      List<LimitVersion> versions,
      List<Approval> approvals,
      BreakerPolicies policies,
      boolean fourEyes) {}
}
