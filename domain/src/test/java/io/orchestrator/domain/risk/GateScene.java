package io.orchestrator.domain.risk;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the gate looks at, with all doors open: an entry of 10 AAPL at 100 passes. */
final class GateScene {
  static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");

  static final Duration GOOD_FOR = Duration.ofMinutes(4);

  RiskLimits limits = RiskLimits.DEFAULT;
  Map<String, NarrowLimits> symbols = new HashMap<>();
  Map<String, NarrowLimits> strategies = new HashMap<>();
  TradingState state = TradingState.ACTIVE;
  Set<Capability> capabilities = EnumSet.allOf(Capability.class);
  boolean ready = true;
  boolean reconciled = true;
  boolean open = true;
  boolean reported = true;
  Map<String, Long> positions = new LinkedHashMap<>();
  List<WorkingOrder> working = new ArrayList<>();
  Map<String, Double> marks = new HashMap<>(Map.of("AAPL", 100.0, "MSFT", 100.0, "TSLA", 100.0));
  Map<String, String> blocked = new HashMap<>();
  Map<String, String> sectors = new HashMap<>();
  FlowCounts flow = FlowCounts.NONE;
  PriceBand band = PriceBand.NONE;
  ShortSaleRules shortSales = ShortSaleRules.DEFAULT;
  PriceTest priceTest = PriceTest.FREE;
  Optional<Quote> quote = Optional.of(quote(DataQuality.GOOD, NOW));
  List<Breaker> breakers = new ArrayList<>();
  List<Violation> violations = List.of();
  Optional<PortfolioRisk> measures = Optional.empty();
  Instant measured = NOW;
  Optional<String> unavailable = Optional.empty();
  double equity = 100_000;
  double buyingPower = 200_000;
  double dailyPnl;
  double var95 = 100;
  int maxWorking = 200;
  OrderRequest order = order(Side.BUY, 10, "100", "");

  static Quote quote(DataQuality quality, Instant at) {
    return quote("AAPL", 99.99, 100.01, quality, at);
  }

  static Quote quote(String symbol, double bid, double ask, DataQuality quality, Instant at) {
    double last = (bid + ask) / 2;
    return new Quote(Symbol.of(symbol), bid, ask, 1, 1, last, 1, 1, at, quality);
  }

  /**
   * @param price of a limit order in AAPL; empty: at the market
   */
  static OrderRequest order(Side side, long quantity, String price, String strategy) {
    return order("AAPL", side, quantity, price, strategy);
  }

  static OrderRequest order(
      String symbol, Side side, long quantity, String price, String strategy) {
    boolean limit = !price.isEmpty();
    return new OrderRequest(
        new ClientOrderId("wf/x/0"),
        Symbol.of(symbol),
        side,
        quantity,
        limit ? OrderType.LIMIT : OrderType.MARKET,
        limit ? Optional.of(new BigDecimal(price)) : Optional.empty(),
        TimeInForce.DAY,
        "wf",
        "test",
        OrderConditions.NONE,
        strategy);
  }

  GateContext context() {
    RiskMetrics metrics =
        new RiskMetrics(
            equity,
            var95,
            0,
            0,
            false,
            0,
            0,
            0,
            "",
            dailyPnl,
            100,
            measured,
            unavailable,
            measures);
    RiskReport report = new RiskReport(metrics, limits, violations, breakers, state, 5);
    return new GateContext(
        new LimitSet(3, limits, symbols, strategies),
        reported ? Optional.of(report) : Optional.empty(),
        GOOD_FOR,
        state,
        5,
        capabilities,
        ready,
        reconciled,
        ExposureBook.of(positions, working, marks),
        MarginalVar.of(metrics),
        quote,
        band,
        shortSales,
        priceTest,
        sectors,
        Duration.ofSeconds(15),
        open,
        blocked,
        equity,
        buyingPower,
        flow,
        maxWorking,
        NOW,
        NOW);
  }

  GateResult check() {
    return PreTradeGate.check(order, context());
  }

  /** Name of the code, or {@code passed}. */
  String denial(OrderRequest request) {
    return PreTradeGate.check(request, context()) instanceof GateResult.Refused refused
        ? refused.code().name()
        : "passed";
  }
}
