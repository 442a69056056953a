package io.orchestrator.domain.order;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.math.BigDecimal;
import java.time.Instant;

/** What happened to one order, in its own journal. Wall time. */
public sealed interface OrderEvent extends JournalRecord {
  Instant at();

  /** Intent and risk decision in one atomic write; before it not one byte may leave. */
  @Journaled(name = "order-intended")
  record OrderIntended(OrderRequest request, RiskDecision decision, Instant at)
      implements OrderEvent {}

  /** Refused by our own gate, before or after the intent; not one byte left. */
  @Journaled(name = "order-denied")
  record OrderDenied(OrderRequest request, String code, String detail, String advice, Instant at)
      implements OrderEvent {}

  /** All bytes were written to the broker's socket. */
  @Journaled(name = "order-sent")
  record OrderSent(int brokerOrderId, long haltEpoch, Instant at) implements OrderEvent {}

  /** The broker showed that it knows the order. */
  @Journaled(name = "order-acknowledged")
  record OrderAcknowledged(int brokerOrderId, long permId, String brokerStatus, Instant at)
      implements OrderEvent {}

  /** A fill, once by {@code execId}; a correction replaces the fill with the same root. */
  @Journaled(name = "order-execution-booked")
  record ExecutionBooked(Execution execution, Instant at) implements OrderEvent {}

  /** Fee of one fill in USD; may come before the fill. */
  @Journaled(name = "order-commission-booked")
  record CommissionBooked(String execId, BigDecimal commission, Instant at) implements OrderEvent {}

  /** It works for another number of shares: the exit of a bracket follows what was filled. */
  @Journaled(name = "order-resized")
  record OrderResized(long quantity, String reason, Instant at) implements OrderEvent {}

  @Journaled(name = "order-cancel-requested")
  record CancelRequested(String by, Instant at) implements OrderEvent {}

  @Journaled(name = "order-cancelled")
  record OrderCancelled(String reason, Instant at) implements OrderEvent {}

  @Journaled(name = "order-rejected")
  record OrderRejected(int code, String reason, Instant at) implements OrderEvent {}

  /** Some bytes may have left, or we stopped between intent and outcome. */
  @Journaled(name = "order-became-unknown")
  record OrderBecameUnknown(String cause, Instant at) implements OrderEvent {}

  /** Evidence ended the uncertainty, or showed that an open order is gone. */
  @Journaled(name = "order-resolved")
  record OrderResolved(Resolution resolution, String evidence, Instant at) implements OrderEvent {}

  /** What the evidence says. */
  enum Resolution {
    /** A complete sync does not know it: it may be sent again under the same name. */
    NEVER_REACHED,
    /** As NEVER_REACHED, and it shall not be sent again. */
    CLOSED_UNSENT,
    /** It was known to the broker and is no longer working: cancelled or expired. */
    GONE,
    /** The broker's list of completed orders says filled; its executions are out of reach. */
    FILLED_BY_REPORT
  }
}
