package io.orchestrator.domain.order;

import io.orchestrator.domain.common.Refusal;
import java.math.BigDecimal;

/** What can be said to one order: by the desk and, through it, by the broker. */
public sealed interface OrderMessage {

  /** The gate let it pass: write the intent. */
  record Intend(OrderRequest request, RiskDecision decision) implements OrderMessage {}

  /** The gate refused it, before or after the intent; nothing left the house. */
  record Deny(OrderRequest request, Refusal refusal) implements OrderMessage {}

  record Sent(int brokerOrderId, long haltEpoch) implements OrderMessage {}

  /**
   * @param brokerOrderId 0 when not known
   */
  record Uncertain(int brokerOrderId, String cause) implements OrderMessage {}

  record RequestCancel(String by) implements OrderMessage {}

  /**
   * The broker's status words, from an open order or a status message.
   *
   * @param status Submitted, PreSubmitted, Filled, Cancelled, Inactive, …
   */
  record StatusHeard(int brokerOrderId, long permId, String status, String words)
      implements OrderMessage {}

  /** The broker, or the fills of its entry, left it so many shares in all. */
  record Resize(long quantity, String reason) implements OrderMessage {}

  /** From the list of finished orders. */
  record CompletionHeard(long permId, String status, long filled, String words)
      implements OrderMessage {}

  record ExecutionHeard(int brokerOrderId, long permId, Execution execution)
      implements OrderMessage {}

  record CommissionHeard(String execId, BigDecimal commission) implements OrderMessage {}

  record RejectionHeard(int code, String text) implements OrderMessage {}

  /** A complete sync settled what this order's messages did not. */
  record Resolve(OrderEvent.Resolution resolution, String evidence) implements OrderMessage {}
}
