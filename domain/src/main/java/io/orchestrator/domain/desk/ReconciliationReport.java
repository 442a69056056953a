package io.orchestrator.domain.desk;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * One comparison of our books with the broker's, from the question to what was done about it. Wall
 * time.
 *
 * @param id rises by one with each report, over restarts
 * @param askedBy the subject who asked for it; empty when nobody did
 * @param reason of the one who asked
 * @param complete the broker answered every part of the question; without that nothing was compared
 * @param detail why it is not complete, or the broker's remarks
 * @param differences at most {@value #MAX_LINES}
 * @param differenceCount all of them
 * @param actions what was done, at most {@value #MAX_LINES}
 */
public record ReconciliationReport(
    long id,
    Cause cause,
    String askedBy,
    String reason,
    Instant startedAt,
    Instant finishedAt,
    Outcome outcome,
    boolean complete,
    String detail,
    Compared compared,
    List<Difference> differences,
    int differenceCount,
    List<Action> actions,
    Drift drift) {

  public static final int MAX_LINES = 50;

  public ReconciliationReport {
    differences = List.copyOf(differences.subList(0, Math.min(MAX_LINES, differences.size())));
    actions = List.copyOf(actions.subList(0, Math.min(MAX_LINES, actions.size())));
  }

  /** Why the books were compared. */
  public enum Cause {
    START,
    RECONNECT,
    /** 1101 or 1102: the gateway found the broker again. */
    UPSTREAM_RESTORED,
    /** An order's outcome is not known, or its fills are late. */
    DOUBT,
    SCHEDULE,
    REQUESTED
  }

  /** How it ended. */
  public enum Outcome {
    /** The books are equal, or were made equal within the drift budget. Entries may go. */
    CLEAN,
    /** Something is in motion or in doubt; another round follows by itself. */
    RESOLVING,
    /** A part of the broker's answer did not come: it proves nothing. Another round follows. */
    INCOMPLETE,
    /** The books differ by more than the budget: entries wait for a person. */
    DRIFT_EXCEEDED
  }

  /** How much was held against each other. */
  public record Compared(
      int ownOrders,
      int openOrders,
      int completedOrders,
      int executions,
      int newExecutions,
      int ownPositions,
      int positions) {
    public static final Compared NOTHING = new Compared(0, 0, 0, 0, 0, 0, 0);
  }

  /** What differs. */
  public enum Kind {
    ORDER,
    POSITION,
    CASH
  }

  /**
   * @param subject client order id, symbol or {@code USD}
   * @param own and {@code broker}: status, shares or USD as text
   * @param usd value of the difference, 0 for orders
   */
  public record Difference(Kind kind, String subject, String own, String broker, BigDecimal usd) {}

  /**
   * @param action {@code adopted}, {@code not_adopted}, {@code marked_unknown}, {@code waits}, or
   *     the resolution of an order
   */
  public record Action(String subject, String action, String evidence) {}

  public boolean clean() {
    return outcome == Outcome.CLEAN;
  }
}
