package io.orchestrator.domain.execution;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.order.OrderStatus;
import java.math.BigDecimal;
import java.time.Instant;

/** What happened to one parent order, in its own journal. {@code at} is wall time. */
public sealed interface ExecutionEvent extends JournalRecord {
  Instant at();

  @Journaled(name = "execution-accepted")
  record Accepted(ParentRequest request, ExecutionPlan plan, Instant at)
      implements ExecutionEvent {}

  /**
   * The window began at a good price.
   *
   * @param arrivalPrice middle of the quote, USD
   */
  @Journaled(name = "execution-started")
  record Started(double arrivalPrice, Instant marketAt, Instant at) implements ExecutionEvent {}

  /**
   * A slice began.
   *
   * @param price middle of the quote, USD
   * @param volume shares traded in the market since the start
   * @param value USD traded in the market since the start
   */
  @Journaled(name = "execution-slice-begun")
  record SliceBegun(
      int slice, double price, long volume, double value, Instant marketAt, Instant at)
      implements ExecutionEvent {}

  /** A child's name and content, before it is given to the desk. */
  @Journaled(name = "execution-child-planned")
  record ChildPlanned(
      int slice,
      int number,
      long quantity,
      BigDecimal limitPrice,
      long volume,
      double value,
      Instant marketAt,
      Instant at)
      implements ExecutionEvent {}

  /** The desk's word on a child. */
  @Journaled(name = "execution-child-reported")
  record ChildReported(
      int number,
      OrderStatus status,
      long filled,
      BigDecimal averagePrice,
      BigDecimal commission,
      String detail,
      Instant at)
      implements ExecutionEvent {}

  @Journaled(name = "execution-child-cancel-asked")
  record ChildCancelAsked(int number, String reason, Instant at) implements ExecutionEvent {}

  /** The desk does not know it and will not be given it any more. */
  @Journaled(name = "execution-child-lapsed")
  record ChildLapsed(int number, String reason, Instant at) implements ExecutionEvent {}

  @Journaled(name = "execution-paused")
  record Paused(String by, String reason, Instant at) implements ExecutionEvent {}

  /**
   * @param duringHalt a person let it go on although trading is halted: only exits pass the gate
   */
  @Journaled(name = "execution-resumed")
  record Resumed(String by, boolean duringHalt, Instant at) implements ExecutionEvent {}

  /**
   * No further child.
   *
   * @param outcome the terminal status that it will have
   */
  @Journaled(name = "execution-stopping")
  record Stopping(ParentStatus outcome, String by, String reason, Instant at)
      implements ExecutionEvent {}

  /**
   * @param price last known middle of the quote, USD; 0 if none was
   * @param volume shares traded in the market from start to end
   * @param value USD traded in the market from start to end
   */
  @Journaled(name = "execution-ended")
  record Ended(
      ParentStatus outcome, double price, long volume, double value, Instant marketAt, Instant at)
      implements ExecutionEvent {}
}
