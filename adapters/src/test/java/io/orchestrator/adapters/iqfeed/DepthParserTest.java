package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketDepth;
import io.orchestrator.domain.market.MarketDepth.Level;
import io.orchestrator.domain.market.Symbol;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of the depth port, and the ladder that they make. */
class DepthParserTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final String END = "11:59:59.123456,2026-11-20,";
  private static final Instant AT = Instant.parse("2026-11-20T16:59:59.123456Z");

  @Test
  void linesOfTheProtocol() {
    assertEquals(
        new DepthMessage.Level(AAPL, true, 180.09, 300, 2, AT),
        DepthParser.parse("7,AAPL,B,180.0900,300,2,4," + END));
    assertEquals(
        new DepthMessage.Level(AAPL, false, 180.1, 5_000_000_000L, 0, AT),
        DepthParser.parse("8,AAPL,A,180.1,5000000000,,4,11:59:59.123456,2026-11-20"));
    assertEquals(
        new DepthMessage.LevelGone(AAPL, true, 180.09, AT),
        DepthParser.parse("9,AAPL,B,180.0900," + END));
    assertEquals(
        new DepthMessage.Maker(AAPL, "NSDQ", 180.09, 300, 0, 0, AT),
        DepthParser.parse(
            "Z,AAPL,NSDQ,180.0900,180.1100,300,500,11:59:59.123456,2026-11-20,52,11:00:00.000000,T,F,T,"));
    assertEquals(new DepthMessage.NoDepth("XYZ"), DepthParser.parse("q,XYZ"));
    assertEquals(
        new DepthMessage.Common(new LevelOneMessage.UnknownSymbol("XYZZY")),
        DepthParser.parse("n,XYZZY"));
    assertEquals(
        new DepthMessage.Common(new LevelOneMessage.System("CLEAR DEPTH", List.of("AAPL", "B"))),
        DepthParser.parse("S,CLEAR DEPTH,AAPL,B,"));
    assertEquals(new DepthMessage.Ignored('3'), DepthParser.parse("3,AAPL,1,NSDQ,B,180"));
    assertEquals(new DepthMessage.Ignored('O'), DepthParser.parse("O,whatever"));
    assertEquals(new DepthMessage.Ignored('M'), DepthParser.parse("M,NSDQ,NASDAQ"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "8AAPL",
        "7,AAPL,B,180.0900,300",
        "7,AAPL,C,180.0900,300,2,4,11:59:59,2026-11-20",
        "7,aapl,B,180.0900,300,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,0,300,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,NaN,300,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,1e5,300,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,-1,300,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,1,+3,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,1,99999999999999999999,2,4,11:59:59,2026-11-20",
        "7,AAPL,B,1,3,2,4,25:59:59,2026-11-20",
        "9,AAPL,B,1,11:59:59",
        "2,AAPL,,1,2,3,4,11:59:59,2026-11-20,52,11:59:59,T,T,T,",
        "\u0001,x",
      })
  void whatIsNotTheProtocolIsMalformed(String line) {
    assertInstanceOf(DepthMessage.Malformed.class, DepthParser.parse(line));
  }

  @Property(tries = 1000, seed = "21")
  void parserAgreesWithANaiveOneOnMutatedLines(@ForAll long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      String line =
          switch (random.nextInt(3)) {
            case 0 -> "7,AAPL,B,180.0900,300,2,4," + END;
            case 1 -> "8,AAPL,A,180.1100,300,,4," + END;
            default -> "9,AAPL,A,180.1100," + END;
          };
      String sent = mutated(line, random);
      DepthMessage parsed = DepthParser.parse(sent);
      Optional<NaiveDepthLine> naive = NaiveDepthLine.parse(sent);
      switch (parsed) {
        case DepthMessage.Level level -> {
          assertEquals(level.symbol().value(), naive.orElseThrow().symbol(), sent);
          assertEquals(level.bid(), naive.get().bid(), sent);
          assertEquals(level.price(), naive.get().price().doubleValue(), sent);
          assertEquals(level.size(), naive.get().size(), sent);
          assertEquals(level.orders(), naive.get().orders(), sent);
        }
        case DepthMessage.LevelGone gone -> {
          assertEquals(gone.bid(), naive.orElseThrow().bid(), sent);
          assertEquals(gone.price(), naive.get().price().doubleValue(), sent);
        }
        case DepthMessage.Malformed bad -> assertEquals(Optional.empty(), naive, sent);
        case DepthMessage.Maker m -> assertEquals(line.charAt(0), sent.charAt(0), sent);
        case DepthMessage.NoDepth n -> assertEquals(line.charAt(0), sent.charAt(0), sent);
        case DepthMessage.Common c -> assertEquals(line.charAt(0), sent.charAt(0), sent);
        case DepthMessage.Ignored g -> assertEquals(line.charAt(0), sent.charAt(0), sent);
      }
    }
  }

  // Never the type itself: another type is another line.
  private static String mutated(String line, Random random) {
    char[] chars = line.toCharArray();
    String alphabet = ",.:-0123456789ABTF+ eE\u00e9";
    for (int m = random.nextInt(4); m > 0; m--) {
      chars[2 + random.nextInt(chars.length - 2)] =
          random.nextBoolean()
              ? alphabet.charAt(random.nextInt(alphabet.length()))
              : (char) random.nextInt(256);
    }
    String whole = new String(chars);
    return random.nextInt(4) == 0
        ? whole.substring(0, 2 + random.nextInt(whole.length() - 2))
        : whole;
  }

  @Property(tries = 1000, seed = "22")
  void noLineOfBytesMakesTheParserThrow(@ForAll long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      var line = new StringBuilder();
      line.append("0123456789ZqOMTSnE,".charAt(random.nextInt(19)));
      for (int length = random.nextInt(60); length > 0; length--) {
        line.append(
            random.nextInt(3) == 0
                ? ','
                : (char) (random.nextBoolean() ? '0' + random.nextInt(10) : random.nextInt(256)));
      }
      DepthParser.parse(line.toString());
    }
  }

  /** What is told is what a plain map of prices holds. */
  @Property(tries = 300, seed = "23")
  void ladderHoldsWhatAPlainMapHolds(@ForAll long seed) {
    var random = new Random(seed);
    var ladder = new DepthLadder(AAPL, 50);
    Map<Double, Long> bids = new HashMap<>();
    Map<Double, Long> asks = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      boolean bid = random.nextBoolean();
      double price = (bid ? 100 : 110) + random.nextInt(40) * 0.25;
      Map<Double, Long> side = bid ? bids : asks;
      int what = random.nextInt(20);
      if (what == 0) {
        ladder.clear(bid);
        side.clear();
      } else if (what < 6) {
        ladder.apply(new DepthMessage.LevelGone(AAPL, bid, price, AT));
        side.remove(price);
      } else {
        long size = random.nextInt(5);
        ladder.apply(new DepthMessage.Level(AAPL, bid, price, size, 1, AT));
        side.put(price, size);
        side.values().removeIf(s -> s == 0);
      }
    }
    MarketDepth depth = ladder.depth(DataQuality.GOOD);
    assertEquals(bids, asMap(depth.bids()));
    assertEquals(asks, asMap(depth.asks()));
  }

  @Property(tries = 300, seed = "24")
  void makersAtAPriceAreSummedUp(@ForAll long seed) {
    var random = new Random(seed);
    var ladder = new DepthLadder(AAPL, 50);
    Map<String, DepthMessage.Maker> latest = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(30) == 0) {
        boolean bid = random.nextBoolean();
        ladder.clear(bid);
        latest.replaceAll((id, m) -> m.without(bid));
      }
      String id = "M" + random.nextInt(8);
      boolean quotesBid = random.nextInt(4) > 0;
      boolean quotesAsk = random.nextInt(4) > 0;
      var maker =
          new DepthMessage.Maker(
              AAPL,
              id,
              quotesBid ? 100 + random.nextInt(4) : 0,
              quotesBid ? 1 + random.nextInt(500) : 0,
              quotesAsk ? 110 + random.nextInt(4) : 0,
              quotesAsk ? 1 + random.nextInt(500) : 0,
              AT);
      ladder.apply(maker);
      latest.put(id, maker);
    }
    Map<Double, Long> bids = new HashMap<>();
    Map<Double, Long> asks = new HashMap<>();
    for (var maker : latest.values()) {
      if (maker.bidSize() > 0) {
        bids.merge(maker.bid(), maker.bidSize(), Long::sum);
      }
      if (maker.askSize() > 0) {
        asks.merge(maker.ask(), maker.askSize(), Long::sum);
      }
    }
    assertEquals(bids, asMap(ladder.depth(DataQuality.GOOD).bids()));
    assertEquals(asks, asMap(ladder.depth(DataQuality.GOOD).asks()));
  }

  @Test
  void levelsAreBoundedAndBestFirst() {
    var ladder = new DepthLadder(AAPL, 3);
    for (int i = 0; i < 1000; i++) {
      ladder.apply(new DepthMessage.Level(AAPL, true, 1 + i % 97, 100, 1, AT));
    }
    assertEquals(
        List.of(97.0, 96.0, 95.0),
        ladder.depth(DataQuality.GOOD).bids().stream().map(Level::price).toList());
  }

  @Test
  void crossedDepthIsSuspect() {
    var ladder = new DepthLadder(AAPL, 3);
    ladder.apply(new DepthMessage.Level(AAPL, true, 11, 100, 1, AT));
    ladder.apply(new DepthMessage.Level(AAPL, false, 10, 100, 1, AT));
    assertEquals(DataQuality.SUSPECT, ladder.depth(DataQuality.GOOD).quality());
    assertEquals(DataQuality.STALE, ladder.depth(DataQuality.STALE).quality());
  }

  private static Map<Double, Long> asMap(List<Level> levels) {
    Map<Double, Long> map = new HashMap<>();
    levels.forEach(l -> map.put(l.price(), l.size()));
    return map;
  }
}
