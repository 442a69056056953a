package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.DepthFeed.DepthChanged;
import io.orchestrator.domain.port.FeedNotice.ClientLoad;
import io.orchestrator.domain.port.IntervalBars;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Rows of lookup answers are read as a naive reader reads them, and no line whatever makes a
 * session throw or keeps it from understanding the next good one.
 */
class LineContractTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final String BAR = "2026-11-20 09:31:00,181.5,180.25,181,180.5,123456,3400,0,";
  private static final String TICK =
      "2026-11-20 15:59:59.123456,180.1000,100,123456,180.0900,180.1100,42,C,11,01,1,20,";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final String TYPES = "SFPQRTCNnEqwZ0123456789!,";

  @Property(tries = 1000, seed = "41")
  void barsAreReadAsANaiveReaderReadsThem(@ForAll long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      String row = MutatedLine.of(BAR, 19, random);
      assertEquals(naiveBar(row), read(row), row);
    }
  }

  private static Optional<Bar> read(String row) {
    try {
      return Optional.of(HistoryRows.bar(AAPL, Timeframe.M1, row.split(",", -1), 0));
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  // High, low, open, close.
  private static Optional<Bar> naiveBar(String row) {
    List<String> words = List.of(row.split(",", -1));
    if (words.size() < 7 || !words.get(6).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    var prices = new ArrayList<BigDecimal>();
    for (String word : words.subList(1, 5)) {
      if (!priced(word)) {
        return Optional.empty();
      }
      prices.add(new BigDecimal(word));
    }
    BigDecimal high = prices.stream().max(BigDecimal::compareTo).orElseThrow();
    BigDecimal low = prices.stream().min(BigDecimal::compareTo).orElseThrow();
    if (prices.get(0).compareTo(high) != 0
        || prices.get(1).compareTo(low) != 0
        || low.signum() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Bar(
              AAPL,
              Timeframe.M1,
              newYork(words.getFirst()),
              prices.get(2).doubleValue(),
              high.doubleValue(),
              low.doubleValue(),
              prices.get(3).doubleValue(),
              Long.parseLong(words.get(6))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean priced(String word) {
    return word.matches("[0-9]*\\.?[0-9]*")
        && word.replace(".", "").matches("[0-9]{1,18}")
        && new BigDecimal(word).compareTo(new BigDecimal("1e9")) < 0;
  }

  private static Instant newYork(String text) {
    return LocalDateTime.parse(text, SECONDS).atZone(TradingCalendar.NEW_YORK).toInstant();
  }

  @Property(tries = 1000, seed = "42")
  void tradesAreReadAsANaiveReaderReadsThem(@ForAll long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      String row = MutatedLine.of(TICK, 26, random);
      String[] words = row.split(",", -1);
      boolean good =
          words.length >= 10
              && words[0].length() == 26
              && priced(words[1])
              && new BigDecimal(words[1]).signum() > 0
              && (words[4].isEmpty() || priced(words[4]))
              && (words[5].isEmpty() || priced(words[5]));
      for (int number : new int[] {2, 3, 6}) {
        good = good && words[number].matches("[0-9]{0,18}");
      }
      try {
        Tick tick = HistoryRows.tick(AAPL, words, 0);
        assertTrue(good, row);
        assertEquals(new BigDecimal(words[1]).doubleValue(), tick.price(), row);
        assertEquals(words[2].isEmpty() ? 0 : Long.parseLong(words[2]), tick.size(), row);
        assertEquals(words[6].isEmpty() ? 0 : Long.parseLong(words[6]), tick.tickId(), row);
      } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
        assertFalse(good, row);
      }
    }
  }

  @Property(tries = 300, seed = "43")
  void noLineStopsTheAdminSession(@ForAll long seed) {
    var random = new Random(seed);
    var loads = new ArrayList<ClientLoad>();
    var notices = new Notices();
    notices.listen(n -> loads.add((ClientLoad) n));
    var session = new AdminSession(IqFeedSettings.DEFAULT, socket(), notices);
    String name = IqFeedSettings.DEFAULT.clientName();
    String client = "S,CLIENTSTATS,1,0," + name + ",20261120 093000,2,0,1.5,2.5,7.25,";
    String stats =
        "S,STATS,127.0.0.1,60002,500,2,1,0,0,0,Nov 20 9:30AM,Nov 20 9:31AM,Connected,6.2,x,1,2,3,4,5,6,";
    for (int i = 0; i < 20; i++) {
      session.line(MutatedLine.of(client, 2, random));
      session.line(MutatedLine.of(stats, 2, random));
      session.line(MutatedLine.noise(TYPES, random));
    }
    assertTrue(loads.stream().allMatch(l -> l.symbols() >= 0 && l.kilobytesQueued() >= 0));
    session.line(stats);
    assertEquals("Connected", session.serverState().orElseThrow());
    loads.clear();
    session.line(client);
    assertEquals(List.of(new ClientLoad(1, name, 2, 7.25)), loads);
  }

  @Property(tries = 300, seed = "44")
  void noLineStopsTheLevelOneSession(@ForAll long seed) {
    var random = new Random(seed);
    var session =
        new LevelOneSession(
            IqFeedSettings.DEFAULT, socket(), InstantSource.system(), new Notices());
    session.watch(Set.of(AAPL), false);
    List<String> good =
        List.of(
            "Q,AAPL,180.1000,100,11/20/2026,11:59:59.123456,42,123456,180.0900,300,"
                + "11:59:59.200000,180.1100,500,11:59:59.100000,0,Cvba,",
            "T,20261120 15:59:59",
            "C,AAPL,X,11/20/2026,11:59:59.123456,180.1000,100,42,01,11,",
            "R,AAPL,,180.1,3,11:59:59,180.2,5,11:59:58,14,4,11,",
            "N,DTN,22,:A::B:,20260102 000000,one, two, three",
            "S,CUST,real_time,127.0.0.1,60002,x,6.2,0, NYSE ,,500,QT_API,,",
            "S,SERVER CONNECTED",
            "S,CURRENT UPDATE FIELDNAMES,Symbol,Bid,Ask");
    for (int i = 0; i < 40; i++) {
      String line =
          i % 4 == 0
              ? MutatedLine.noise(TYPES, random)
              : MutatedLine.of(good.get(random.nextInt(good.size())), 2, random);
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      session.bytes(bytes, 0, bytes.length);
    }
    session.chunkEnded();
    session.line("S,SERVER CONNECTED");
    session.line("S,CURRENT PROTOCOL,6.2,");
    assertTrue(session.downReason().isEmpty());
  }

  @Property(tries = 300, seed = "45")
  void noLineStopsTheLookupSession(@ForAll long seed) {
    var random = new Random(seed);
    var session =
        new LookupSession(IqFeedSettings.DEFAULT, socket(), () -> Instant.MAX, new Random(seed));
    for (int i = 0; i < 40; i++) {
      session.line(MutatedLine.noise("HSE!,", random));
      session.line(MutatedLine.of("H1,LH," + BAR, 2, random));
      session.line(MutatedLine.of("S,CURRENT PROTOCOL,6.2,", 2, random));
    }
    session.line("S,CURRENT PROTOCOL,6.2,");
    assertEquals(null, session.downReason());
    session.close();
  }

  @Property(tries = 300, seed = "46")
  void noLineStopsStreamsOfBarsAndDepth(@ForAll long seed) {
    var random = new Random(seed);
    var bars = new DerivativesSession(IqFeedSettings.DEFAULT, closedSocket());
    var heard = new ArrayList<IntervalBars.Update>();
    var depth = new DepthSession(IqFeedSettings.DEFAULT, closedSocket(), () -> false);
    var depths = new DepthRecorder();
    try (var stream =
            bars.watch(new IntervalBars.Query(AAPL, Duration.ofSeconds(60), 0), heard::add);
        var book = depth.watch(AAPL, depths)) {
      String bar = "B1,BC,AAPL,2026-11-20 09:31:00,181,181.5,180.25,180.5,123456,3400,0,";
      String level = "7,AAPL,B,180.0900,300,2,4,11:59:59.123456,2026-11-20,";
      for (int i = 0; i < 40; i++) {
        bars.line(MutatedLine.noise("SBTE!,", random));
        bars.line(MutatedLine.of(bar, 3, random));
        depth.line(MutatedLine.noise(TYPES, random));
        depth.line(MutatedLine.of(level, 2, random));
      }
      bars.line("B1,BC,AAPL,2027-11-19 09:31:00,181,181.5,180.25,180.5,123456,3400,0,");
      assertTrue(heard.getLast() instanceof IntervalBars.IntervalBar b && b.volume() == 3400);
      depth.line("S,CURRENT PROTOCOL,6.2,");
      depth.line("S,SERVER CONNECTED");
      depth.line(level);
      depth.chunkEnded();
      var last = (DepthChanged) depths.heard().getLast();
      assertEquals(300, last.depth().bids().getFirst().size());
      assertTrue(stream != null && book != null);
    }
  }

  private static FeedSocket socket() {
    return new FeedSocket(
        "nowhere", 1, new FeedSocket.Liveness.Silent(), IqFeedSettings.DEFAULT, new Random(1));
  }

  /** One that a session may start without anything being connected. */
  private static FeedSocket closedSocket() {
    FeedSocket socket = socket();
    socket.close();
    return socket;
  }
}
