package io.orchestrator.domain.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.resource.DeviceLease.Held;
import io.orchestrator.domain.resource.DeviceLease.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceLeaseTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final DeviceLease lease = new DeviceLease();

  @Test
  void neverTwoHoldersAndEverybodyGetsATurn() throws InterruptedException {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Urgency urgency = Urgency.values()[t % 2];
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 200; i++) {
                      Held held = taken("t", urgency);
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      Thread.yield();
                      inside.decrementAndGet();
                      held.close();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, most.get());
    assertEquals(1_600, lease.view().taken());
    assertEquals(Optional.empty(), lease.view().holder());
  }

  private Held taken(String who, Urgency urgency) {
    try {
      return lease.take(who, urgency, LONG).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void riskGoesBeforeAnalysisThatCameFirst() throws InterruptedException {
    List<String> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    Held first = taken("first", Urgency.ANALYSIS);
    for (String who : List.of("network", "second network", "risk")) {
      int before = lease.view().waiting();
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    Held mine = taken(who, who.equals("risk") ? Urgency.RISK : Urgency.ANALYSIS);
                    order.add(who);
                    mine.close();
                  }));
      while (lease.view().waiting() == before) {
        Thread.onSpinWait();
      }
    }
    assertEquals(Optional.of("first"), lease.view().holder());
    first.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of("risk", "network", "second network"), order);
  }

  @Test
  void whoIsImpatientGoesAwayAndIsCounted() throws InterruptedException {
    Held held = taken("long", Urgency.ANALYSIS);
    assertTrue(lease.take("risk", Urgency.RISK, Duration.ofMillis(1)).isEmpty());
    assertEquals(1, lease.view().refused());
    assertEquals(0, lease.view().waiting());
    held.close();
    assertTrue(lease.take("next", Urgency.ANALYSIS, Duration.ZERO).isPresent());
    held.close();
    assertEquals(Optional.of("next"), lease.view().holder(), "an old lease ends no other");
  }
}
