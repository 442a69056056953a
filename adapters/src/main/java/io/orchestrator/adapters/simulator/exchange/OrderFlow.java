package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.TimeInForce;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The life of accepted orders: triggers, fills, brackets and groups. Every step is in the books
 * before anybody hears of it. Confined to the exchange's lock.
 *
 * <p>A child waits until its parent is filled; a parent that ends half filled leaves its children
 * with what was filled, one that ends without a fill takes them along. Children without a group of
 * their own reduce each other, as attached orders do. In a group of type 1 any fill cancels the
 * others; in types 2 and 3 it takes its shares off theirs.
 */
final class OrderFlow {
  private final MarketView market;
  private final Matching matching;
  private final ClosingAuction auction;
  private final Books books;
  private final Ledger ledger;
  private final List<ExchangeListener> listeners;

  OrderFlow(
      MarketView market,
      Matching matching,
      ClosingAuction auction,
      Books books,
      Ledger ledger,
      List<ExchangeListener> listeners) {
    this.market = market;
    this.matching = matching;
    this.auction = auction;
    this.books = books;
    this.ledger = ledger;
    this.listeners = listeners;
  }

  /** Writes a checked order into the books. */
  BrokerOrder accept(OrderTerms asked) throws IOException {
    Optional<BrokerOrder> parent = parentOf(asked);
    OrderTerms terms = parent.isPresent() ? grouped(asked, parent.get()) : asked;
    long permId = books.nextPermId();
    boolean waits = Triggers.waits(terms) || parent.filter(BrokerOrder::live).isPresent();
    ledger.write(List.of(new BookRecord.OrderAccepted(permId, terms, ledger.now(), waits)));
    changed(books.order(permId));
    return books.order(permId);
  }

  private static OrderTerms grouped(OrderTerms child, BrokerOrder parent) {
    OrderTerms.Link link = child.link();
    return link.ocaGroup().isEmpty()
        ? child.withLink(new OrderTerms.Link(link.parentId(), "P" + parent.permId(), 3))
        : child;
  }

  private Optional<BrokerOrder> parentOf(OrderTerms terms) {
    int parent = terms.link().parentId();
    return parent == 0 ? Optional.empty() : books.find(terms.clientId(), parent);
  }

  /** Looks whether an order trades now. */
  void look(long permId) throws IOException {
    BrokerOrder order = books.order(permId);
    Symbol symbol = Symbol.of(order.terms().symbol());
    if (!order.live() || waitsForParent(order) || !market.symbols().contains(symbol)) {
      return;
    }
    if (order.terms().type().onClose()) {
      atTheClose(order);
    } else if (market.open()) {
      inTheSession(order, market.quote(symbol));
    }
    BrokerOrder after = books.order(permId);
    if (after.live() && after.terms().timeInForce() == TimeInForce.IOC) {
      cancel(after, "IOC: rest not filled at once");
    }
  }

  private boolean waitsForParent(BrokerOrder order) {
    return parentOf(order.terms()).filter(BrokerOrder::live).isPresent();
  }

  private void atTheClose(BrokerOrder order) throws IOException {
    ClosingAuction.Outcome outcome = auction.look(order, ledger.now());
    if (outcome.fill().isPresent()) {
      fill(order, outcome.fill().get());
    } else if (outcome.over()) {
      cancel(order, "the closing auction did not reach the limit");
    }
  }

  private void inTheSession(BrokerOrder before, Quote quote) throws IOException {
    BrokerOrder order = before;
    if (Triggers.waits(order.terms()) && !order.triggered()) {
      Optional<BigDecimal> stop = Triggers.moved(order, quote);
      if (stop.isPresent()) {
        ledger.write(List.of(new BookRecord.StopMoved(order.permId(), stop.get())));
        order = books.order(order.permId());
      }
      if (!Triggers.reached(order, quote)) {
        return;
      }
      ledger.write(List.of(new BookRecord.OrderTriggered(order.permId(), ledger.now())));
      order = books.order(order.permId());
      changed(order);
    }
    Optional<Matching.Fill> fill = matching.match(order, quote);
    if (fill.isPresent()) {
      fill(order, fill.get());
    }
  }

