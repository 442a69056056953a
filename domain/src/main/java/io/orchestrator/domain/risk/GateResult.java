package io.orchestrator.domain.risk;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.RiskDecision;

/** The gate's answer. */
public sealed interface GateResult {
  record Passed(RiskDecision decision) implements GateResult {}

  record Refused(DenialCode code, Refusal refusal) implements GateResult {}
}
