package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long MILLI = 1_000_000;
  private long now = 77_000 * MILLI;

  @Test
  void beginsEmptyAndSavesUpNoMoreThanABurst() {
    var bucket = new TokenBucket(10, 3, () -> now);
    assertEquals(100 * MILLI, bucket.take());
    now += 100 * MILLI;
    assertEquals(100 * MILLI, bucket.take());
    now += 60_000 * MILLI;
    for (int i = 0; i < 3; i++) {
      assertEquals(0, bucket.take());
    }
    assertEquals(100 * MILLI, bucket.take());
    assertEquals(200 * MILLI, bucket.take());
  }

  /** However it is asked: in no second more than the rate and one burst. */
  @Property(tries = 200, seed = "31")
  void neverMoreThanRateAndBurst(@ForAll long seed) {
    var random = new Random(seed);
    int perSecond = 1 + random.nextInt(50);
    int burst = 1 + random.nextInt(20);
    var bucket = new TokenBucket(perSecond, burst, () -> now);
    var lastSecond = new ArrayDeque<Long>();
    for (int i = 0; i < 500; i++) {
      now += random.nextInt(10) == 0 ? random.nextLong(3_000 * MILLI) : random.nextLong(10 * MILLI);
      now += bucket.take();
      lastSecond.add(now);
      while (now - lastSecond.peek() >= 1_000 * MILLI) {
        lastSecond.poll();
      }
      assertTrue(lastSecond.size() <= perSecond + burst, lastSecond.size() + " in a second");
    }
  }
}
