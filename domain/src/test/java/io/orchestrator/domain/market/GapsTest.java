package io.orchestrator.domain.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GapsTest {
  private static final int SECONDS = 60;

  @Property(tries = 300)
  void knowsWhatASetOfSecondsKnows(@ForAll long seed) {
    Random random = new Random(seed);
    Gaps gaps = new Gaps();
    boolean[] unknown = new boolean[SECONDS];
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(SECONDS);
      int to = random.nextInt(SECONDS);
      boolean open = random.nextBoolean();
      if (open) {
        gaps.open(at(from), at(to));
      } else if (from < to) {
        gaps.close(at(from), at(to));
      }
      for (int second = from; second < to; second++) {
        unknown[second] = open;
      }
      int begin = random.nextInt(SECONDS);
      int end = begin + 1 + random.nextInt(SECONDS - begin);
      boolean any = false;
      for (int second = begin; second < Math.min(end, SECONDS); second++) {
        any |= unknown[second];
      }
      assertEquals(any, gaps.touch(at(begin), at(end)));
    }
  }

  @Test
  void manyGapsBecomeLargerOnesAndNoneIsLost() {
    Gaps gaps = new Gaps();
    for (int i = 0; i < 500; i++) {
      gaps.open(at(10 * i), at(10 * i + 1));
    }
    assertEquals(64, gaps.all().size());
    for (int i = 0; i < 500; i++) {
      assertTrue(gaps.touch(at(10 * i), at(10 * i + 1)));
    }
    assertFalse(gaps.touch(at(4_985), at(4_990)));
  }

  private static Instant at(int second) {
    return Instant.ofEpochSecond(second);
  }
}
