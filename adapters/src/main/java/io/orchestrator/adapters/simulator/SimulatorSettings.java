package io.orchestrator.adapters.simulator;

import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;

/** Of the whole simulator; see the parts. */
public record SimulatorSettings(SimulatedMarketSettings market, SimulatedIqFeedSettings feed) {
  public static final SimulatorSettings DEFAULT =
      new SimulatorSettings(SimulatedMarketSettings.DEFAULT, SimulatedIqFeedSettings.DEFAULT);
}
