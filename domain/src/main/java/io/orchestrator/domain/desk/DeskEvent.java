package io.orchestrator.domain.desk;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What the desk keeps beside the journals of its orders; wall time. */
public sealed interface DeskEvent extends JournalRecord {

  /** An order exists from here on; on disk before anything of it is sent. */
  @Journaled(name = "desk-order-opened")
  record OrderOpened(String clientOrderId, Instant at) implements DeskEvent {}

  /** It is over; the last view stands in the list of orders. */
  @Journaled(name = "desk-order-closed")
  record OrderClosed(OrderView order, Instant at) implements DeskEvent {}

  /** Opened, but its intent never came to the journal: it does not exist. */
  @Journaled(name = "desk-order-dropped")
  record OrderDropped(String clientOrderId, Instant at) implements DeskEvent {}

  /** Broker order ids below this are spent or reserved and are never used again. */
  @Journaled(name = "desk-broker-ids-reserved")
  record BrokerIdsReserved(int firstFree, Instant at) implements DeskEvent {}

  /** The trading state and halt epoch that hold at the order path. */
  @Journaled(name = "desk-trading-state-applied")
  record TradingStateApplied(TradingState state, long epoch, Instant at) implements DeskEvent {}

  /**
   * An execution entered our books; {@code clientOrderId} is empty for one that is not ours.
   *
   * @param strategy of an automated order, whose executions are counted; else empty
   */
  @Journaled(name = "desk-fill-booked")
  record FillBooked(Execution execution, String strategy, Instant at) implements DeskEvent {
    public FillBooked {
      // A journal from before they were counted here does not say.
      strategy = strategy == null ? "" : strategy;
    }
  }

  /**
   * A person enabled a strategy again: its executions are counted anew.
   *
   * @param since when its breaker was closed
   */
  @Journaled(name = "desk-strategy-enabled")
  record StrategyEnabled(String strategy, Instant since, Instant at) implements DeskEvent {}

  @Journaled(name = "desk-commission-booked")
  record FillCharged(String execId, BigDecimal commission, Instant at) implements DeskEvent {}

  /** The broker's word on a position was taken over. */
  @Journaled(name = "desk-position-adopted")
  record PositionAdopted(
      String symbol, long ownQuantity, long quantity, BigDecimal averageCost, Instant at)
      implements DeskEvent {}

  @Journaled(name = "desk-cash-adopted")
  record CashAdopted(BigDecimal amount, Instant at) implements DeskEvent {}

  /** A split or dividend entered our books. */
  @Journaled(name = "desk-corporate-action-applied")
  record CorporateActionApplied(CorporateAction action, Instant at) implements DeskEvent {}

  /** A person said which lots an execution closed. */
  @Journaled(name = "desk-lots-chosen")
  record LotsChosen(String execId, LotChoice choice, String by, Instant at) implements DeskEvent {}

  /** An entry and its exits exist from here on together: it is not sent without all of them. */
  @Journaled(name = "desk-bracket-opened")
  record BracketOpened(String entry, List<String> exits, Instant at) implements DeskEvent {}

  /** Our books were compared with the broker's. */
  @Journaled(name = "desk-books-compared")
  record BooksCompared(ReconciliationReport report, Instant at) implements DeskEvent {}

  /** Two live orders of one name at the broker: nothing more is opened in the symbol. */
  @Journaled(name = "desk-name-blocked")
  record NameBlocked(String symbol, String reason, Instant at) implements DeskEvent {}

  /** A person released it after a clean comparison. */
  @Journaled(name = "desk-name-released")
  record NameReleased(String symbol, String reason, String by, Instant at) implements DeskEvent {}
}
