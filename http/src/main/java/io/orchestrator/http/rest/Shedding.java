package io.orchestrator.http.rest;

import io.orchestrator.actors.api.Resources;
import io.orchestrator.domain.common.Refusal;

/** Load that is refused before it makes trouble. */
public final class Shedding {
  private Shedding() {}

  /** For what costs much memory; kills, cancels and orders never ask. */
  public static void requireMemory(Resources resources) {
    if (resources.memoryScarce()) {
      throw new Refusal(
              "system.memory_low",
              503,
              "Memory is scarce on this node; what needs much of it is refused for now.",
              "Try again in a while, or on another node; orders, cancels and kills go on. If it"
                  + " stays: give the process more (ORCHESTRATOR_JAVA_OPTS=-Xmx…).")
          .asException();
    }
  }
}
