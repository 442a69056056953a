package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * The account in USD as of one instant.
 *
 * @param netLiquidation cash plus the value of the positions
 * @param dayPnl change of net liquidation since the last close
 * @param realizedPnl by average cost over all names, closed ones too, without commissions
 * @param reconciled false: broker's and own books were not yet found equal; entries wait
 * @param valuation where the net liquidation comes from
 */
public record Portfolio(
    String account,
    BigDecimal cash,
    BigDecimal netLiquidation,
    BigDecimal buyingPower,
    BigDecimal dayPnl,
    BigDecimal realizedPnl,
    List<Position> positions,
    boolean reconciled,
    Valuation valuation,
    Instant asOf) {

  /** Source of the net liquidation. */
  public enum Valuation {
    /** Own books, every position at a fresh price. */
    FRESH_MARKS,
    /** The broker's last number: a price is stale or absent, or the books have no cash yet. */
    BROKER,
    /** Own books with prices that are stale, or with cost: the broker said nothing. */
    STALE_MARKS,
    /** Neither books nor broker have said anything: 0. */
    UNKNOWN
  }

  /** Valued freshly, nothing realised. */
  public Portfolio(
      String account,
      BigDecimal cash,
      BigDecimal netLiquidation,
      BigDecimal buyingPower,
      BigDecimal dayPnl,
      List<Position> positions,
      boolean reconciled,
      Instant asOf) {
    this(
        account,
        cash,
        netLiquidation,
        buyingPower,
        dayPnl,
        BigDecimal.ZERO,
        positions,
        reconciled,
        Valuation.FRESH_MARKS,
        asOf);
  }

  public BigDecimal unrealizedPnl() {
    return positions.stream().map(Position::unrealizedPnl).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Long minus short, USD. */
  public BigDecimal netExposure() {
    return positions.stream().map(Position::marketValue).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Long plus short, USD. */
  public BigDecimal grossExposure() {
    return positions.stream()
        .map(p -> p.marketValue().abs())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
