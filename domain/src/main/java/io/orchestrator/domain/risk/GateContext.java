package io.orchestrator.domain.risk;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the gate looks at, all of one instant. The order under judgement is not among the working
 * orders.
 *
 * @param report of the Risk Monitor; empty before the first
 * @param sessionReady the broker's session can carry orders now
 * @param reconciled own and broker's books were found equal
 * @param positions shares by symbol, negative when short
 * @param marks USD by symbol, for every held or working name; a missing one stops entries
 * @param quote of the order's symbol
 * @param marketOpen regular session of the order's market, in market time
 * @param blockedNames symbols in which nothing may be opened, with the reason
 * @param entriesLastMinute entries authorised in the sliding minute before
 * @param marketNow market time, for the age of the quote
 * @param now wall time, for the decision
 */
public record GateContext(
    RiskLimits limits,
    Optional<RiskReport> report,
    TradingState tradingState,
    long haltEpoch,
    Set<Capability> capabilities,
    boolean sessionReady,
    boolean reconciled,
    Map<String, Long> positions,
    List<WorkingOrder> working,
    Map<String, Double> marks,
    Optional<Quote> quote,
    Duration maxQuoteAge,
    boolean marketOpen,
    Map<String, String> blockedNames,
    double netLiquidation,
    double buyingPower,
    int entriesLastMinute,
    int maxWorkingOrders,
    Instant marketNow,
    Instant now) {

  public long position(String symbol) {
    return positions.getOrDefault(symbol, 0L);
  }
}
