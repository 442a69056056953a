package io.orchestrator.domain.market.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever comes between, what is called GOOD was one of the sound quotes. */
class GarbagePropertyTest {
  private static final double[] POISON = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -1,
    -0.01,
    1e12,
    Double.MAX_VALUE
  };

  @Property(tries = 300)
  void garbageIsNeverGood(@ForAll long seed) {
    Random random = new Random(seed);
    Market market = new Market().quotes(3);
    for (int i = 0; i < 200; i++) {
      market.pass(Duration.ofMillis(random.nextInt(400)));
      if (random.nextInt(3) == 0) {
        garbage(market, random);
      } else {
        market.quote(99.99, 100.01);
      }
      market.review();
      assertSound(market);
    }
    assertEquals(DataQuality.GOOD, market.quotes(30).quality(), "trust comes back");
  }

  /** One at a time and never two of a kind in a row that could be taken for a new level. */
  private static void garbage(Market market, Random random) {
    double level = 0.5 + random.nextInt(5_000) * 0.05;
    switch (random.nextInt(7)) {
      case 0 -> market.quote(poison(random), 100.01);
      case 1 -> market.quote(99.99, poison(random));
      case 2 -> market.quote(0, 0, 0, 2_000_000, market.now, DataQuality.GOOD);
      case 3 -> market.quote(100.02, 100.01);
      case 4 -> market.quotedAt(market.now.plusSeconds(3_600));
      case 5 -> market.quotedAt(market.now.minusSeconds(3_600));
      default -> market.quote(level - 0.01, level + 0.01).quote(99.99, 100.01);
    }
  }

  private static double poison(Random random) {
    return POISON[random.nextInt(POISON.length)];
  }

  private static void assertSound(Market market) {
    Quote known = market.judge.quote(market.now).orElseThrow();
    assertTrue(known.bid() <= known.ask() && known.mid() > 0 && Double.isFinite(known.mid()));
    market.shown.ifPresent(
        shown -> {
          assertTrue(Double.isFinite(shown.mid()) && shown.bid() <= shown.ask(), shown.toString());
          boolean near = Math.abs(shown.mid() / 100 - 1) <= 0.1;
          assertTrue(near || shown.quality() != DataQuality.GOOD, shown.toString());
        });
    assertTrue(Math.abs(known.mid() / 100 - 1) <= 0.1, "believed " + known);
  }
}
