package io.orchestrator.domain.event;

/** How serious an event is, in rising order. */
public enum Severity {
  DEBUG,
  INFO,
  WARNING,
  ERROR,
  CRITICAL
}
