package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Never more than the limit in any window, and cancels first. */
@Timeout(20)
class PacerTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void noWindowHoldsMoreThanTheLimit() throws Exception {
    Duration window = Duration.ofMillis(100);
    Pacer pacer = new Pacer(10, window);
    List<Long> sent = Collections.synchronizedList(new ArrayList<>());
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Pacer.Lane lane = Pacer.Lane.values()[i % 3];
      senders.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; n < 12; n++) {
                      assertTrue(pacer.acquire(lane, LONG));
                      sent.add(System.nanoTime());
                    }
                  }));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertEquals(48, sent.size());
    List<Long> times = sent.stream().sorted().toList();
    // 48 turns at 10 a window cannot take less than 3.8 windows.
    long took = times.getLast() - times.getFirst();
    assertTrue(took >= window.toNanos() * 38 / 10, "took only " + took + " ns");
  }

  @Test
  void aTenthIsKeptForCancels() {
    Pacer pacer = new Pacer(10, LONG);
    for (int i = 0; i < 9; i++) {
      assertTrue(pacer.acquire(Pacer.Lane.ORDER, LONG));
    }
    assertFalse(pacer.acquire(Pacer.Lane.ORDER, Duration.ofMillis(20)));
    assertTrue(pacer.acquire(Pacer.Lane.CANCEL, Duration.ofMillis(20)));
    assertFalse(pacer.acquire(Pacer.Lane.CANCEL, Duration.ofMillis(20)));
  }

  @Test
  void aCancelOvertakesWhatWaits() throws Exception {
    Pacer pacer = new Pacer(2, Duration.ofMillis(500));
    assertTrue(pacer.acquire(Pacer.Lane.ORDER, LONG));
    assertTrue(pacer.acquire(Pacer.Lane.CANCEL, LONG));
    List<Pacer.Lane> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiters = new ArrayList<>();
    for (Pacer.Lane lane : List.of(Pacer.Lane.REQUEST, Pacer.Lane.CANCEL)) {
      waiters.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    assertTrue(pacer.acquire(lane, LONG));
                    order.add(lane);
                  }));
    }
    for (Thread waiter : waiters) {
      waiter.join();
    }
    // Below the cancels' share only one turn a window exists, so the request waits a window more.
    assertEquals(List.of(Pacer.Lane.CANCEL, Pacer.Lane.REQUEST), order);
  }
}
