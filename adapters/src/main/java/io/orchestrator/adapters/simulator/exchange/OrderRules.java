package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.util.Optional;

/** What the broker checks before it takes an order. */
final class OrderRules {
  private final Books books;
  private final Matching matching;
  private final MarketView market;

  private final ClosingAuction auction;

  OrderRules(Books books, Matching matching, MarketView market, ClosingAuction auction) {
    this.books = books;
    this.matching = matching;
    this.market = market;
    this.auction = auction;
  }

  /** Empty: it may be taken. */
  Optional<Verdict.Refused> check(OrderTerms terms) {
    if (terms.orderId() <= books.highestOrderId(terms.clientId())) {
      return refuse(103, "Duplicate order id");
    }
    Optional<Symbol> symbol = known(terms.symbol());
    if (symbol.isEmpty()) {
      return refuse(200, "No security definition has been found for the request");
    }
    if (terms.quantity() < 1) {
      return refuse(
          321, "Error validating request:-'bN' : cause - Order size must be greater than zero.");
    }
    Optional<Verdict.Refused> refusal = prices(terms).or(() -> belongs(terms));
    return refusal.isPresent() ? refusal : margin(terms, symbol.get());
  }

  private Optional<Verdict.Refused> prices(OrderTerms terms) {
    OrderTerms.Trigger trigger = terms.trigger();
    if (terms.type().needsLimitPrice() && !positive(terms.limit())) {
      return refuse(321, "Error validating request:-'bN' : cause - Limit price is missing.");
    }
    if (terms.type().needsStopPrice() && !positive(trigger.stop())) {
      return refuse(321, "Error validating request:-'bN' : cause - Stop price is missing.");
    }
    if (terms.type().needsTrail()
        && positive(trigger.trailAmount()) == positive(trigger.trailPercent())) {
      return refuse(
          321, "Error validating request:-'bN' : cause - One trailing amount or percentage.");
    }
    if (offTick(terms.limit()) || offTick(trigger.stop())) {
      return refuse(
          110, "The price does not conform to the minimum price variation for this contract.");
    }
    return Optional.empty();
  }

  private static boolean positive(BigDecimal price) {
    return price != null && price.signum() > 0;
  }

  private static boolean offTick(BigDecimal price) {
    return price != null && price.stripTrailingZeros().scale() > 2;
  }

  private Optional<Verdict.Refused> belongs(OrderTerms terms) {
    int parent = terms.link().parentId();
    if (parent != 0) {
      Optional<BrokerOrder> known = books.find(terms.clientId(), parent);
      if (known.isEmpty() || (!known.get().live() && known.get().filled() == 0)) {
        return refuse(10006, "Missing parent order.");
      }
    }
    if (terms.type().onClose() && auction.tooLate(market.clock().instant())) {
      return refuse(201, "Order rejected - reason:no orders on the close after 15:50 New York");
    }
    return Optional.empty();
  }

  /** What an order would cost, were it taken alone. */
  SimulatedExchange.WhatIf whatIf(OrderTerms terms, Ledger ledger) {
    Optional<Verdict.Refused> refusal = check(terms);
    AccountView account = ledger.view();
    BigDecimal gross = account.grossValue();
    Optional<Symbol> symbol = known(terms.symbol());
    if (symbol.isPresent()) {
      long position = books.holding(terms.symbol()).quantity();
      long after = position + terms.side().sign() * terms.quantity();
      long opened = Math.abs(after) - Math.abs(position);
      gross = gross.add(opening(terms, opened, symbol.get()));
    }
    return new SimulatedExchange.WhatIf(
        refusal, account, gross.max(BigDecimal.ZERO), ledger.commission(terms.quantity()));
  }

  private Optional<Symbol> known(String text) {
    try {
      Symbol symbol = Symbol.of(text);
      return market.symbols().contains(symbol) ? Optional.of(symbol) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Initial margin of everything held, working and now asked for; reducing orders always pass. */
  private Optional<Verdict.Refused> margin(OrderTerms terms, Symbol symbol) {
    long position = books.holding(terms.symbol()).quantity();
    long after = position + terms.side().sign() * terms.quantity();
    // A child closes what its parent opens.
    if (Math.abs(after) <= Math.abs(position) || terms.link().parentId() != 0) {
      return Optional.empty();
    }
    BigDecimal needed = opening(terms, Math.abs(after) - Math.abs(position), symbol);
    for (BrokerOrder order : books.live()) {
      long held = books.holding(order.terms().symbol()).quantity();
      Optional<Symbol> working = known(order.terms().symbol());
      if (order.terms().side().sign() * held >= 0 && working.isPresent()) {
        needed = needed.add(opening(order.terms(), order.remaining(), working.get()));
      }
    }
    BigDecimal equity = books.cash();
    BigDecimal gross = needed;
    for (var holding : books.holdings().entrySet()) {
      BigDecimal value = value(holding.getKey(), holding.getValue());
      equity = equity.add(value);
      gross = gross.add(value.abs());
    }
    if (AccountView.initialMargin(gross).compareTo(equity) <= 0) {
      return Optional.empty();
    }
    return refuse(
        201,
        "Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. INITIAL MARGIN ["
            + AccountView.initialMargin(gross).toBigInteger()
            + " USD] EXCEEDS EQUITY WITH LOAN VALUE ["
            + equity.toBigInteger()
            + " USD].");
  }

  private BigDecimal opening(OrderTerms terms, long shares, Symbol symbol) {
    BigDecimal price =
        Matching.limited(terms.type())
            ? terms.limit()
            : matching.touch(terms.side(), market.quote(symbol)).orElse(BigDecimal.ZERO);
    if (terms.side() == Side.SELL) {
      price = price.max(BigDecimal.valueOf(market.quote(symbol).mid()));
    }
    return price.multiply(BigDecimal.valueOf(shares));
  }

  private BigDecimal value(String symbol, Holding holding) {
    BigDecimal price =
        known(symbol)
            .map(s -> BigDecimal.valueOf(market.quote(s).mid()))
            .filter(p -> p.signum() > 0)
            .orElse(holding.averageCost());
    return price.multiply(BigDecimal.valueOf(holding.quantity()));
  }

  private static Optional<Verdict.Refused> refuse(int code, String text) {
    return Optional.of(new Verdict.Refused(code, text));
  }
}
