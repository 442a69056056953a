package io.orchestrator.settings;

import io.orchestrator.adapters.ibkr.IbkrSettings;
import io.orchestrator.adapters.iqfeed.IqFeedSettings;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.ExchangeSettings;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The counterparties.
 *
 * @param simulatedFeed no IQFeed host is configured: the simulated one is used
 * @param simulatedBroker no gateway host is configured: the simulated one is used
 */
public record Outside(
    boolean simulatedFeed,
    boolean simulatedBroker,
    IqFeedSettings iqfeed,
    IbkrSettings ibkr,
    SimulatorSettings simulator) {

  private static final String LOOPBACK = "127.0.0.1";

  static Outside read(ConfigReader r, Path home) {
    Optional<String> feedHost = r.optional("iqfeed.host");
    Optional<String> brokerHost = r.optional("ibkr.host");
    var iqfeed =
        r.section("iqfeed", IqFeedSettings.DEFAULT, Map.of("host", feedHost.orElse(LOOPBACK)));
    var ibkr = r.section("ibkr", IbkrSettings.DEFAULT, Map.of("host", brokerHost.orElse(LOOPBACK)));
    return new Outside(
        feedHost.isEmpty(),
        brokerHost.isEmpty(),
        iqfeed,
        brokerHost.isEmpty() ? ibkr.withRestarts(ibkr.restarts().withoutRestarts()) : ibkr,
        simulator(r, home));
  }

  private static SimulatorSettings simulator(ConfigReader r, Path home) {
    var market =
        r.section(
            "simulator.market",
            SimulatedMarketSettings.DEFAULT,
            Map.of(
                "speed", r.number("simulator.speed", 0.01, 10_000),
                "seed", r.whole("simulator.seed", Long.MIN_VALUE, Long.MAX_VALUE),
                "historyDirectory", r.optional("simulator.history-directory").map(Path::of),
                "stateFile", Optional.of(home.resolve("simulator").resolve("market.state"))));
    var feed = r.section("simulator.iqfeed", SimulatedIqFeedSettings.DEFAULT);
    var exchange =
        r.section(
            "simulator.exchange",
            ExchangeSettings.DEFAULT,
            Map.of("booksFile", home.resolve("simulator").resolve("broker.books")));
    var gateway = r.section("simulator.gateway", GatewaySettings.DEFAULT);
    return new SimulatorSettings(market, feed, exchange, gateway);
  }
}
