package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.port.Accelerator;
import java.time.InstantSource;

/**
 * What the Risk Monitor works with.
 *
 * @param desk or its proxy
 * @param stopIntents of a halt, which reaches those who would place the next order, not only the
 *     orders
 * @param accelerator of simulated paths, used while it is there
 * @param clock wall time
 */
public record RiskEnvironment(
    ActorRef<TradingDesk.Command> desk,
    Market market,
    Events events,
    LivePublisher live,
    StopsIntents stopIntents,
    Accelerator accelerator,
    InstantSource clock) {

  /** Without an accelerator. */
  public RiskEnvironment(
      ActorRef<TradingDesk.Command> desk,
      Market market,
      Events events,
      LivePublisher live,
      StopsIntents stopIntents,
      InstantSource clock) {
    this(desk, market, events, live, stopIntents, Accelerator.NONE, clock);
  }
}
