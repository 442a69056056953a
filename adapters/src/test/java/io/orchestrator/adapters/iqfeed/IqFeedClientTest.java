package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.MarketDataFeed.Heartbeat;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolLimitReached;
import io.orchestrator.domain.port.MarketDataFeed.SymbolNotFound;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against the simulated servers, over real sockets. */
@Timeout(60)
class IqFeedClientTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Symbol MSFT = Symbol.of("MSFT");
  private static final Symbol NOBODY = Symbol.of("NOSUCH");

  private SimulatedMarket market;
  private SimulatedIqFeed servers;
  private IqFeedClient client;
  private final EventRecorder events = new EventRecorder();

  @BeforeEach
  void start() throws IOException {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(5));
    servers = SimulatedIqFeed.start(market, SimulatedIqFeedSettings.DEFAULT.onFreePorts());
    client =
        new IqFeedClient(
            onPorts()
                .withTimes(
                    Duration.ofMillis(2500),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(50)));
  }

  @AfterEach
  void stop() {
    client.close();
    servers.close();
    market.close();
  }

  private IqFeedSettings onPorts() {
    return IqFeedSettings.DEFAULT.withPorts(
        servers.levelOnePort(),
        servers.lookupPort(),
        servers.adminPort(),
        servers.derivativesPort(),
        servers.depthPort());
  }

  private void connect(Symbol... symbols) {
    client.events().subscribe(events);
    client.start();
    client.watch(Set.of(symbols));
    events.awaitSession(true);
  }

  @Test
  void watchedSymbolsAreQuotedAndTraded() {
    connect(AAPL, MSFT);
    Quote quote = events.awaitQuote(AAPL).quote();
    events.awaitQuote(MSFT);
    assertEquals(DataQuality.GOOD, quote.quality());
    assertTrue(quote.bid() < quote.ask() && quote.last() > 100 && quote.volume() > 0);
    Duration off = Duration.between(quote.timestamp(), market.clock().instant()).abs();
    assertTrue(off.compareTo(Duration.ofMinutes(10)) < 0, "market time, New York: off " + off);
    Traded trade = (Traded) events.await("a trade", e -> e instanceof Traded);
    assertTrue(trade.size() > 0 && trade.price() > 0);
    Heartbeat beat = (Heartbeat) events.await("a heartbeat", e -> e instanceof Heartbeat);
    assertTrue(Duration.between(beat.feedTime(), market.clock().instant()).toHours() < 1);
    assertFalse(
        events.heard().stream()
            .anyMatch(
                e ->
                    e instanceof QuoteChanged q
                        && !Set.of(AAPL, MSFT).contains(q.quote().symbol())));
  }

  @Test
  void tradesAddUpToTheVolume() {
    connect(AAPL);
    long before = events.awaitQuote(AAPL).quote().volume();
    events.await(
        "a larger volume", e -> e instanceof QuoteChanged q && q.quote().volume() > before);
    var heard = events.heard();
    long traded = 0;
    long volume = before;
    for (var event : heard) {
      if (event instanceof Traded t) {
        traded += t.size();
      } else if (event instanceof QuoteChanged q) {
        volume = q.quote().volume();
      }
    }
    // The quote of a trade comes before the trade, so the last one may not have been heard.
    assertTrue(traded > 0 && traded <= volume - before, traded + " of " + (volume - before));
  }

  @Test
  void unwatchedSymbolsFallSilent() {
    connect(AAPL);
    events.awaitQuote(AAPL);
    client.unwatch(Set.of(AAPL));
    client.watch(Set.of(MSFT));
    events.awaitQuote(MSFT);
    events.forget();
    events.awaitQuote(MSFT);
    assertTrue(
        events.heard().stream()
            .noneMatch(e -> e instanceof QuoteChanged q && q.quote().symbol().equals(AAPL)));
  }

  @Test
  void unknownSymbolIsToldAndDoesNotDisturb() {
    connect(NOBODY, AAPL);
    assertEquals(
        new SymbolNotFound(NOBODY), events.await("not found", e -> e instanceof SymbolNotFound));
    events.awaitQuote(AAPL);
    assertTrue(client.probe().reachable());
  }

  @Test
  void symbolLimitOfTheVendorIsTold() {
    servers.faults().symbolLimit(1);
    connect(AAPL);
    events.awaitQuote(AAPL);
    client.watch(Set.of(MSFT));
    assertEquals(
        new SymbolLimitReached(MSFT), events.await("limit", e -> e instanceof SymbolLimitReached));
  }

  @Test
  void dailyHistoryIsTheMarketsOldestFirst() throws Exception {
    client.start();
    List<Bar> bars = bars(client.history(AAPL, Timeframe.D1, 250));
    assertEquals(market.history(AAPL, Timeframe.D1, 250), bars);
  }

  @Test
  void intervalHistoryIsTheMarkets() throws Exception {
    client.start();
    for (Timeframe timeframe : List.of(Timeframe.M1, Timeframe.M5, Timeframe.H1)) {
      List<Bar> bars = bars(client.history(MSFT, timeframe, 300));
      assertEquals(300, bars.size());
      List<Bar> truth = new ArrayList<>(market.history(MSFT, timeframe, 310));
      // The market may have finished a bar since the answer.
      truth.removeIf(b -> b.start().isAfter(bars.getLast().start()));
      assertEquals(truth.subList(truth.size() - 300, truth.size()), bars);
    }
  }

  @Test
  void manyHistoryRequestsAtOnceAreAllAnswered() throws Exception {
    client.start();
    var answers = new ArrayList<CompletionStage<List<Bar>>>();
    for (Symbol symbol : market.symbols()) {
      answers.add(client.history(symbol, Timeframe.D1, 100));
    }
    var symbols = new ArrayList<Symbol>();
    for (var answer : answers) {
      List<Bar> bars = bars(answer);
      assertEquals(100, bars.size());
      symbols.add(bars.getFirst().symbol());
    }
    assertEquals(List.copyOf(market.symbols()), symbols);
  }

  @Test
  void historyErrorsHaveTheirCodes() {
    client.start();
    assertEquals("market.unknown_symbol", code(client.history(NOBODY, Timeframe.D1, 10)));
    Map<String, String> codes =
        Map.of(
            "!NO_DATA!,", "market.no_data",
            "Invalid symbol.", "market.unknown_symbol",
            "Unauthorized user ID.", "market.not_entitled",
            "!SYNTAX_ERROR!,", "market.bad_request",
            "Invalid number of parameters.", "market.bad_request",
            "Something new.", "market.feed_unavailable");
    codes.forEach(
        (error, code) -> {
          servers.faults().failHistory(1, error);
          assertEquals(code, code(client.history(AAPL, Timeframe.D1, 10)), error);
          servers.faults().failSocket(1, error);
          assertEquals(code, code(client.history(AAPL, Timeframe.D1, 10)), error);
        });
    assertThrows(IllegalArgumentException.class, () -> client.history(AAPL, Timeframe.D1, 0));
  }

  @Test
  void tooManyRequestsIsTriedAgain() throws Exception {
    client.start();
    servers.faults().failHistory(1, "Too many simultaneous history requests");
    assertEquals(10, bars(client.history(AAPL, Timeframe.D1, 10)).size());
  }

  @Test
  void frozenLookupTimesOutAndRecovers() throws Exception {
    var impatient =
        new IqFeedClient(
            onPorts()
                .withTimes(
                    Duration.ofSeconds(20),
                    Duration.ofMillis(700),
                    Duration.ofMillis(300),
                    Duration.ofMillis(50)));
    try (impatient) {
      impatient.start();
      bars(impatient.history(AAPL, Timeframe.D1, 5));
      servers.faults().freeze();
      assertEquals("market.timeout", code(impatient.history(AAPL, Timeframe.D1, 5)));
      servers.faults().thaw();
      List<Bar> bars = eventually(() -> impatient.history(AAPL, Timeframe.D1, 5));
      assertEquals(5, bars.size());
    }
  }

  @Test
  void droppedConnectionComesBackWithEverythingWatched() {
    connect(AAPL, MSFT);
    events.awaitQuote(AAPL);
    events.forget();
    servers.faults().dropConnections();
    events.awaitSession(false);
    events.awaitSession(true);
    events.forget();
    events.awaitQuote(AAPL);
    events.awaitQuote(MSFT);
  }

  @Test
  void stoppedFeedIsDownAndComesBack() throws Exception {
    connect(AAPL);
    events.awaitQuote(AAPL);
    events.forget();
    servers.faults().stopServing();
    events.awaitSession(false);
    assertFalse(client.probe().reachable());
    String code = null;
    for (int i = 0; i < 100 && !"market.feed_unavailable".equals(code); i++) {
      code = code(client.history(AAPL, Timeframe.D1, 5));
    }
    assertEquals("market.feed_unavailable", code);
    servers.faults().resumeServing();
    events.awaitSession(true);
    events.forget();
    events.awaitQuote(AAPL);
    assertEquals(5, eventually(() -> client.history(AAPL, Timeframe.D1, 5)).size());
    assertTrue(client.probe().reachable());
  }

  @Test
  void lineCutInHalfIsNotBelieved() {
    connect(AAPL, MSFT);
    events.awaitQuote(AAPL);
    events.forget();
    servers.faults().cutNextLine();
    events.awaitSession(false);
    events.awaitSession(true);
    events.forget();
    events.awaitQuote(AAPL);
    assertEquals(0, client.malformedLines());
  }

  @Test
  void lineInTwoPartsIsOneLine() {
    connect(AAPL, MSFT);
    events.awaitQuote(AAPL);
    servers.faults().splitNextLine(Duration.ofMillis(300));
    events.forget();
    events.awaitQuote(AAPL);
    assertEquals(0, client.malformedLines());
    assertTrue(events.heard().stream().noneMatch(e -> e instanceof SessionChanged));
  }

  @Test
  void frozenFeedIsDetectedAndLeft() {
    connect(AAPL);
    events.awaitQuote(AAPL);
    events.forget();
    servers.faults().freeze();
    SessionChanged lost = events.awaitSession(false);
    assertTrue(lost.detail().contains("silent"), lost.detail());
    servers.faults().thaw();
    events.awaitSession(true);
  }

  @Test
  void vendorsOwnLossIsTheSessionsLoss() {
    connect(AAPL);
    events.awaitQuote(AAPL);
    events.forget();
    servers.faults().serverDisconnected();
    SessionChanged lost = events.awaitSession(false);
    assertTrue(lost.detail().contains("vendor"), lost.detail());
    assertFalse(client.probe().reachable());
    servers.faults().serverConnected();
    events.awaitSession(true);
    events.forget();
    events.awaitQuote(AAPL);
  }

  @Test
  void garbageIsCountedAndSurvived() {
    connect(AAPL);
    events.awaitQuote(AAPL);
    servers.faults().garbage("Q,AAPL,notanumber,1");
    servers.faults().garbage("GET / HTTP/1.1");
    servers.faults().garbage("P," + "x,".repeat(100));
    servers.faults().garbage("\u0000\u00ff\u0001");
    servers.faults().garbage("x".repeat(3_000_000));
    events.forget();
    events.awaitQuote(AAPL);
    assertTrue(client.malformedLines() >= 3, "counted " + client.malformedLines());
    assertTrue(events.heard().stream().noneMatch(e -> e instanceof SessionChanged));
  }

  @Test
  void delayedAccountIsFlagged() {
    servers.faults().delayed(true);
    connect(AAPL);
    assertEquals(DataQuality.DELAYED, events.awaitQuote(AAPL).quote().quality());
    ProbeResult probe = client.probe();
    assertTrue(probe.reachable() && probe.impaired(), probe.toString());
  }

  @Test
  void probeIsARoundTrip() {
    assertFalse(client.probe().reachable(), "not started");
    connect(AAPL);
    ProbeResult probe = client.probe();
    assertTrue(probe.reachable(), probe.toString());
    assertTrue(probe.latency().compareTo(Duration.ZERO) > 0);
  }

  @Test
  void lostAnswerOfOneProbeDoesNotSpoilTheNext() {
    var patient =
        new IqFeedClient(
            onPorts()
                .withTimes(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(300),
                    Duration.ofMillis(50)));
    try (patient) {
      patient.events().subscribe(events);
      patient.start();
      events.awaitSession(true);
      servers.faults().freeze();
      ProbeResult lost = patient.probe();
      assertFalse(lost.reachable());
      assertTrue(lost.detail().contains("no answer"), lost.detail());
      servers.faults().thaw();
      ProbeResult found = patient.probe();
      for (int i = 0; i < 20 && !found.reachable(); i++) {
        found = patient.probe();
      }
      assertTrue(found.reachable(), found.detail());
    }
  }

  @Test
  void resetConnectsAnew() {
    connect(AAPL);
    events.awaitQuote(AAPL);
    events.forget();
    client.reset();
    events.awaitSession(false);
    events.awaitSession(true);
    events.forget();
    events.awaitQuote(AAPL);
  }

  @Test
  void newSubscriberTakesOverAndIsToldTheState() {
    connect(AAPL);
    events.awaitQuote(AAPL);
    var second = new EventRecorder();
    client.events().subscribe(second);
    events.awaitEnd();
    assertTrue(events.completed());
    second.awaitQuote(AAPL);
    SessionChanged first = assertInstanceOf(SessionChanged.class, second.heard().getFirst());
    assertTrue(first.up());
  }

  @Test
  void subscriberThatAsksForNothingGetsNothingUntilItAsks() {
    var lazy = new EventRecorder(0);
    client.events().subscribe(lazy);
    client.start();
    client.watch(Set.of(AAPL));
    connectSecondAndAwait();
    assertEquals(List.of(), lazy.heard());
  }

  private void connectSecondAndAwait() {
    // The second client proves that data flows while the lazy one is silent.
    var other = new IqFeedClient(onPorts());
    try (other) {
      var heard = new EventRecorder();
      other.events().subscribe(heard);
      other.start();
      other.watch(Set.of(AAPL));
      heard.awaitQuote(AAPL);
    }
  }

  @Test
  void closeEndsTheStreamAndRefusesHistory() {
    connect(AAPL);
    client.close();
    events.awaitEnd();
    assertTrue(events.completed());
    assertEquals("market.feed_unavailable", code(client.history(AAPL, Timeframe.D1, 5)));
  }

  private static List<Bar> bars(CompletionStage<List<Bar>> answer) throws Exception {
    return answer.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private interface Asking {
    CompletionStage<List<Bar>> ask();
  }

  /** Asks until it is answered; the deadline is the test's. */
  private static List<Bar> eventually(Asking asking) throws InterruptedException {
    while (true) {
      try {
        return bars(asking.ask());
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        assertInstanceOf(RefusedException.class, e.getCause());
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static String code(CompletionStage<List<Bar>> answer) {
    CompletableFuture<List<Bar>> future = answer.toCompletableFuture();
    var failure = assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
    var refused = assertInstanceOf(RefusedException.class, failure.getCause());
    assertNotNull(refused.refusal().advice());
    return refused.refusal().code();
  }
}
