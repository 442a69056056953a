package io.orchestrator.actors.trading.execution;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.system.TradingState;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the execution algorithms work with.
 *
 * @param clock wall time
 */
public record ExecutionEnvironment(
    Trading trading,
    Market market,
    Events events,
    Supplier<CompletionStage<TradingState>> tradingState,
    TradingCalendar calendar,
    InstantSource clock) {}
