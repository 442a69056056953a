package io.orchestrator.actors.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MailboxDepthsTest {
  private static final ActorTestKit KIT = ActorTestKit.create("mailboxes");

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void whatWaitsIsCountedAndTheNewestOfANameCounts() throws InterruptedException {
    var meters = new SimpleMeterRegistry();
    var metrics = new NodeMetrics(meters, InstantSource.system());
    MailboxDepths depths = MailboxDepths.of(Adapter.toClassic(KIT.system()));
    metrics.mailboxes(depths);
    var busy = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    ActorRef<Integer> part = KIT.spawn(slow(busy, go), "some_part-1", MeasuredMailbox.selector());
    for (int i = 0; i < 6; i++) {
      part.tell(i);
    }
    busy.await(); // the first message is at work, the others wait
    assertEquals(5, depths.waiting("some_part"));
    assertEquals(
        5, meters.get("orchestrator.mailbox.messages").tag("actor", "some_part").gauge().value());
    assertEquals(5, ((Map<?, ?>) metrics.operations().get("mailboxes")).get("some_part"));
    go.countDown();
    KIT.<Integer>createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            () -> {
              assertEquals(0, depths.waiting("some_part"));
              return null;
            });
    var busyAgain = new CountDownLatch(1);
    var goAgain = new CountDownLatch(1);
    ActorRef<Integer> next =
        KIT.spawn(slow(busyAgain, goAgain), "some_part-2", MeasuredMailbox.selector());
    next.tell(1);
    next.tell(2);
    busyAgain.await();
    assertEquals(1, depths.waiting("some_part"));
    goAgain.countDown();
  }

  private static Behavior<Integer> slow(CountDownLatch busy, CountDownLatch go) {
    return Behaviors.receiveMessage(
        message -> {
          busy.countDown();
          go.await();
          return Behaviors.same();
        });
  }
}
