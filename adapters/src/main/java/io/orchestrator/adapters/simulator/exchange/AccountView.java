package io.orchestrator.adapters.simulator.exchange;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The account at one moment, marked to the market. USD.
 *
 * @param positions of this account, flat ones that were traded included
 * @param dailyPnl change of equity since the day began
 */
public record AccountView(
    String account,
    BigDecimal cash,
    BigDecimal realizedPnl,
    BigDecimal dailyPnl,
    List<PositionView> positions) {

  private static final BigDecimal INITIAL_MARGIN = new BigDecimal("0.50");
  private static final BigDecimal MAINTENANCE_MARGIN = new BigDecimal("0.25");
  private static final BigDecimal LEVERAGE = new BigDecimal("2");

  /**
   * @param marketPrice middle of the market
   */
  public record PositionView(
      String symbol, long quantity, BigDecimal averageCost, BigDecimal marketPrice) {
    public BigDecimal marketValue() {
      return marketPrice.multiply(BigDecimal.valueOf(quantity));
    }

    public BigDecimal unrealizedPnl() {
      return marketPrice.subtract(averageCost).multiply(BigDecimal.valueOf(quantity));
    }
  }

  public BigDecimal stockValue() {
    return positions.stream()
        .map(PositionView::marketValue)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  public BigDecimal grossValue() {
    return positions.stream()
        .map(p -> p.marketValue().abs())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  public BigDecimal unrealizedPnl() {
    return positions.stream()
        .map(PositionView::unrealizedPnl)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  public BigDecimal equity() {
    return cash.add(stockValue());
  }

  public BigDecimal availableFunds() {
    return equity().subtract(grossValue().multiply(INITIAL_MARGIN));
  }

  public BigDecimal buyingPower() {
    return availableFunds().max(BigDecimal.ZERO).multiply(LEVERAGE);
  }

  public static BigDecimal initialMargin(BigDecimal grossValue) {
    return grossValue.multiply(INITIAL_MARGIN);
  }

  public static BigDecimal maintenanceMargin(BigDecimal grossValue) {
    return grossValue.multiply(MAINTENANCE_MARGIN);
  }

  /** The broker's keys and its two-decimal texts. */
  public Map<String, String> values() {
    Map<String, BigDecimal> numbers = new LinkedHashMap<>();
    BigDecimal initial = grossValue().multiply(INITIAL_MARGIN);
    BigDecimal maintenance = grossValue().multiply(MAINTENANCE_MARGIN);
    numbers.put("NetLiquidation", equity());
    numbers.put("TotalCashValue", cash);
    numbers.put("TotalCashBalance", cash);
    numbers.put("CashBalance", cash);
    numbers.put("SettledCash", cash);
    numbers.put("BuyingPower", buyingPower());
    numbers.put("AvailableFunds", availableFunds());
    numbers.put("ExcessLiquidity", equity().subtract(maintenance));
    numbers.put("EquityWithLoanValue", equity());
    numbers.put("GrossPositionValue", grossValue());
    numbers.put("StockMarketValue", stockValue());
    numbers.put("InitMarginReq", initial);
    numbers.put("MaintMarginReq", maintenance);
    numbers.put("FullInitMarginReq", initial);
    numbers.put("FullMaintMarginReq", maintenance);
    numbers.put("UnrealizedPnL", unrealizedPnl());
    numbers.put("RealizedPnL", realizedPnl);
    Map<String, String> texts = new LinkedHashMap<>();
    numbers.forEach((k, v) -> texts.put(k, v.setScale(2, RoundingMode.HALF_EVEN).toPlainString()));
    return texts;
  }
}
