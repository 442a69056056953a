package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.iqfeed.FeedFaults;
import io.orchestrator.adapters.simulator.iqfeed.FeedPort;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.DepthFeed;
import io.orchestrator.domain.port.IntervalBars;
import io.orchestrator.domain.port.MarketDataFeed.Heartbeat;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolLimitReached;
import io.orchestrator.domain.port.MarketDataFeed.SymbolNotFound;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each fault on each port: what is seen of it, and that everything is whole again afterwards. No
 * fault loses a watch, none keeps a request longer than its time-out. The five ports of a fault are
 * tried at once, each with servers and a client of its own.
 */
@Timeout(120)
class FaultMatrixTest {
  private static final Duration SKEW = Duration.ofHours(1);
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(30);
  private static SimulatedMarket market;

  enum Fault {
    DROPPED_CONNECTION,
    HALF_LINE,
    SPLIT_LINE,
    FROZEN,
    SLOW,
    REORDERED,
    BURST,
    SYMBOL_LIMIT,
    RECONNECT_FAILED,
    SERVER_DISCONNECTED,
    WRONG_PROTOCOL,
    INVALID_SYMBOL,
    CLOCK_SKEW
  }

  @BeforeAll
  static void openMarket() {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(5));
  }

  @AfterAll
  static void closeMarket() {
    market.close();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void faultOnEveryPort(Fault fault) {
    try (var threads = Executors.newFixedThreadPool(FeedPort.values().length)) {
      var cells =
          Arrays.stream(FeedPort.values())
              .map(
                  port ->
                      CompletableFuture.runAsync(() -> cell(fault, port), threads)
                          .orTimeout(100, TimeUnit.SECONDS))
              .toList();
      assertAll(
          fault.name(),
          cells.stream()
              .map(
                  c ->
                      (Executable)
                          () -> {
                            try {
                              c.get();
                            } catch (ExecutionException e) {
                              throw e.getCause();
                            }
                          }));
    }
  }

  private static void cell(Fault fault, FeedPort port) {
    try (var rig = FeedRig.start(market)) {
      rig.awaitWhole();
      rig.events.forget();
      rig.depths.forget();
      inject(rig.faults().on(port), fault, rig);
      CompletableFuture<String> asked = rig.history(FeedRig.WATCHED);
      seen(rig, fault, port);
      // However it ends: within its time, with bars or a code.
      String outcome = asked.get(FeedRig.REQUEST_TIMEOUT.toSeconds() + 10, TimeUnit.SECONDS);
      assertTrue(
          Set.of("bars", "market.timeout", "market.feed_unavailable").contains(outcome), outcome);
      heal(rig.faults().on(port), fault, rig);
      long healed = System.nanoTime();
      rig.awaitWhole();
      // The back-off of this client grows to 0.4 s; the rest is the machine.
      Duration recovery = Duration.ofNanos(System.nanoTime() - healed);
      assertTrue(recovery.compareTo(RECOVERY_MAX) < 0, "whole again after " + recovery);
      rig.bars.assertEachOnceAndNoneMissing(market);
      assertEquals(0, rig.client.malformedLines());
    } catch (AssertionError e) {
      throw new AssertionError(fault + " on " + port + ": " + e.getMessage(), e);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(fault + " on " + port + ": " + e, e);
    }
  }

  private static void inject(FeedFaults on, Fault fault, FeedRig rig) {
    switch (fault) {
      case DROPPED_CONNECTION -> on.dropConnections();
      case HALF_LINE -> on.cutNextLine();
      case SPLIT_LINE -> on.splitNextLine(Duration.ofMillis(200));
      case FROZEN -> on.freeze();
      case SLOW -> on.slow(Duration.ofMillis(10));
      case REORDERED -> on.reorder(20);
      case BURST -> on.burst(50);
      case SYMBOL_LIMIT -> on.symbolLimit(0);
      case RECONNECT_FAILED -> on.serverReconnectFailed();
      case SERVER_DISCONNECTED -> on.serverDisconnected();
      case WRONG_PROTOCOL -> {
        on.protocol("5.1");
        on.dropConnections();
      }
      case INVALID_SYMBOL -> on.unknownSymbol(FeedRig.OTHER, true);
      case CLOCK_SKEW -> on.clockSkew(SKEW);
    }
  }

  private static void heal(FeedFaults on, Fault fault, FeedRig rig) {
    switch (fault) {
      case FROZEN -> on.thaw();
      case SLOW -> on.slow(Duration.ZERO);
      case RECONNECT_FAILED, SERVER_DISCONNECTED -> on.serverConnected();
      case WRONG_PROTOCOL -> on.protocol("");
      case CLOCK_SKEW -> on.clockSkew(Duration.ZERO);
      case INVALID_SYMBOL -> on.unknownSymbol(FeedRig.OTHER, false);
      case SYMBOL_LIMIT -> on.symbolLimit(500);
      case DROPPED_CONNECTION, HALF_LINE, SPLIT_LINE, REORDERED, BURST -> {
        // Over by themselves.
      }
    }
  }

  /** What the fault must look like on this port. */
  private static void seen(FeedRig rig, Fault fault, FeedPort port) {
    switch (port) {
      case LEVEL_ONE -> seenOnLevelOne(rig, fault);
      case LOOKUP -> seenOnLookup(rig, fault);
      case ADMIN -> seenOnAdmin(rig, fault);
      case DERIVATIVES -> seenOnDerivatives(rig, fault);
      case DEPTH -> seenOnDepth(rig, fault);
    }
  }

  private static void seenOnLevelOne(FeedRig rig, Fault fault) {
    switch (fault) {
      case DROPPED_CONNECTION, HALF_LINE -> {
        rig.events.awaitSession(false);
        rig.events.awaitSession(true);
      }
      case FROZEN -> {
        SessionChanged lost = rig.events.awaitSession(false);
        assertTrue(lost.detail().contains("silent"), lost.detail());
      }
      case RECONNECT_FAILED, SERVER_DISCONNECTED -> {
        SessionChanged lost = rig.events.awaitSession(false);
        assertTrue(lost.detail().contains("vendor"), lost.detail());
      }
      case WRONG_PROTOCOL -> {
        rig.events.awaitSession(false);
        FeedRig.await(
            "the version is told", () -> rig.client.probe().detail().contains("protocol 5.1"));
      }
      case SYMBOL_LIMIT -> {
        rig.client.watch(Set.of(FeedRig.OTHER));
        rig.events.await("limit", new SymbolLimitReached(FeedRig.OTHER)::equals);
        stillUp(rig);
        rig.faults().symbolLimit(500);
        rig.events.awaitQuote(FeedRig.OTHER);
      }
      case INVALID_SYMBOL -> {
        rig.client.watch(Set.of(FeedRig.OTHER));
        rig.events.await("not found", new SymbolNotFound(FeedRig.OTHER)::equals);
        stillUp(rig);
      }
      case CLOCK_SKEW -> {
        rig.events.await(
            "a time far ahead",
            e ->
                e instanceof Heartbeat beat
                    && beat.feedTime()
                        .isAfter(market.clock().instant().plus(SKEW).minusSeconds(300)));
        stillUp(rig);
      }
      case SPLIT_LINE, SLOW, REORDERED, BURST -> stillUp(rig);
    }
  }

  private static void stillUp(FeedRig rig) {
    rig.events.awaitQuote(FeedRig.WATCHED);
    assertTrue(rig.events.heard().stream().noneMatch(e -> e instanceof SessionChanged));
  }

  private static void seenOnLookup(FeedRig rig, Fault fault) {
    String outcome = rig.history(FeedRig.WATCHED).join();
    switch (fault) {
      case DROPPED_CONNECTION, HALF_LINE ->
          FeedRig.await("history again", () -> rig.history(FeedRig.WATCHED).join().equals("bars"));
      // The first request to time out has the socket dropped, which ends the others.
      case FROZEN ->
          assertTrue(
              Set.of("market.timeout", "market.feed_unavailable").contains(outcome), outcome);
      case WRONG_PROTOCOL ->
          FeedRig.await(
              "refused at once",
              () -> rig.history(FeedRig.WATCHED).join().equals("market.feed_unavailable"));
      case INVALID_SYMBOL ->
          assertEquals("market.unknown_symbol", rig.history(FeedRig.OTHER).join());
      case SPLIT_LINE,
          SLOW,
          REORDERED,
          BURST,
          SYMBOL_LIMIT,
          RECONNECT_FAILED,
          SERVER_DISCONNECTED,
          CLOCK_SKEW ->
          assertEquals("bars", outcome);
    }
  }

  private static void seenOnAdmin(FeedRig rig, Fault fault) {
    switch (fault) {
      case FROZEN, WRONG_PROTOCOL ->
          FeedRig.await("nothing known", () -> rig.client.serverState().isEmpty());
      case RECONNECT_FAILED, SERVER_DISCONNECTED -> rig.awaitServerState("Not Connected");
      case DROPPED_CONNECTION,
          HALF_LINE,
          SPLIT_LINE,
          SLOW,
          REORDERED,
          BURST,
          SYMBOL_LIMIT,
          INVALID_SYMBOL,
          CLOCK_SKEW ->
          rig.awaitServerState("Connected");
    }
  }

  private static void seenOnDerivatives(FeedRig rig, Fault fault) {
    switch (fault) {
      case FROZEN, WRONG_PROTOCOL ->
          FeedRig.await("down", () -> rig.client.barsDownReason().isPresent());
      case RECONNECT_FAILED, SERVER_DISCONNECTED -> {
        // Silence without loss; that none is missing is seen after it.
      }
      case SYMBOL_LIMIT -> refusedBars(rig, FeedRig.OTHER, IntervalBars.Reason.SYMBOL_LIMIT);
      case INVALID_SYMBOL -> refusedBars(rig, FeedRig.OTHER, IntervalBars.Reason.UNKNOWN_SYMBOL);
      case DROPPED_CONNECTION, HALF_LINE, SPLIT_LINE, SLOW, REORDERED, BURST, CLOCK_SKEW ->
          rig.bars.awaitMore(3);
    }
  }

  private static void seenOnDepth(FeedRig rig, Fault fault) {
    switch (fault) {
      case DROPPED_CONNECTION, HALF_LINE -> {
        rig.depths.awaitStale();
        rig.depths.awaitWhole();
      }
      case FROZEN -> {
        rig.depths.awaitStale();
        String why = rig.client.depthDownReason().orElse("up");
        assertTrue(why.contains("silent") || why.contains("no answer"), why);
      }
      case WRONG_PROTOCOL -> {
        rig.depths.awaitStale();
        FeedRig.await(
            "the version is told",
            () -> rig.client.depthDownReason().orElse("").contains("protocol 5.1"));
      }
      case RECONNECT_FAILED, SERVER_DISCONNECTED -> {
        rig.depths.awaitStale();
        assertTrue(rig.client.depthDownReason().orElse("up").contains("vendor"));
      }
      case SYMBOL_LIMIT -> refusedDepth(rig, DepthFeed.Reason.SYMBOL_LIMIT);
      case INVALID_SYMBOL -> refusedDepth(rig, DepthFeed.Reason.UNKNOWN_SYMBOL);
      case CLOCK_SKEW ->
          rig.depths.await(
              "a time far ahead",
              d -> d.timestamp().isAfter(market.clock().instant().plus(SKEW).minusSeconds(300)));
      case SPLIT_LINE, SLOW, REORDERED, BURST -> rig.depths.awaitWhole();
    }
  }

  private static void refusedDepth(FeedRig rig, DepthFeed.Reason reason) {
    var other = new DepthRecorder();
    try (var stream = rig.client.depth().orElseThrow().watch(FeedRig.OTHER, other)) {
      other.awaitRefusal(reason);
      rig.depths.awaitWhole();
      assertTrue(stream != null);
    }
  }

  private static void refusedBars(FeedRig rig, Symbol symbol, IntervalBars.Reason reason) {
    var other = new BarRecorder();
    var query = new IntervalBars.Query(symbol, Duration.ofSeconds(1), 0);
    try (var stream = rig.client.intervalBars().orElseThrow().watch(query, other)) {
      other.awaitRefusal(reason);
      rig.bars.awaitMore(3);
      assertTrue(stream != null);
    }
  }
}
