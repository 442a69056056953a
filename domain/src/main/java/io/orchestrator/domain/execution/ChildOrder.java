package io.orchestrator.domain.execution;

import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One child as its parent knows it.
 *
 * @param number within the parent, from 0; with the slice it is the child's name
 * @param limitPrice USD
 * @param plannedAt wall time
 * @param marketAt market time
 * @param status empty until the desk answered for it
 * @param averagePrice USD of what was filled
 * @param commission USD
 * @param cancelAsked why it is to be cancelled
 * @param endedAt wall time at which its end was first seen
 * @param lapsed it never came to the desk and never will
 * @param detail the gate's or the broker's words
 */
public record ChildOrder(
    int slice,
    int number,
    long quantity,
    BigDecimal limitPrice,
    Instant plannedAt,
    Instant marketAt,
    Optional<OrderStatus> status,
    long filled,
    BigDecimal averagePrice,
    BigDecimal commission,
    Optional<String> cancelAsked,
    Optional<Instant> endedAt,
    boolean lapsed,
    String detail) {

  public ClientOrderId id(ClientOrderId parent) {
    return new ClientOrderId(parent + "/" + slice + "/" + number);
  }

  /** It may still be sent, or may still fill. */
  public boolean open() {
    return !lapsed && !status.map(OrderStatus::terminal).orElse(false);
  }

  /**
   * Over, and nothing more is expected: a rest that was cancelled may be used again only after a
   * while, because a fill may have crossed the cancel.
   */
  boolean settled(Instant now, Duration settle) {
    if (lapsed || filled >= quantity || status.equals(Optional.of(OrderStatus.DENIED))) {
      return true;
    }
    return !open() && endedAt.map(end -> !now.isBefore(end.plus(settle))).orElse(false);
  }

  /** Shares that it may still fill, as far as the parent may rely on it. */
  long held(Instant now, Duration settle) {
    return settled(now, settle) ? 0 : quantity - filled;
  }
}
