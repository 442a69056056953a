package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Orders on the close. They all trade at the last price of their session, without a spread; a
 * market that jumps from one session into the next is helped by the last price seen before.
 */
final class ClosingAuction {
  /** After it no order on the close is taken until the next session is open. */
  private static final LocalTime CUT_OFF = LocalTime.of(15, 50);

  private static final LocalTime CLOSE = LocalTime.of(16, 0);

  private record Seen(LocalDate day, BigDecimal price) {}

  private final MarketView market;
  private final Map<String, Seen> seen = new HashMap<>();

  ClosingAuction(MarketView market) {
    this.market = market;
  }

  /** Whether no order on the close is taken now. */
  boolean tooLate(Instant now) {
    return !market.open() || !LocalTime.ofInstant(now, SimulatedExchange.ZONE).isBefore(CUT_OFF);
  }

  /** What an on-close order does now. */
  record Outcome(Optional<Matching.Fill> fill, boolean over) {
    static final Outcome WAITS = new Outcome(Optional.empty(), false);
  }

  Outcome look(BrokerOrder order, Instant now) {
    String symbol = order.terms().symbol();
    LocalDate accepted = LocalDate.ofInstant(order.since(), SimulatedExchange.ZONE);
    ZonedDateTime local = now.atZone(SimulatedExchange.ZONE);
    Seen last = seen.get(symbol);
    boolean nextDay = local.toLocalDate().isAfter(accepted);
    boolean closed = !market.open() || !local.toLocalTime().isBefore(CLOSE);
    if (!nextDay && !closed) {
      remember(symbol, local.toLocalDate());
      return Outcome.WAITS;
    }
    boolean remembered = nextDay && last != null && last.day().equals(accepted);
    Optional<BigDecimal> price = remembered ? Optional.of(last.price()) : present(symbol);
    return new Outcome(price.flatMap(p -> fill(order, p)), price.isPresent());
  }

  private void remember(String symbol, LocalDate day) {
    present(symbol).ifPresent(price -> seen.put(symbol, new Seen(day, price)));
  }

  private Optional<BigDecimal> present(String symbol) {
    Quote quote = market.quote(Symbol.of(symbol));
    return quote.last() > 0
        ? Optional.of(BigDecimal.valueOf(quote.last()).setScale(4, RoundingMode.HALF_EVEN))
        : Optional.empty();
  }

  private static Optional<Matching.Fill> fill(BrokerOrder order, BigDecimal price) {
    OrderTerms terms = order.terms();
    boolean reached =
        terms.type() != OrderType.LIMIT_ON_CLOSE
            || price.compareTo(terms.limit()) * terms.side().sign() <= 0;
    return reached ? Optional.of(new Matching.Fill(order.remaining(), price)) : Optional.empty();
  }
}
