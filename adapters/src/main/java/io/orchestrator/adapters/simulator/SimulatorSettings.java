package io.orchestrator.adapters.simulator;

import io.orchestrator.adapters.simulator.exchange.ExchangeSettings;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import java.nio.file.Path;

/** Of the whole simulator; see the parts. */
public record SimulatorSettings(
    SimulatedMarketSettings market,
    SimulatedIqFeedSettings feed,
    ExchangeSettings exchange,
    GatewaySettings gateway) {

  public static final SimulatorSettings DEFAULT =
      new SimulatorSettings(
          SimulatedMarketSettings.DEFAULT,
          SimulatedIqFeedSettings.DEFAULT,
          ExchangeSettings.DEFAULT,
          GatewaySettings.DEFAULT);

  /** Market clock and broker's books in the directory: both go on after a restart. */
  public SimulatorSettings inDirectory(Path directory) {
    return new SimulatorSettings(
        market.withStateFile(directory.resolve("simulated-market.state")),
        feed,
        exchange.withBooksFile(directory.resolve("simulated-broker.books")),
        gateway);
  }

  /** Ports chosen by the system, for tests; {@link Simulator} tells them. */
  public SimulatorSettings onFreePorts() {
    return new SimulatorSettings(market, feed.onFreePorts(), exchange, gateway.withPort(0));
  }

  public SimulatorSettings withMarket(SimulatedMarketSettings other) {
    return new SimulatorSettings(other, feed, exchange, gateway);
  }
}
