package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelOneParserTest {
  private static final Instant NOON = Instant.parse("2026-11-20T17:00:00Z");
  private static final long FEED_DAY = LocalDate.of(2026, 11, 20).toEpochDay();
  private static final String LINE =
      "Q,AAPL,180.1000,100,11/20/2026,11:59:59.123456,42,123456,180.0900,300,"
          + "11:59:59.200000,180.1100,500,11:59:59.100000,0,Cvba,";

  private final LevelOneDecoder decoder = new LevelOneDecoder();
  private final ExchangeTime clock = new ExchangeTime();

  LevelOneParserTest() {
    decoder.columns(WatchedSymbol.FIELDS);
  }

  @Test
  void columnsFollowTheAcknowledgementNotTheRequest() {
    for (List<String> columns :
        List.of(List.of("Symbol", "Ask", "Bid"), List.of("Bid", "VWAP", "Symbol", "Ask"))) {
      decoder.columns(columns);
      Map<String, String> values = Map.of("Symbol", "IBM", "Ask", "2.5", "Bid", "1.5");
      String line =
          "P," + String.join(",", columns.stream().map(c -> values.getOrDefault(c, "9")).toList());
      for (String sent : List.of(line, line + ",")) {
        Quote quote = applied(new WatchedSymbol(Symbol.of("IBM"), false), sent).quote();
        assertEquals(1.5, quote.bid());
        assertEquals(2.5, quote.ask());
      }
    }
  }

  @Test
  void linesOfTheProtocol() {
    assertEquals(
        new LevelOneMessage.Timestamp(LocalDateTime.of(2026, 11, 20, 15, 59, 59)),
        LevelOneParser.parse("T,20261120 15:59:59"));
    assertEquals(
        new LevelOneMessage.System("CURRENT PROTOCOL", List.of("6.2")),
        LevelOneParser.parse("S,CURRENT PROTOCOL,6.2,"));
    assertEquals(new LevelOneMessage.UnknownSymbol("XYZZY"), LevelOneParser.parse("n,XYZZY"));
    assertEquals(
        new LevelOneMessage.Failure("Disconnected from server"),
        LevelOneParser.parse("E,Disconnected from server"));
    assertEquals(new LevelOneMessage.Ignored('z'), LevelOneParser.parse("z,whatever"));
  }

  @Test
  void noticesOfTheProtocol() {
    assertEquals(
        new FeedNotice.Headline(
            "DTN",
            "22",
            List.of("A", "B"),
            Instant.parse("2026-01-02T05:00:00Z"),
            "one, two, three"),
        notice("N,DTN,22,:A::B:,20260102 000000,one, two, three"));
    assertEquals(
        new LevelOneMessage.Correction(
            new TradeCorrected(
                Symbol.of("AAPL"),
                false,
                Instant.parse("2026-11-20T16:59:59.123456Z"),
                180.1,
                100,
                42)),
        LevelOneParser.parse("C,AAPL,X,11/20/2026,11:59:59.123456,180.1000,100,42,01,11,"));
    assertEquals(
        new FeedNotice.RegionalQuoted(Symbol.of("AAPL"), "11", 180.1, 3, 180.2, 5),
        notice("R,AAPL,,180.1,3,11:59:59,180.2,5,11:59:58,14,4,11,"));
    String[] fundamental = new String[58];
    Arrays.fill(fundamental, "");
    fundamental[0] = "F";
    fundamental[1] = "AAPL";
    fundamental[4] = "5000000000";
    fundamental[10] = "0.26";
    fundamental[13] = "11/07/2026";
    fundamental[18] = "APPLE INC.";
    fundamental[28] = "0.50 02/18/2003";
    assertEquals(
        new FeedNotice.Fundamentals(
            Symbol.of("AAPL"),
            "APPLE INC.",
            5_000_000_000L,
            0,
            0,
            0.26,
            Optional.of(LocalDate.of(2026, 11, 7)),
            List.of(new FeedNotice.Split(0.5, LocalDate.of(2003, 2, 18)))),
        notice(String.join(",", fundamental) + ","));
  }

  private static FeedNotice notice(String line) {
    return assertInstanceOf(LevelOneMessage.Notice.class, LevelOneParser.parse(line)).notice();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "T,yesterday",
        "T,20261341 15:59:59",
        "GET / HTTP/1.1",
        "\u0001,x",
        "S,CURRENT UPDATE FIELDNAMES,Bid,Ask",
        "N,DTN,1",
        "C,AAPL,Q,11/20/2026,11:59:59.123456,180.1000,100,42,01,11,",
        "R,AAPL,,-1,3",
        "F,",
      })
  void whatIsNotTheProtocolIsMalformed(String line) {
    assertInstanceOf(LevelOneMessage.Malformed.class, LevelOneParser.parse(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q", "Q,", "Q,AAPL,1", "P,,,,,,,,,,,,,,,,,"})
  void updatesThatAreCutOffAreRefused(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    assertNotNull(decoder.decode(bytes, 0, bytes.length));
  }

  @Property(tries = 2000, seed = "11")
  void decoderAgreesWithANaiveParserOnMutatedLines(@ForAll long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      char[] line = LINE.toCharArray();
      String alphabet = ",.:/0123456789CNaE-+ \u00e9";
      for (int m = random.nextInt(4); m > 0; m--) {
        int at = 2 + random.nextInt(line.length - 2);
        line[at] =
            random.nextBoolean()
                ? alphabet.charAt(random.nextInt(alphabet.length()))
                : (char) random.nextInt(256);
      }
      String mutated = new String(line);
      String cut = mutated.substring(0, 3 + random.nextInt(line.length - 3));
      for (String sent : List.of(mutated, cut)) {
        byte[] bytes = ("xx" + sent + "yy").getBytes(StandardCharsets.ISO_8859_1);
        String refusal = decoder.decode(bytes, 2, bytes.length - 2);
        var naive = NaiveUpdate.parse(sent, WatchedSymbol.FIELDS);
        assertEquals(naive.isPresent(), refusal == null, sent);
        if (refusal == null) {
          var symbol = new WatchedSymbol(Symbol.of("AAPL"), false);
          boolean traded = symbol.update(decoder, clock, FEED_DAY, ExchangeTime.nanos(NOON), false);
          Quote quote = symbol.quote();
          assertEquals(naive.get().bid(), quote.bid(), sent);
          assertEquals(naive.get().ask(), quote.ask(), sent);
          assertEquals(naive.get().last(), quote.last(), sent);
          assertEquals(naive.get().volume(), quote.volume(), sent);
          assertEquals(naive.get().traded(), traded, sent);
        }
      }
    }
  }

  @Property(tries = 500, seed = "12")
  void exchangeTimeIsThatOfTheLibrary(@ForAll long seed) {
    var random = new Random(seed);
    var own = new ExchangeTime();
    for (int i = 0; i < 20; i++) {
      LocalDate date = LocalDate.of(1990, 1, 1).plusDays(random.nextInt(20_000));
      long nanos = random.nextLong(86_400_000_000_000L);
      assertEquals(
          date.toEpochDay(),
          ExchangeTime.epochDay(date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
      assertEquals(
          date.atTime(LocalTime.ofNanoOfDay(nanos)).atZone(TradingCalendar.NEW_YORK).toInstant(),
          ExchangeTime.instant(own.utcNanos(date.toEpochDay(), nanos)),
          date + " " + nanos);
    }
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
        new Traded(
            Symbol.of("AAPL"),
            180.10,
            100,
            Instant.parse("2026-11-20T16:59:59.123456Z"),
            42,
            123_456,
            'C'),
        events.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ba", "v", ""})
  void repetitionOfTheLatestTradeInAQuoteIsNoTrade(String contents) {
    assertEquals(1, update(LINE.replace("Cvba", contents)).size());
  }

  @ParameterizedTest
  @CsvSource({"Eba,E", "Ov,O", "bC,C", "EC,C"})
  void tradesThatDoNotCountForTheSessionsPricesSaySo(String contents, char basis) {
    var trade = (Traded) update(LINE.replace("Cvba", contents)).get(1);
    assertEquals(basis, trade.basis());
    assertEquals(basis == 'C', trade.qualified());
  }

  @Test
  void repeatedTickIsNotAnotherTrade() {
    var symbol = new WatchedSymbol(Symbol.of("AAPL"), false);
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
    decoder.columns(List.of("Symbol", "Bid", "Bid Time", "Most Recent Trade Time"));
    byte[] bytes =
        "Q,AAPL,5.0,23:59:00.000000,23:58:00.000000,".getBytes(StandardCharsets.ISO_8859_1);
    assertNull(decoder.decode(bytes, 0, bytes.length));
    Instant justAfterMidnight = Instant.parse("2026-11-20T05:01:00Z");
    var symbol = new WatchedSymbol(Symbol.of("AAPL"), false);
    symbol.update(decoder, clock, FEED_DAY, ExchangeTime.nanos(justAfterMidnight), false);
    assertEquals(Instant.parse("2026-11-20T04:59:00Z"), symbol.quote().timestamp());
  }

  private DataQuality quality(String line) {
    return ((QuoteChanged) update(line).get(0)).quote().quality();
  }

  private List<FeedEvent> update(String line) {
    return update(new WatchedSymbol(Symbol.of("AAPL"), false), line);
  }

  /** The quote, and the trade if the line is one. */
  private List<FeedEvent> update(WatchedSymbol symbol, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    String refusal = decoder.decode(bytes, 0, bytes.length);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    boolean traded = symbol.update(decoder, clock, FEED_DAY, ExchangeTime.nanos(NOON), false);
    return traded
        ? List.of(new QuoteChanged(symbol.quote()), symbol.trade())
        : List.of(new QuoteChanged(symbol.quote()));
  }

  private WatchedSymbol applied(WatchedSymbol symbol, String line) {
    update(symbol, line);
    return symbol;
  }
}
