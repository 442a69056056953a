package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GiveWayTest {
  private static final int PIECES = 200;

  private final AtomicBoolean needed = new AtomicBoolean(true);
  private final GiveWay way = new GiveWay(needed::get, Duration.ofHours(1));

  @Test
  void oneThreadGoesOnAndTheOthersFollowWhenTheCoresAreFree() throws InterruptedException {
    Set<Thread> meanwhile = ConcurrentHashMap.newKeySet();
    var one = new CountDownLatch(PIECES / 2);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < PIECES; i++) {
                      way.betweenPieces(() -> false);
                      if (needed.get()) {
                        meanwhile.add(Thread.currentThread());
                        one.countDown();
                      }
                      if (one.getCount() == 0) {
                        needed.set(false);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, meanwhile.size());
  }

  @Test
  void whoIsToldToStopDoesNotWait() throws InterruptedException {
    way.betweenPieces(() -> false); // this thread goes on
    var stop = new AtomicBoolean();
    var early = new AtomicBoolean();
    Thread other =
        Thread.ofVirtual()
            .start(
                () -> {
                  way.betweenPieces(stop::get);
                  early.set(!stop.get());
                });
    stop.set(true);
    other.join();
    assertFalse(early.get());
  }
}
