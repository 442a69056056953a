package io.orchestrator.adapters.simulator;

import io.orchestrator.adapters.simulator.iqfeed.FeedFaults;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import java.io.IOException;

/** Market and servers in one: what a trader without any account connects to. */
public final class Simulator implements AutoCloseable {
  private final SimulatedMarket market;
  private final SimulatedIqFeed feed;

  /**
   * Starts everything; nothing stays behind if a part fails.
   *
   * @throws IOException if a port cannot be bound
   */
  public static Simulator start(SimulatorSettings settings) throws IOException {
    SimulatedMarket market = SimulatedMarket.open(settings.market());
    try {
      return new Simulator(market, SimulatedIqFeed.start(market, settings.feed()));
    } catch (IOException | RuntimeException e) {
      market.close();
      throw e;
    }
  }

  private Simulator(SimulatedMarket market, SimulatedIqFeed feed) {
    this.market = market;
    this.feed = feed;
  }

  public SimulatedMarket market() {
    return market;
  }

  public SimulatedIqFeed feed() {
    return feed;
  }

  public FeedFaults feedFaults() {
    return feed.faults();
  }

  @Override
  public void close() {
    feed.close();
    market.close();
  }
}
