package io.orchestrator.domain.port;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A broker's order path. Owns one session that keeps itself alive; everything that the broker says
 * comes as {@link BrokerEvent} on one thread of the adapter, in the order of the socket.
 *
 * <p>Nothing here retries an order. A write that failed half-way is reported as {@link
 * SendUncertain} and is resolved by asking the broker.
 */
public interface BrokerGateway extends AutoCloseable {
  /**
   * Connects in the background; {@code listener} is called until {@link #close()}. Called again
   * (its owner was restarted) it replaces the listener and repeats {@link SessionReady} if ready.
   */
  void start(Consumer<BrokerEvent> listener);

  /**
   * Writes an order to the socket.
   *
   * @param haltEpoch in which it was authorised; the adapter refuses an older one than {@link
   *     #raiseHaltEpoch} named, at the very place where bytes are written
   * @return what happened to the bytes; never throws
   */
  SendOutcome place(Ticket ticket, long haltEpoch);

  /** Asks to cancel; allowed in every epoch and state. */
  SendOutcome cancel(int brokerOrderId);

  /**
   * From now on only reducing orders marked {@code exit} or orders of this or a later epoch are
   * written. Returns when it holds.
   */
  void raiseHaltEpoch(long epoch);

  /** Asks for everything: open orders, completed orders, executions, positions, account values. */
  void requestSync();

  /** A round trip on the live session ({@code reqCurrentTime}); never throws. */
  ProbeResult probe();

  /** Drops the socket and connects anew. */
  void reset();

  @Override
  void close();

  /**
   * @param brokerOrderId from the allocator that never goes back; the broker refuses (error 103) an
   *     id at or below one it has seen from this client, so tickets are placed one after the other
   *     in rising order
   * @param orderRef our client order id
   * @param exit verified to reduce a position: passes a halt
   */
  record Ticket(
      int brokerOrderId,
      String orderRef,
      String symbol,
      Side side,
      long quantity,
      OrderType type,
      Optional<BigDecimal> limitPrice,
      TimeInForce timeInForce,
      boolean exit) {}

  /** What became of the bytes. */
  enum SendOutcome {
    WRITTEN,
    /** Not one byte left; the reason is in the next event. */
    NOT_CONNECTED,
    REFUSED_BY_EPOCH,
    /** Some bytes may have left. */
    UNCERTAIN
  }

  /** What the broker says. */
  sealed interface BrokerEvent {}

  /** The session is ready: account and next order id are known. */
  record SessionReady(String account, int nextOrderId, String serverTime) implements BrokerEvent {}

  record SessionLost(String detail) implements BrokerEvent {}

  /** Connectivity between gateway and broker: 1100 down, 1101/1102 up (data lost or kept). */
  record UpstreamChanged(boolean up, boolean dataLost, String detail) implements BrokerEvent {}

  /** An open order as the broker has it, also ones that are not ours (then orderRef is empty). */
  record OpenOrderReported(
      int brokerOrderId,
      int clientId,
      long permId,
      String orderRef,
      String symbol,
      Side side,
      long quantity,
      String status)
      implements BrokerEvent {}

  /** The broker's status words are kept: Submitted, Filled, Cancelled, Inactive, … */
  record OrderStatusReported(
      int brokerOrderId,
      int clientId,
      long permId,
      String status,
      long filled,
      long remaining,
      BigDecimal averagePrice,
      String whyHeld)
      implements BrokerEvent {}

  /** A finished order of this or an earlier day. */
  record CompletedOrderReported(
      long permId, String orderRef, String symbol, String status, long filled, String detail)
      implements BrokerEvent {}

  record ExecutionReported(
      String execId,
      int brokerOrderId,
      int clientId,
      long permId,
      String orderRef,
      String symbol,
      Side side,
      long quantity,
      BigDecimal price,
      Instant timestamp)
      implements BrokerEvent {}

  record CommissionReported(String execId, BigDecimal commission, String currency)
      implements BrokerEvent {}

  record PositionReported(String account, String symbol, long quantity, BigDecimal averageCost)
      implements BrokerEvent {}

  /** Key as the broker names it: NetLiquidation, TotalCashValue, BuyingPower, … */
  record AccountValueReported(String account, String key, String value, String currency)
      implements BrokerEvent {}

  /**
   * Everything asked for by the last {@link BrokerGateway#requestSync} was delivered.
   *
   * @param complete false: a part did not come before its deadline
   */
  record SyncFinished(boolean complete, String detail) implements BrokerEvent {}

  /** An error or warning about one order. {@code rejected}: the order is dead. */
  record OrderError(int brokerOrderId, int code, String text, boolean rejected)
      implements BrokerEvent {}

  /** An error, warning or notice about the session. */
  record SessionNotice(int code, String text) implements BrokerEvent {}

  /** The frame of an order may or may not have reached the broker. */
  record SendUncertain(int brokerOrderId, String detail) implements BrokerEvent {}
}
