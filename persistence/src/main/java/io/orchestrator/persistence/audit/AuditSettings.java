package io.orchestrator.persistence.audit;

import java.time.Duration;

/**
 * @param checkpointEvery entries between two kept signatures, 1 to 10,000; a proof is as long
 * @param checkpointInterval longest time between two kept signatures while entries come
 * @param maxLag how long a fact may wait for the chain before entries stop
 * @param maxSpool bytes that may wait on this node's disk before commands are refused
 * @param lookAtEvents how often the event log is looked at without being called
 */
public record AuditSettings(
    int checkpointEvery,
    Duration checkpointInterval,
    Duration maxLag,
    long maxSpool,
    Duration lookAtEvents) {
  public static final AuditSettings DEFAULT =
      new AuditSettings(
          100,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          64L * 1024 * 1024,
          Duration.ofSeconds(10));

  public AuditSettings {
    if (checkpointEvery < 1 || checkpointEvery > 10_000) {
      throw new IllegalArgumentException("checkpoint-every must be 1..10000");
    }
    if (maxSpool < 65_536) {
      throw new IllegalArgumentException("max-spool must be at least 64 KiB");
    }
    for (Duration d : new Duration[] {checkpointInterval, maxLag, lookAtEvents}) {
      if (d.isZero() || d.isNegative()) {
        throw new IllegalArgumentException("the audit's times must be positive");
      }
    }
  }
}
