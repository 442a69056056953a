package io.orchestrator.adapters.simulator.exchange;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.Instant;

/** One line of the books: a fact that the broker never forgets. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BookRecord.AccountOpened.class, name = "account_opened"),
  @JsonSubTypes.Type(value = BookRecord.DayOpened.class, name = "day_opened"),
  @JsonSubTypes.Type(value = BookRecord.OrderAccepted.class, name = "order_accepted"),
  @JsonSubTypes.Type(value = BookRecord.OrderModified.class, name = "order_modified"),
  @JsonSubTypes.Type(value = BookRecord.OrderActivated.class, name = "order_activated"),
  @JsonSubTypes.Type(value = BookRecord.OrderTriggered.class, name = "order_triggered"),
  @JsonSubTypes.Type(value = BookRecord.StopMoved.class, name = "stop_moved"),
  @JsonSubTypes.Type(value = BookRecord.OrderExecuted.class, name = "order_executed"),
  @JsonSubTypes.Type(value = BookRecord.OrderCancelled.class, name = "order_cancelled"),
  @JsonSubTypes.Type(value = BookRecord.OrderRejected.class, name = "order_rejected")
})
sealed interface BookRecord {
  record AccountOpened(String account, BigDecimal cash, Instant at) implements BookRecord {}

  /**
   * @param date {@code yyyy-MM-dd} of the exchange
   * @param equity USD at the first moment of that day
   */
  record DayOpened(String date, BigDecimal equity, Instant at) implements BookRecord {}

  /**
   * @param waits true: a child whose parent is not filled, or an order with a trigger price
   */
  record OrderAccepted(long permId, OrderTerms terms, Instant at, boolean waits)
      implements BookRecord {}

  /** The parent is filled: the child is in the market now. */
  record OrderActivated(long permId, boolean waits, Instant at) implements BookRecord {}

  record OrderTriggered(long permId, Instant at) implements BookRecord {}

  /** A trailing stop's trigger price followed the market. */
  record StopMoved(long permId, BigDecimal stop) implements BookRecord {}

  record OrderModified(long permId, OrderTerms terms, Instant at) implements BookRecord {}

  /**
   * @param realized null when nothing was closed
   */
  record OrderExecuted(
      String execId,
      long permId,
      long quantity,
      BigDecimal price,
      BigDecimal commission,
      BigDecimal realized,
      Instant at)
      implements BookRecord {}

  record OrderCancelled(long permId, String reason, Instant at) implements BookRecord {}

  record OrderRejected(long permId, OrderTerms terms, int code, String text, Instant at)
      implements BookRecord {}
}
