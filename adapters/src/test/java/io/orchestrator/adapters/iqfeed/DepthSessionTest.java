package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.iqfeed.FeedPort;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketDepth;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.DepthFeed;
import io.orchestrator.domain.port.DepthFeed.Reason;
import io.orchestrator.domain.port.DepthFeed.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Market depth over sockets, in both versions of the protocol. */
@Timeout(60)
class DepthSessionTest {
  private SimulatedMarket market;
  private FeedRig rig;
  private DepthFeed depth;

  @BeforeEach
  void start() {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(5));
    rig = FeedRig.start(market);
    depth = rig.client.depth().orElseThrow();
  }

  @AfterEach
  void stop() {
    rig.close();
    market.close();
  }

  private void speak(String protocol) {
    rig.faults().on(FeedPort.DEPTH).protocol(protocol);
    rig.faults().on(FeedPort.DEPTH).dropConnections();
    rig.depths.awaitStale();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "6.1"})
  void depthAgreesWithTheQuote(String protocol) {
    rig.depths.awaitWhole();
    speak(protocol);
    for (int i = 0; i < 5; i++) {
      MarketDepth seen = rig.depths.awaitWhole();
      assertTrue(seen.bids().size() >= 5 && seen.asks().size() >= 5, seen.toString());
      assertTrue(seen.bids().getFirst().price() <= seen.asks().getFirst().price());
      Quote quote = rig.events.awaitQuote(FeedRig.WATCHED).quote();
      assertEquals(quote.bid(), seen.bids().getFirst().price(), 0.05 * quote.bid());
    }
    rig.depths.await(
        "the best prices of a quote",
        d -> {
          Quote now = market.quote(FeedRig.WATCHED);
          return d.bids().getFirst().price() == now.bid()
              && d.bids().getFirst().size() == now.bidSize()
              && d.asks().getFirst().price() == now.ask()
              && d.asks().getFirst().size() == now.askSize();
        });
    assertEquals(0, rig.client.malformedLines());
  }

  @Test
  void secondWatcherOfASymbolIsToldTheWholeAndEndsAlone() {
    rig.depths.awaitWhole();
    var second = new DepthRecorder();
    try (var stream = depth.watch(FeedRig.WATCHED, second)) {
      second.awaitWhole();
      assertTrue(stream != null);
    }
    int heard = second.heard().size();
    rig.depths.awaitWhole();
    rig.depths.awaitWhole();
    assertTrue(second.heard().size() <= heard + 1, "one may have been on its way");
  }

  @Test
  void symbolsWithoutDepthAreToldSo() {
    rig.depths.awaitWhole();
    rig.faults().on(FeedPort.DEPTH).garbage("q," + FeedRig.WATCHED);
    rig.depths.awaitRefusal(Reason.NO_DEPTH);
    var unknown = new DepthRecorder();
    try (var stream = depth.watch(Symbol.of("NOSUCH"), unknown)) {
      unknown.awaitRefusal(Reason.UNKNOWN_SYMBOL);
      assertTrue(stream != null);
    }
  }

  @Test
  void symbolLimitIsToldOnceAndAPlaceIsTakenWhenThereIsOne() {
    rig.depths.awaitWhole();
    rig.faults().symbolLimit(0);
    var waiting = new DepthRecorder();
    try (var stream = depth.watch(FeedRig.OTHER, waiting)) {
      waiting.awaitRefusal(Reason.SYMBOL_LIMIT);
      // Asked again meanwhile, and refused again.
      rig.depths.awaitWhole();
      rig.faults().symbolLimit(500);
      waiting.await("depth", d -> d.quality() == DataQuality.GOOD);
      assertEquals(1, waiting.heard().stream().filter(u -> u instanceof Refused).count());
      assertTrue(stream != null);
    }
  }

  @Test
  void clearedSideIsEmptyUntilItIsToldAgain() {
    rig.depths.awaitWhole();
    rig.depths.forget();
    rig.faults().on(FeedPort.DEPTH).garbage("S,CLEAR DEPTH," + FeedRig.WATCHED + ",A,");
    // The other side stays.
    rig.depths.await("an empty side", d -> d.asks().size() < 5 && d.bids().size() >= 5);
  }

  @Test
  void delayedAccountHasDelayedDepth() {
    rig.depths.awaitWhole();
    rig.faults().delayed(true);
    rig.faults().dropConnections();
    rig.depths.await("delayed depth", d -> d.quality() == DataQuality.DELAYED);
  }

  @Test
  void garbageIsCountedAndSurvived() {
    rig.depths.awaitWhole();
    var on = rig.faults().on(FeedPort.DEPTH);
    on.garbage("7,AAPL,B,x,300,2,4,11:59:59,2026-11-20");
    on.garbage("GET / HTTP/1.1");
    on.garbage("S,CLEAR DEPTH");
    on.garbage("9");
    on.garbage("3,AAPL,1,NSDQ,B,180.0,1,1,4,11:59:59,2026-11-20");
    on.garbage("x".repeat(3_000_000));
    rig.depths.awaitWhole();
    FeedRig.await("counted", () -> rig.client.malformedLines() >= 4);
    assertTrue(rig.client.depthDownReason().isEmpty());
  }

  @Test
  void watchesAreBoundedAndClosedOnesRefused() {
    var refused = new DepthRecorder();
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int i = 0; i <= IqFeedSettings.DEFAULT.depthWatchesMax(); i++) {
            depth.watch(FeedRig.WATCHED, refused);
          }
        });
    rig.client.close();
    assertThrows(IllegalStateException.class, () -> depth.watch(FeedRig.WATCHED, refused));
  }
}
