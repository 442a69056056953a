package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a parent sees at one moment.
 *
 * @param now wall time
 * @param quote fresh, good and two-sided, or empty
 * @param volume shares traded in the market since the parent's start
 * @param value USD, likewise
 * @param orders the desk's view of children, by number
 * @param absent numbers of children that the desk does not know
 * @param tradingState empty: not known at the moment
 */
public record Observation(
    Instant now,
    Instant marketNow,
    Optional<Quote> quote,
    long volume,
    double value,
    Map<Integer, OrderView> orders,
    Set<Integer> absent,
    Optional<TradingState> tradingState) {}
