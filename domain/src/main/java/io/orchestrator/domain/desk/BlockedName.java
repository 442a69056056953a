package io.orchestrator.domain.desk;

import java.time.Instant;

/** Why nothing may be opened in a symbol, and since when; wall time. */
public record BlockedName(String reason, Instant since) {}
