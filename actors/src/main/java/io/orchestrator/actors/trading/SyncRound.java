package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.Reconciliation.BrokerPosition;
import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import io.orchestrator.domain.desk.ReconciliationReport.Compared;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one sync has shown so far. */
final class SyncRound {
  static final int LONGEST_ANSWER = 10;

  final Cause cause;
  final Instant askedAt;

  /** The gateway's number of what was asked; 0: not asked yet. */
  long number;

  /** When the broker said something of it last. */
  Instant heardAt;

  final List<TradingDesk.Reconcile> askers;

  /** Orders the broker must know, or that must be judged by its silence. */
  final Set<String> candidates = new HashSet<>();

  final Set<String> seenOpen = new HashSet<>();
  final Set<String> seenCompleted = new HashSet<>();
  final Set<Long> seenForeign = new HashSet<>();
  final Set<String> twins = new HashSet<>();
  final Map<String, BrokerPosition> positions = new HashMap<>();

  /** Names with a fill that came while the broker was answering: their positions race with it. */
  final Set<String> moved = new HashSet<>();

  Optional<SyncFinished> finished = Optional.empty();

  /** What the broker says answers this round. */
  private boolean started;

  private int executions;
  private int newExecutions;

  SyncRound(Cause cause, Instant askedAt, List<TradingDesk.Reconcile> askers) {
    this.cause = cause;
    this.askedAt = askedAt;
    this.heardAt = askedAt;
    this.askers = List.copyOf(askers);
  }

  /** Silent for so long; a long answer is no silent one, but ends as well. */
  boolean over(Duration silence, Instant now) {
    return heardAt.plus(silence).isBefore(now)
        || askedAt.plus(silence.multipliedBy(LONGEST_ANSWER)).isBefore(now);
  }

  /**
   * What was said before answered an older request, or nobody: an order that was open then may be
   * gone now, and a position may be flat. Only fills and twins stay, because they bid to wait.
   */
  void started() {
    started = true;
    seenOpen.clear();
    seenCompleted.clear();
    seenForeign.clear();
    positions.clear();
    finished = Optional.empty();
  }

  boolean answering() {
    return started;
  }

  void finished(SyncFinished end) {
    boolean proven = started || !end.complete();
    finished =
        Optional.of(
            proven
                ? end
                : new SyncFinished(number, false, "the beginning of the answer did not come"));
  }

  void execution(String symbol, boolean booked) {
    executions++;
    if (!booked) {
      newExecutions++;
      moved.add(symbol);
    }
  }

  void position(String symbol, long quantity, BigDecimal averageCost) {
    positions.put(symbol, new BrokerPosition(quantity, averageCost));
  }

  Compared compared(int ownPositions) {
    return new Compared(
        candidates.size(),
        seenOpen.size() + seenForeign.size(),
        seenCompleted.size(),
        executions,
        newExecutions,
        ownPositions,
        positions.size());
  }
}