  private void fill(BrokerOrder order, Matching.Fill fill) throws IOException {
    OrderTerms terms = order.terms();
    BigDecimal commission = ledger.commission(order, fill.quantity());
    BigDecimal realized =
        books
            .holding(terms.symbol())
            .trade(terms.side(), fill.quantity(), fill.price(), commission)
            .realized();
    ledger.write(
        List.of(
            new BookRecord.OrderExecuted(
                books.execId(0),
                order.permId(),
                fill.quantity(),
                fill.price(),
                commission,
                realized,
                ledger.now())));
    BrokerOrder after = books.order(order.permId());
    BrokerExecution execution = books.executions().getLast();
    for (ExchangeListener listener : listeners) {
      listener.executed(after, execution);
    }
    filledInGroup(after, fill.quantity());
    if (!after.live()) {
      ended(after);
    }
  }

  private void filledInGroup(BrokerOrder order, long quantity) throws IOException {
    OrderTerms.Link link = order.terms().link();
    if (link.ocaGroup().isEmpty()) {
      return;
    }
    for (BrokerOrder other : List.copyOf(books.live())) {
      boolean sameGroup =
          other.terms().clientId() == order.terms().clientId()
              && other.terms().link().ocaGroup().equals(link.ocaGroup())
              && other.permId() != order.permId();
      if (!sameGroup || !books.order(other.permId()).live()) {
        continue;
      }
      long left = other.terms().quantity() - quantity;
      if (link.ocaType() <= 1 || left <= other.filled()) {
        cancel(other, "OCA group " + link.ocaGroup() + " filled");
      } else {
        modify(other, other.terms().withQuantity(left));
      }
    }
  }

  /** Children of an order that is done. */
  private void ended(BrokerOrder parent) throws IOException {
    matching.forget(parent.permId());
    if (parent.terms().orderId() <= 0) {
      return;
    }
    for (BrokerOrder child : List.copyOf(books.live())) {
      boolean ours =
          child.terms().clientId() == parent.terms().clientId()
              && child.terms().link().parentId() == parent.terms().orderId();
      if (!ours || !books.order(child.permId()).live()) {
        continue;
      }
      if (parent.filled() == 0) {
        cancel(child, "parent order was cancelled");
      } else {
        if (parent.filled() < child.terms().quantity()) {
          modify(child, child.terms().withQuantity(parent.filled()));
        }
        boolean waits = Triggers.waits(child.terms());
        ledger.write(List.of(new BookRecord.OrderActivated(child.permId(), waits, ledger.now())));
        changed(books.order(child.permId()));
        look(child.permId());
      }
    }
  }

  void modify(BrokerOrder order, OrderTerms next) throws IOException {
    if (!next.equals(order.terms())) {
      ledger.write(List.of(new BookRecord.OrderModified(order.permId(), next, ledger.now())));
      matching.forget(order.permId());
    }
    changed(books.order(order.permId()));
  }

  void cancel(BrokerOrder order, String reason) throws IOException {
    ledger.write(List.of(new BookRecord.OrderCancelled(order.permId(), reason, ledger.now())));
    BrokerOrder after = books.order(order.permId());
    changed(after);
    ended(after);
  }

  /** DAY orders of an earlier day; orders on the close end in their auction. */
  void expire(LocalDate today) throws IOException {
    for (BrokerOrder order : List.copyOf(books.live())) {
      boolean older = LocalDate.ofInstant(order.since(), SimulatedExchange.ZONE).isBefore(today);
      boolean day = order.terms().timeInForce() == TimeInForce.DAY;
      if (older && day && !order.terms().type().onClose() && books.order(order.permId()).live()) {
        cancel(order, "DAY order expired");
      }
    }
  }

  private void changed(BrokerOrder order) {
    for (ExchangeListener listener : listeners) {
      listener.orderChanged(order);
    }
  }
}
