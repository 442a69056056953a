package io.orchestrator.actors.api;

import io.orchestrator.domain.common.Refusal;
import java.util.Set;

/** Refused starts of runs that may well be granted a moment later, without a change. */
public final class PassingRefusals {
  private static final Set<String> CODES =
      Set.of("system.not_running", "workflow.too_many", "workflow.unavailable");

  private PassingRefusals() {}

  /** Whether the reason passes by itself: ask again, with the same key. */
  public static boolean passes(Refusal refusal) {
    return CODES.contains(refusal.code());
  }
}
