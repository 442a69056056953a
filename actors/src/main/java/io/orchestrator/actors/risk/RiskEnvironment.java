package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.trading.TradingDesk;
import java.time.InstantSource;

/**
 * What the Risk Monitor works with.
 *
 * @param desk or its proxy
 * @param clock wall time
 */
public record RiskEnvironment(
    ActorRef<TradingDesk.Command> desk,
    Market market,
    Events events,
    LivePublisher live,
    InstantSource clock) {}
