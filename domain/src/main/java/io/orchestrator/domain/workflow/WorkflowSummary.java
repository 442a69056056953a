package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.Optional;

/** One line of the directory of runs. */
public record WorkflowSummary(
    String workflowId,
    WorkflowType workflow,
    RunState state,
    String requestedBy,
    Instant startedAt,
    Optional<Instant> endedAt) {}
