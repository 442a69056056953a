package io.orchestrator.catalogue;

import io.orchestrator.domain.workflow.AwaitedSignal;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StepOutput;
import io.orchestrator.domain.workflow.StepTraits;
import java.time.Duration;
import java.util.Set;

/**
 * How the steps of the workflows are retried and timed, and what those that trade have in common.
 */
final class StepPolicies {
  /** Data and books: the feed or the desk may be on its way back. */
  static final RetryPolicy DATA =
      new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.2);

  /** Numbers: what failed once will mostly fail again. */
  static final RetryPolicy NUMBERS =
      new RetryPolicy(2, Duration.ofSeconds(2), 2, Duration.ofSeconds(10), 0.2);

  /** Long: the desk may be on its way to another node or wait for the broker. */
  static final RetryPolicy ORDERS =
      new RetryPolicy(8, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2);

  static final Duration MINUTES = Duration.ofMinutes(10);

  /** The plan's age limit, which is the gate's as well. */
  static final String PLAN_VALID = "plan_valid_seconds";

  private static final String APPROVAL = "approval";

  /** At most; a plan that becomes too old before ends the wait as well. */
  private static final Duration APPROVED_WITHIN = Duration.ofHours(1);

  private StepPolicies() {}

  static Parameter approvalParameter() {
    return Parameter.flag(
        APPROVAL, false, "a trader must approve the plan before its first order goes out");
  }

  /** A verdict that ages: a run that was held up takes it again before anything is sent. */
  static StepTraits gate(StepTraits traits) {
    return traits
        .validFor(PLAN_VALID)
        .rollback("judged only; a verdict older than " + PLAN_VALID + " is taken again");
  }

  /** What a gate leaves for the step that sends. */
  static StepOutput plan(StepOutput output) {
    return output.text("planned_at").rows("orders").rows("refused");
  }

  /** Sends orders: after a person's approval where the run asks for it. */
  static StepTraits trades(StepTraits traits) {
    return traits
        .after(
            new AwaitedSignal(
                AwaitedSignal.APPROVAL,
                APPROVED_WITHIN,
                SignalRole.TRADER,
                false,
                Set.of(APPROVAL, "execute")))
        .rollback("orders at work are cancelled; shares that were filled stay: trade them back");
  }
}
