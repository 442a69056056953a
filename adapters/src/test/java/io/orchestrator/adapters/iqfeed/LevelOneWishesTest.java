package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.FeedNotice.ClientLoad;
import io.orchestrator.domain.port.FeedNotice.Fundamentals;
import io.orchestrator.domain.port.FeedNotice.Headline;
import io.orchestrator.domain.port.FeedNotice.RegionalQuoted;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an owner can ask of Level 1 beside quotes, over sockets, and that a loss ends none of it.
 */
@Timeout(60)
class LevelOneWishesTest {
  private SimulatedMarket market;
  private FeedRig rig;
  private final List<FeedNotice> notices = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(1));
    rig = FeedRig.start(market);
    rig.client.onNotice(notices::add);
    rig.events.awaitSession(true);
  }

  @AfterEach
  void stop() {
    rig.close();
    market.close();
  }

  private void lose() {
    rig.events.forget();
    rig.faults().dropConnections();
    rig.events.awaitSession(false);
    rig.events.awaitSession(true);
    notices.clear();
  }

  private void awaitNotice(String what, Predicate<FeedNotice> fits) {
    FeedRig.await(what, () -> notices.stream().anyMatch(fits));
  }

  /** None of this kind beside a quote, at first, for what comes first may have been on its way. */
  private void awaitSilence(String what, Class<? extends FeedNotice> kind, Runnable cause) {
    FeedRig.await(
        "the end of " + what,
        () -> {
          notices.clear();
          cause.run();
          // Notices that came with a quote are told before the next quote is read.
          for (int i = 0; i < 2; i++) {
            rig.events.forget();
            rig.events.awaitQuote(FeedRig.WATCHED);
          }
          return notices.stream().noneMatch(kind::isInstance);
        });
  }

  @Test
  void tradesOnlyHasNoQuoteWithoutATradeUntilQuotesAreWanted() {
    rig.client.watchTrades(Set.of(FeedRig.OTHER));
    rig.events.await("trades", after(FeedRig.OTHER.value(), 5));
    lose();
    rig.events.await("trades", after(FeedRig.OTHER.value(), 5));
    List<FeedEvent> own = own();
    // The first is the summary.
    for (int i = 1; i < own.size() - 1; i++) {
      boolean quote = own.get(i) instanceof QuoteChanged;
      assertTrue(!quote || own.get(i + 1) instanceof Traded, "a quote without a trade");
    }
    rig.client.watch(Set.of(FeedRig.OTHER));
    rig.events.await(
        "a quote without a trade",
        e -> {
          List<FeedEvent> now = own();
          for (int i = own.size(); i < now.size() - 1; i++) {
            if (now.get(i) instanceof QuoteChanged && now.get(i + 1) instanceof QuoteChanged) {
              return true;
            }
          }
          return false;
        });
  }

  private Predicate<FeedEvent> after(String symbol, int trades) {
    return e ->
        rig.events.heard().stream()
                .filter(h -> h instanceof Traded t && t.symbol().value().equals(symbol))
                .count()
            >= trades;
  }

  private List<FeedEvent> own() {
    return rig.events.heard().stream()
        .filter(
            e ->
                e instanceof Traded t && t.symbol().equals(FeedRig.OTHER)
                    || e instanceof QuoteChanged q && q.quote().symbol().equals(FeedRig.OTHER))
        .toList();
  }

  @Test
  void regionalQuotesComeUntilTheyAreTurnedOff() {
    rig.client.regionals(Set.of(FeedRig.WATCHED), true);
    Predicate<FeedNotice> regional =
        n ->
            n instanceof RegionalQuoted r
                && r.symbol().equals(FeedRig.WATCHED)
                && r.bid() > 0
                && r.ask() >= r.bid();
    awaitNotice("a regional quote", regional);
    lose();
    awaitNotice("a regional quote after the loss", regional);
    assertFalse(
        notices.stream()
            .anyMatch(n -> n instanceof RegionalQuoted r && r.symbol().equals(FeedRig.SECOND)));
    rig.client.regionals(Set.of(FeedRig.WATCHED), false);
    awaitSilence("regional quotes", RegionalQuoted.class, () -> {});
  }

  @Test
  void headlinesComeUntilTheyAreTurnedOff() {
    rig.servers.headline(FeedRig.WATCHED, "nobody listens");
    rig.client.news(true);
    lose();
    FeedRig.await(
        "a headline",
        () -> {
          rig.servers.headline(FeedRig.WATCHED, "one, two");
          return notices.stream().anyMatch(Headline.class::isInstance);
        });
    Headline headline =
        (Headline) notices.stream().filter(Headline.class::isInstance).findFirst().orElseThrow();
    assertEquals("one, two", headline.text());
    assertEquals(List.of(FeedRig.WATCHED.value()), headline.symbols());
    Duration age = Duration.between(headline.timestamp(), market.clock().instant());
    assertTrue(age.abs().toMinutes() < 5, "market time, New York: " + headline.timestamp());
    rig.client.news(false);
    awaitSilence(
        "headlines", Headline.class, () -> rig.servers.headline(FeedRig.WATCHED, "nobody listens"));
  }

  @Test
  void refreshTellsTheStateOfWatchedSymbolsAgain() {
    rig.events.awaitQuote(FeedRig.WATCHED);
    notices.clear();
    rig.client.refresh(Set.of(FeedRig.WATCHED, FeedRig.OTHER));
    awaitNotice(
        "fundamentals",
        n ->
            n instanceof Fundamentals f
                && f.symbol().equals(FeedRig.WATCHED)
                && f.company().equals("APPLE INC.")
                && f.averageVolume() > 0
                && f.yearHigh() >= f.yearLow());
    assertFalse(
        notices.stream()
            .anyMatch(n -> n instanceof Fundamentals f && f.symbol().equals(FeedRig.OTHER)),
        "not watched");
  }

  @Test
  void correctionComesAfterTheTradeThatItConcerns() {
    rig.events.await("a trade", trade());
    rig.servers.correct(FeedRig.WATCHED, false);
    TradeCorrected told =
        (TradeCorrected) rig.events.await("a correction", e -> e instanceof TradeCorrected);
    assertEquals(FeedRig.WATCHED, told.symbol());
    assertFalse(told.inserted());
    List<FeedEvent> heard = rig.events.heard();
    Traded latest = null;
    for (FeedEvent event : heard.subList(0, heard.indexOf(told))) {
      latest = trade().test(event) ? (Traded) event : latest;
    }
    assertEquals(latest.tickId(), told.tickId());
    assertEquals(latest.price(), told.price());
    assertEquals(latest.size(), told.size());
  }

  private static Predicate<FeedEvent> trade() {
    return e -> e instanceof Traded t && t.symbol().equals(FeedRig.WATCHED);
  }

  @Test
  void adminTellsHowTheVendorSeesEachOfOurConnections() {
    awaitNotice(
        "Level 1 with two symbols",
        n -> n instanceof ClientLoad l && l.port() == 1 && l.symbols() == 2);
    awaitNotice(
        "depth with one symbol",
        n -> n instanceof ClientLoad l && l.port() == 2 && l.symbols() == 1);
    assertTrue(
        notices.stream()
            .filter(ClientLoad.class::isInstance)
            .map(ClientLoad.class::cast)
            .allMatch(
                l ->
                    l.name().equals(IqFeedSettings.DEFAULT.clientName())
                        && l.kilobytesQueued() >= 0));
    assertEquals(500, rig.client.symbolCap().orElseThrow());
    rig.faults().symbolLimit(123);
    rig.client.probe();
    FeedRig.await("the new limit", () -> rig.client.symbolCap().orElse(0) == 123);
  }
}
