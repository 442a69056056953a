package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelOneParserTest {
  private static final Instant NOON = Instant.parse("2026-11-20T17:00:00Z");
  private static final String NAMES =
      "S,CURRENT UPDATE FIELDNAMES,Symbol,Most Recent Trade,Most Recent Trade Size,"
          + "Most Recent Trade Date,Most Recent Trade Time,TickID,Total Volume,Bid,Bid Size,"
          + "Bid Time,Ask,Ask Size,Ask Time,Delay,Message Contents";
  private static final String LINE =
      "Q,AAPL,180.1000,100,11/20/2026,11:59:59.123456,42,123456,180.0900,300,"
          + "11:59:59.200000,180.1100,500,11:59:59.100000,0,Cvba,";

  private final LevelOneParser parser = new LevelOneParser();

  @Test
  void columnsFollowTheAcknowledgementNotTheRequest() {
    parser.parse("S,CURRENT UPDATE FIELDNAMES,Symbol,Ask,Bid");
    var update = assertInstanceOf(LevelOneMessage.Update.class, parser.parse("Q,IBM,2.5,1.5,"));
    assertEquals(Map.of("Symbol", "IBM", "Ask", "2.5", "Bid", "1.5"), update.values());
    parser.parse("S,CURRENT UPDATE FIELDNAMES,Symbol,Bid,Ask,");
    update = assertInstanceOf(LevelOneMessage.Update.class, parser.parse("P,IBM,1.5,2.5"));
    assertEquals(Map.of("Symbol", "IBM", "Ask", "2.5", "Bid", "1.5"), update.values());
    assertTrue(update.summary());
  }

  @Test
  void linesOfTheProtocol() {
    assertEquals(
        new LevelOneMessage.Timestamp(LocalDateTime.of(2026, 11, 20, 15, 59, 59)),
        parser.parse("T,20261120 15:59:59"));
    assertEquals(
        new LevelOneMessage.System("CURRENT PROTOCOL", List.of("6.2")),
        parser.parse("S,CURRENT PROTOCOL,6.2,"));
    assertEquals(new LevelOneMessage.UnknownSymbol("XYZZY"), parser.parse("n,XYZZY"));
    assertEquals(
        new LevelOneMessage.Failure("Disconnected from server"),
        parser.parse("E,Disconnected from server"));
    assertEquals(new LevelOneMessage.Ignored('N'), parser.parse("N,DTN,1,:A:,20260101 000000,a,b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Q",
        "Q,",
        "Q,AAPL,1",
        "T,yesterday",
        "T,20261341 15:59:59",
        "GET / HTTP/1.1",
        "\u0001,x",
        "S,CURRENT UPDATE FIELDNAMES,Bid,Ask",
        "P,,,,,,,,,,,,,,,,,",
      })
  void whatIsNotTheProtocolIsMalformed(String line) {
    assertInstanceOf(LevelOneMessage.Malformed.class, parser.parse(line));
  }

  @Property(tries = 1000, seed = "11")
  void mutatedLinesNeverThrowAndNeverMakeABadQuote(@ForAll long seed) {
    var random = new Random(seed);
    var own = new LevelOneParser();
    own.parse(NAMES);
    var symbol = new WatchedSymbol(Symbol.of("AAPL"));
    for (int i = 0; i < 20; i++) {
      char[] line = LINE.toCharArray();
      for (int m = 0; m <= random.nextInt(4); m++) {
        line[random.nextInt(line.length)] = (char) random.nextInt(256);
      }
      String cut = new String(line).substring(0, 1 + random.nextInt(line.length));
      for (String mutated : List.of(new String(line), cut)) {
        if (own.parse(mutated) instanceof LevelOneMessage.Update update) {
          apply(symbol, update);
        }
      }
    }
  }

  private static void apply(WatchedSymbol symbol, LevelOneMessage.Update update) {
    Quote before = symbol.quote();
    try {
      symbol.update(update, NOON, false);
    } catch (IllegalArgumentException e) {
      assertNotNull(e.getMessage());
      assertEquals(before, symbol.quote(), "a refused line changes nothing");
    }
    Quote q = symbol.quote();
    assertTrue(q.bid() >= 0 && q.ask() >= 0 && q.last() >= 0 && q.volume() >= 0, q.toString());
    assertTrue(Double.isFinite(q.bid() + q.ask() + q.last()), q.toString());
  }

  @Test
  void quoteHasTheFeedsTimeInUtc() {
    List<FeedEvent> events = update(LINE);
    Quote quote = ((QuoteChanged) events.get(0)).quote();
    assertEquals(Instant.parse("2026-11-20T16:59:59.200Z"), quote.timestamp());
    assertEquals(180.09, quote.bid());
    assertEquals(180.11, quote.ask());
    assertEquals(123_456, quote.volume());
    assertEquals(DataQuality.GOOD, quote.quality());
    assertEquals(
        new Traded(Symbol.of("AAPL"), 180.10, 100, Instant.parse("2026-11-20T16:59:59.123456Z")),
        events.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ba", "Eba", "Ov", ""})
  void onlyLastQualifiedTradesAreTrades(String contents) {
    assertEquals(1, update(LINE.replace("Cvba", contents)).size());
  }

  @Test
  void repeatedTickIsNotAnotherTrade() {
    var symbol = new WatchedSymbol(Symbol.of("AAPL"));
    assertEquals(2, update(symbol, LINE).size());
    assertEquals(1, update(symbol, LINE).size());
    assertEquals(2, update(symbol, LINE.replace(",42,", ",43,")).size());
  }

  @Test
  void summaryIsNotATrade() {
    assertEquals(1, update("P" + LINE.substring(1)).size());
  }

  @Test
  void delayAndCrossedQuotesAreFlagged() {
    assertEquals(DataQuality.DELAYED, quality(LINE.replace(",0,Cvba", ",15,Cvba")));
    assertEquals(DataQuality.SUSPECT, quality(LINE.replace("180.0900", "180.2000")));
    assertEquals(DataQuality.GOOD, quality(LINE.replace("180.0900", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "Infinity", "1e300", "abc", "0"})
  void impossiblePricesAreRefusedWhole(String price) {
    String bad = LINE.replace("180.1000", price);
    assertThrows(IllegalArgumentException.class, () -> update(bad));
  }

  @Test
  void timeWithoutDateBeforeMidnightBelongsToTheDayBefore() {
    parser.parse("S,CURRENT UPDATE FIELDNAMES,Symbol,Bid,Bid Time,Most Recent Trade Time");
    var message =
        (LevelOneMessage.Update) parser.parse("Q,AAPL,5.0,23:59:00.000000,23:58:00.000000,");
    Instant justAfterMidnight = Instant.parse("2026-11-20T05:01:00Z");
    var symbol = new WatchedSymbol(Symbol.of("AAPL"));
    symbol.update(message, justAfterMidnight, false);
    assertEquals(Instant.parse("2026-11-20T04:59:00Z"), symbol.quote().timestamp());
  }

  private DataQuality quality(String line) {
    return ((QuoteChanged) update(line).get(0)).quote().quality();
  }

  private List<FeedEvent> update(String line) {
    return update(new WatchedSymbol(Symbol.of("AAPL")), line);
  }

  private List<FeedEvent> update(WatchedSymbol symbol, String line) {
    parser.parse(NAMES);
    var message = assertInstanceOf(LevelOneMessage.Update.class, parser.parse(line));
    return symbol.update(message, NOON, false);
  }
}
