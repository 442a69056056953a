package io.orchestrator.domain.risk;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the gate looks at, all of one instant. The order under judgement is not among the working
 * orders.
 *
 * @param report of the Risk Monitor; empty before the first
 * @param reportGoodFor from its measurement on, wall time
 * @param sessionReady the broker's session can carry orders now
 * @param reconciled own and broker's books were found equal
 * @param exposures positions, working orders and marks
 * @param marginalVar of the report
 * @param quote of the order's symbol
 * @param band of the order's symbol
 * @param priceTest of the order's symbol
 * @param sectors by symbol; a name that is not there is in none
 * @param marketOpen regular session of the order's market, in market time
 * @param blockedNames symbols in which nothing may be opened, with the reason
 * @param flow what was sent lately
 * @param marketNow market time, for the age of the quote
 * @param now wall time, for the decision
 */
public record GateContext(
    LimitSet limits,
    Optional<RiskReport> report,
    Duration reportGoodFor,
    TradingState tradingState,
    long haltEpoch,
    Set<Capability> capabilities,
    boolean sessionReady,
    boolean reconciled,
    ExposureBook exposures,
    MarginalVar marginalVar,
    Optional<Quote> quote,
    PriceBand band,
    ShortSaleRules shortSales,
    PriceTest priceTest,
    Map<String, String> sectors,
    Duration maxQuoteAge,
    boolean marketOpen,
    Map<String, String> blockedNames,
    double netLiquidation,
    double buyingPower,
    FlowCounts flow,
    int maxWorkingOrders,
    Instant marketNow,
    Instant now) {}
