package io.orchestrator.domain.event;

import java.util.List;
import java.util.Optional;

/**
 * @param nextAfterSeq the cursor of the following page; empty on the last one
 */
public record EventPage(List<SystemEvent> events, Optional<Long> nextAfterSeq) {}
