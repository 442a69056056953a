package io.orchestrator.http.json;

import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.portfolio.Lot;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import java.time.Duration;

/** Executions and the account on the wire. */
public final class TradingJson {
  private TradingJson() {}

  public static Shape execution(Execution execution) {
    return Shape.of("exec_id", execution.execId())
        .and("client_order_id", execution.clientOrderId())
        .and("symbol", execution.symbol())
        .and("side", execution.side())
        .and("quantity", execution.quantity())
        .and("price", execution.price())
        .and("timestamp", execution.timestamp());
  }

  public static Shape portfolio(Portfolio portfolio) {
    return Shape.of("account", portfolio.account())
        .and("cash", portfolio.cash())
        .and("net_liquidation", portfolio.netLiquidation())
        .and("buying_power", portfolio.buyingPower())
        .and("day_pnl", portfolio.dayPnl())
        .and("realized_pnl", portfolio.realizedPnl())
        .and("unrealized_pnl", portfolio.unrealizedPnl())
        .and("gross_exposure", portfolio.grossExposure())
        .and("net_exposure", portfolio.netExposure())
        .and("valuation", portfolio.valuation())
        .and("positions", portfolio.positions().stream().map(p -> position(p).map()).toList())
        .and("reconciled", portfolio.reconciled())
        .and("as_of", portfolio.asOf());
  }

  private static Shape position(Position position) {
    return Shape.of("symbol", position.symbol())
        .and("quantity", position.quantity())
        .and("average_cost", position.averageCost())
        .and("market_price", position.marketPrice())
        .and("market_value", position.marketValue())
        .and("unrealized_pnl", position.unrealizedPnl())
        .and("realized_pnl", position.realizedPnl())
        .and("mark", position.mark())
        .and("mark_age_ms", position.markAge().map(Duration::toMillis))
        .and("lots", position.lots().stream().map(l -> lot(l).map()).toList())
        .and("realized_pnl_by_lots", position.realizedByLots());
  }

  private static Shape lot(Lot lot) {
    return Shape.of("lot_id", lot.id())
        .and("quantity", lot.quantity())
        .and("price", lot.price())
        .and("opened_at", lot.openedAt());
  }
}
