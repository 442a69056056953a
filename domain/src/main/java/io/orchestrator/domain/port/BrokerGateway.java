package io.orchestrator.domain.port;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OcaType;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.order.Trail;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
   * Cancels every open order of the account, whoever placed it and however ({@code
   * reqGlobalCancel}): protective stops and orders of people in TWS, too. Only on the explicit
   * request of a person.
   */
  default SendOutcome cancelEverything() {
    throw new UnsupportedOperationException("this gateway cancels single orders only");
  }

  /**
   * From now on only reducing orders marked {@code exit} or orders of this or a later epoch are
   * written. Returns when it holds.
   */
  void raiseHaltEpoch(long epoch);

  /**
   * Asks for everything: open orders, completed orders, executions, positions, account values.
   * Asked again before the end of the answer, the broker answers once more, under the newest
   * number.
   *
   * @return the number that {@link SyncStarted} and {@link SyncFinished} of the answer carry; above
   *     every earlier one of this gateway, so that no answer is taken for another's
   */
  long requestSync();

  /**
   * Asks the broker what {@code ticket} would cost; no order comes into being, but its order id is
   * used up. Fails with a {@link java.util.concurrent.TimeoutException} when no answer came in
   * time, with an {@link IllegalStateException} carrying the broker's words when it refused.
   */
  default CompletionStage<WhatIf> whatIf(Ticket ticket) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this gateway answers no what-if"));
  }

  /**
   * Past bars, oldest first; fails like {@link #whatIf}. Paced by the broker's rules, so that an
   * answer may take minutes.
   */
  default CompletionStage<List<Bar>> history(HistoryRequest request) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this gateway has no history"));
  }

  /**
   * From now on {@link PnlReported} for the account and {@link PositionPnlReported} for each of
   * {@code symbols} come as the broker sends them, over reconnects too. Replaces what was asked
   * before; an empty set leaves the account alone.
   */
  default void watchPnl(Set<String> symbols) {
    throw new UnsupportedOperationException("this gateway reports no profit");
  }

  /** A round trip on the live session ({@code reqCurrentTime}); never throws. */
  ProbeResult probe();

  /**
   * Ends the session and gives its right back, because another node takes over; {@link #start}
   * begins anew.
   */
  default void standDown() {
    reset();
  }

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
   * @param stopPrice USD, as in {@link io.orchestrator.domain.order.OrderConditions}
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
      boolean exit,
      Optional<BigDecimal> stopPrice,
      Optional<Trail> trail,
      Link link) {

    /** A plain order. */
    public Ticket(
        int brokerOrderId,
        String orderRef,
        String symbol,
        Side side,
        long quantity,
        OrderType type,
        Optional<BigDecimal> limitPrice,
        TimeInForce timeInForce,
        boolean exit) {
      this(
          brokerOrderId,
          orderRef,
          symbol,
          side,
          quantity,
          type,
          limitPrice,
          timeInForce,
          exit,
          Optional.empty(),
          Optional.empty(),
          Link.NONE);
    }
  }

  /**
   * How an order belongs to others.
   *
   * @param parentBrokerOrderId of the order that must fill first; 0: none
   * @param ocaGroup empty: none
   * @param ocaType used with a group only
   * @param transmit false: the gateway keeps the order until one of its bracket comes with true; an
   *     order that was never transmitted is not at the broker and is gone when the gateway restarts
   */
  record Link(int parentBrokerOrderId, String ocaGroup, OcaType ocaType, boolean transmit) {
    public static final Link NONE = new Link(0, "", OcaType.CANCEL_WITH_BLOCK, true);
  }

  /**
   * The broker's answer to a what-if; a value that it leaves out is empty.
   *
   * @param initMarginBefore USD of the account, as all margins
   * @param commission the most that it may cost, in {@code commissionCurrency}
   * @param warning the broker's words, or empty
   */
  record WhatIf(
      Optional<BigDecimal> initMarginBefore,
      Optional<BigDecimal> maintMarginBefore,
      Optional<BigDecimal> initMarginAfter,
      Optional<BigDecimal> maintMarginAfter,
      Optional<BigDecimal> equityWithLoanAfter,
      Optional<BigDecimal> commission,
      String commissionCurrency,
      String warning) {}

  /**
   * @param end wall time of the newest bar's end; empty: now
   * @param span how far back from {@code end}
   * @param regularHours only the regular session
   */
  record HistoryRequest(
      String symbol,
      Timeframe timeframe,
      Optional<Instant> end,
      Duration span,
      boolean regularHours) {}

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

  /**
   * An open order as the broker has it, also ones that are not ours (then orderRef is empty).
   *
   * @param brokerOrderId 0 for an order of another client, here and in every other report: each
   *     client has numbers of its own
   */
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
   * What is said from here on answers that request; what was said before was the answer to none.
   */
  record SyncStarted(long number) implements BrokerEvent {}

  /**
   * Everything asked for by that {@link BrokerGateway#requestSync} was delivered.
   *
   * @param complete false: a part did not come before its deadline
   */
  record SyncFinished(long number, boolean complete, String detail) implements BrokerEvent {}

  /** An error or warning about one order. {@code rejected}: the order is dead. */
  record OrderError(int brokerOrderId, int code, String text, boolean rejected)
      implements BrokerEvent {}

  /** An error, warning or notice about the session. */
  record SessionNotice(int code, String text) implements BrokerEvent {}

  /**
   * What needs a human or a change of settings; raised once per cause and session, and told again
   * to whoever takes over as the listener while it stands.
   */
  enum AlarmCause {
    /** Another login of the same user takes the market data (10197). */
    COMPETING_SESSION,
    /** No subscription to live market data (354, 10089, 10090, 10167, 10168, 10186 …). */
    MARKET_DATA_ENTITLEMENT,
    /** Another program holds our client id (326). */
    CLIENT_ID_IN_USE,
    /** No session, or none with a line to the broker, longer than allowed, window or not. */
    DISCONNECTED_TOO_LONG,
    /** The weekly login at the gateway needs a human. */
    WEEKLY_LOGIN,
    /** The broker says that we send too fast (100). */
    THROTTLED,
    /** A tick box of the gateway's settings blocks orders (10311, 10329, 451). */
    PRECAUTIONARY_SETTING,
    /** Wrong account, or paper where live was meant, or the reverse. */
    WRONG_ACCOUNT,
    /** The gateway speaks another version. */
    UNSUPPORTED_VERSION
  }

  /**
   * @param code the broker's number, or ours below 1000 as the official client numbers them
   * @param text what happened and what to do
   */
  record SessionAlarm(AlarmCause cause, int code, String text) implements BrokerEvent {}

  /**
   * The gateway is about to restart by its schedule: entries are refused with {@link
   * SendOutcome#NOT_CONNECTED} until it is over, exits and cancels are not.
   */
  record RestartWindow(boolean open, String detail) implements BrokerEvent {}

  /** Profit of the account today in USD, as the broker counts; a value it leaves out is empty. */
  record PnlReported(
      String account,
      Optional<BigDecimal> daily,
      Optional<BigDecimal> unrealized,
      Optional<BigDecimal> realized)
      implements BrokerEvent {}

  /** As {@link PnlReported} for one name; {@code value} is the position's market value. */
  record PositionPnlReported(
      String account,
      String symbol,
      long quantity,
      Optional<BigDecimal> daily,
      Optional<BigDecimal> unrealized,
      Optional<BigDecimal> realized,
      Optional<BigDecimal> value)
      implements BrokerEvent {}

  /**
   * What is at the broker beside US stocks of our account: nothing of it comes as another event.
   *
   * @param what in words; empty: nothing
   */
  record NotWatched(String what) implements BrokerEvent {}

  /** The frame of an order may or may not have reached the broker. */
  record SendUncertain(int brokerOrderId, String detail) implements BrokerEvent {}
}
