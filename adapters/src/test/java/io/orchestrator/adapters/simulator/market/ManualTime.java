package io.orchestrator.adapters.simulator.market;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that a test moves. */
public final class ManualTime implements InstantSource {
  private Instant now = Instant.parse("2026-01-05T12:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void advance(Duration step) {
    now = now.plus(step);
  }
}
