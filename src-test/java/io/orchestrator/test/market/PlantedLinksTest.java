package io.orchestrator.test.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.iqfeed.IqFeedClient;
import io.orchestrator.adapters.iqfeed.IqFeedSettings;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.LeadLag;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.analysis.information.InformationTheoryEngine;
import io.orchestrator.analysis.information.InformationTheorySettings;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the simulated market plants (a leader's own move comes back in its follower) is found by the
 * engine in bars that came over the feed's sockets; and nothing in the same returns out of order.
 */
@Timeout(120)
class PlantedLinksTest {
  private static final int BARS = 1_000;

  /** Leader, follower and lag; the other symbols follow nobody. */
  private static final Set<String> PLANTED = new TreeSet<>();

  private static final Map<Symbol, List<Bar>> HISTORY = new TreeMap<>();

  private static SimulatedMarket market;
  private static SimulatedIqFeed servers;
  private static IqFeedClient client;

  @BeforeAll
  static void history() throws Exception {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT);
    servers = SimulatedIqFeed.start(market, SimulatedIqFeedSettings.DEFAULT.onFreePorts());
    client =
        new IqFeedClient(
            IqFeedSettings.DEFAULT.withPorts(
                servers.levelOnePort(),
                servers.lookupPort(),
                servers.adminPort(),
                servers.derivativesPort(),
                servers.depthPort()));
    client.start();
    for (LeadLag link : market.leadLags()) {
      PLANTED.add(link.leader() + " " + link.follower() + " " + link.lagBars());
      fetch(link.leader());
      fetch(link.follower());
    }
    fetch(Symbol.of("SPY"));
  }

  private static void fetch(Symbol symbol) throws Exception {
    List<Bar> bars =
        client
            .history(symbol, Timeframe.D1, BARS + 1)
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    assertEquals(BARS + 1, bars.size());
    HISTORY.put(symbol, bars);
  }

  @AfterAll
  static void stop() {
    client.close();
    servers.close();
    market.close();
  }

  /** {@code SOURCE TARGET LAG} of each link. */
  private static Set<String> links(Map<Symbol, List<Bar>> bars) {
    Map<String, Object> details =
        new InformationTheoryEngine(InformationTheorySettings.DEFAULT)
            .analyse(new AnalysisRequest(bars, Timeframe.D1, 1, Map.of("alpha", 0.01)), share -> {})
            .details();
    Set<String> links = new TreeSet<>();
    for (Object edge : (List<?>) details.get("network")) {
      Map<?, ?> link = (Map<?, ?>) edge;
      links.add(link.get("source") + " " + link.get("target") + " " + link.get("lag"));
    }
    return links;
  }

  @Test
  void everyPlantedLinkIsFoundAndLeadersFollowNobody() {
    Set<String> found = links(HISTORY);
    assertTrue(found.containsAll(PLANTED), found.toString());
    List<String> followers = PLANTED.stream().map(link -> link.split(" ")[1]).toList();
    // Others may help to tell the leader's own move from the market's: links into followers.
    assertEquals(
        List.of(), found.stream().filter(link -> !followers.contains(link.split(" ")[1])).toList());
  }

  @Test
  void shuffledReturnsHaveNoLink() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      Map<Symbol, List<Bar>> shuffled = new TreeMap<>();
      HISTORY.forEach((symbol, bars) -> shuffled.put(symbol, shuffled(bars, random)));
      assertEquals(Set.of(), links(shuffled), "seed " + seed);
    }
  }

  /** The same returns in another order, each symbol by itself. */
  private static List<Bar> shuffled(List<Bar> bars, Random random) {
    List<Double> returns = new ArrayList<>();
    for (int t = 1; t < bars.size(); t++) {
      returns.add(bars.get(t).close() / bars.get(t - 1).close());
    }
    Collections.shuffle(returns, random);
    List<Bar> moved = new ArrayList<>();
    double close = bars.getFirst().close();
    for (int t = 0; t < bars.size(); t++) {
      Bar bar = bars.get(t);
      double before = close;
      close = t == 0 ? close : close * returns.get(t - 1);
      moved.add(
          new Bar(
              bar.symbol(),
              bar.timeframe(),
              bar.start(),
              before,
              Math.max(before, close),
              Math.min(before, close),
              close,
              bar.volume()));
    }
    return moved;
  }
}
