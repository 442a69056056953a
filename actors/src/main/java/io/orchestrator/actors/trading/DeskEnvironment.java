package io.orchestrator.actors.trading;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.risk.RiskLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the desk works with.
 *
 * @param watch declares the symbols whose quotes the desk needs; each call names all of them
 * @param sectors by symbol; a name that is not there is in none
 * @param marketOpen regular session at an instant of market time
 * @param clock wall time
 */
public record DeskEnvironment(
    BrokerGateway gateway,
    Market market,
    Events events,
    LivePublisher live,
    Consumer<Set<Symbol>> watch,
    Predicate<Instant> marketOpen,
    RiskLimits limits,
    Map<String, String> sectors,
    InstantSource clock) {

  /** Without sectors. */
  public DeskEnvironment(
      BrokerGateway gateway,
      Market market,
      Events events,
      LivePublisher live,
      Consumer<Set<Symbol>> watch,
      Predicate<Instant> marketOpen,
      RiskLimits limits,
      InstantSource clock) {
    this(gateway, market, events, live, watch, marketOpen, limits, Map.of(), clock);
  }
}
