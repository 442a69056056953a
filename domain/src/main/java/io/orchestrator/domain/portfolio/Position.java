package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * @param quantity shares; negative when short
 * @param averageCost USD a share
 * @param marketPrice USD; 0 when no price is known; {@code mark} says how good it is
 * @param marketValue USD, negative when short; at cost when no price is known
 * @param realizedPnl USD by average cost, without commissions
 * @param mark trust in the price
 * @param markAge of the price, market time
 * @param lots open tax lots; they sum to the quantity
 * @param realizedByLots USD by first in first out, without commissions
 */
public record Position(
    String symbol,
    long quantity,
    BigDecimal averageCost,
    BigDecimal marketPrice,
    BigDecimal marketValue,
    BigDecimal unrealizedPnl,
    BigDecimal realizedPnl,
    Mark.Kind mark,
    Optional<Duration> markAge,
    List<Lot> lots,
    BigDecimal realizedByLots) {

  /** Freshly marked, without lots. */
  public Position(
      String symbol,
      long quantity,
      BigDecimal averageCost,
      BigDecimal marketPrice,
      BigDecimal marketValue,
      BigDecimal unrealizedPnl,
      BigDecimal realizedPnl) {
    this(
        symbol,
        quantity,
        averageCost,
        marketPrice,
        marketValue,
        unrealizedPnl,
        realizedPnl,
        Mark.Kind.FRESH,
        Optional.of(Duration.ZERO),
        List.of(),
        realizedPnl);
  }

  public static Position of(String symbol, Holding holding, Lots lots, Mark mark) {
    BigDecimal quantity = BigDecimal.valueOf(holding.quantity());
    BigDecimal valued = mark.kind() == Mark.Kind.ABSENT ? holding.averageCost() : mark.price();
    return new Position(
        symbol,
        holding.quantity(),
        holding.averageCost(),
        mark.price(),
        valued.multiply(quantity),
        valued.subtract(holding.averageCost()).multiply(quantity),
        holding.realized(),
        mark.kind(),
        mark.age(),
        lots.open(),
        lots.realized());
  }
}
