package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.iqfeed.FeedPort;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.MarketHistory.BarQuery;
import io.orchestrator.domain.port.MarketHistory.Period;
import io.orchestrator.domain.port.MarketHistory.SearchIn;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.MarketHistory.TickQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, asked for in both versions of the protocol. */
@Timeout(60)
class LookupArchiveTest {
  private SimulatedMarket market;
  private FeedRig rig;
  private MarketHistory archive;

  @BeforeEach
  void start() {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(5));
    rig = FeedRig.start(market);
    archive = rig.client.archive().orElseThrow();
  }

  @AfterEach
  void stop() {
    rig.close();
    market.close();
  }

  private void speak(String protocol) {
    rig.faults().on(FeedPort.LOOKUP).protocol(protocol);
    rig.faults().on(FeedPort.LOOKUP).dropConnections();
    FeedRig.await("history", () -> rig.history(FeedRig.WATCHED).join().equals("bars"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "6.1"})
  void everyKindOfAnswer(String protocol) {
    speak(protocol);
    List<Bar> minutes = market.history(FeedRig.WATCHED, Timeframe.M1, 2000);
    Bar first = minutes.get(100);
    Bar last = minutes.get(1900);

    var bars = new ArrayList<Bar>();
    var query =
        BarQuery.between(FeedRig.WATCHED, Timeframe.M1, first.start(), last.start(), 10_000);
    assertEquals(1800, await(archive.bars(query, bars::addAll)));
    assertEquals(minutes.subList(100, 1900), bars);

    var ticks = new ArrayList<Tick>();
    var asked = TickQuery.between(FeedRig.WATCHED, first.start(), last.start(), 100_000);
    assertEquals(7200, await(archive.ticks(asked, ticks::addAll)));
    assertEquals(
        bars.stream().mapToLong(Bar::volume).sum(), ticks.stream().mapToLong(Tick::size).sum());
    assertEquals(first.open(), ticks.getFirst().price());
    assertEquals(50, await(archive.ticks(TickQuery.newest(FeedRig.WATCHED, 50), piece -> {})));

    var months = await(archive.periods(FeedRig.WATCHED, Period.MONTH, 3));
    assertEquals(3, months.size());
    assertTrue(months.get(0).date().isBefore(months.get(1).date()));

    var found = await(archive.search("AAPL", SearchIn.SYMBOL, 10));
    assertEquals("AAPL", found.getFirst().symbol());
    assertEquals("NASDAQ", found.getFirst().market());
    assertEquals("EQUITY", found.getFirst().type());
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "6.1"})
  void errorsHaveTheirCodes(String protocol) {
    speak(protocol);
    assertEquals("market.no_data", code(archive.search("QQQQQQQ", SearchIn.SYMBOL, 10)));
    rig.faults().failSocket(1, "Some error of the whole socket");
    assertEquals(
        "market.feed_unavailable",
        code(archive.ticks(TickQuery.newest(FeedRig.WATCHED, 5), piece -> {})));
    rig.faults().unknownSymbol(FeedRig.WATCHED, true);
    assertEquals(
        "market.unknown_symbol",
        code(archive.ticks(TickQuery.newest(FeedRig.WATCHED, 5), piece -> {})));
    assertThrows(IllegalArgumentException.class, () -> archive.search("A,B", SearchIn.SYMBOL, 10));
  }

  private static <T> T await(CompletionStage<T> answer) {
    return answer.toCompletableFuture().join();
  }

  private static String code(CompletionStage<?> answer) {
    var failure = assertThrows(CompletionException.class, () -> await(answer));
    return assertInstanceOf(RefusedException.class, failure.getCause()).refusal().code();
  }
}
