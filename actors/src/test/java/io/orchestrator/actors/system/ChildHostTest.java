package io.orchestrator.actors.system;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.orchestrator.domain.system.SystemPart;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stable address of a part. */
class ChildHostTest {

  private static final HostSettings SETTINGS =
      new HostSettings(
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          3,
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          100);

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void whatArrivesWhileAPartFailsToStartWaitsForTheStartThatSucceeds() throws Exception {
    TestProbe<Object> heard = kit.createTestProbe();
    TestProbe<ChildHost.Report> reports = kit.createTestProbe(ChildHost.Report.class);
    AtomicInteger starts = new AtomicInteger();
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    Behavior<Object> part =
        Behaviors.setup(
            context -> {
              if (starts.incrementAndGet() <= 2) {
                starting.countDown();
                sent.await();
                throw new IllegalStateException("cannot start");
              }
              return Behaviors.receiveMessage(
                  message -> {
                    heard.getRef().tell(message);
                    return Behaviors.same();
                  });
            });
    ActorRef<Object> host =
        kit.spawn(
            ChildHost.create(
                SystemPart.TRADING_DESK,
                () -> part,
                SETTINGS,
                InstantSource.system(),
                reports.getRef()));
    host.tell(new ChildHost.Begin());
    starting.await();
    host.tell("halt");
    host.tell("resume");
    sent.countDown();
    heard.expectMessage("halt");
    heard.expectMessage("resume");
    reports.expectMessageClass(ChildHost.Failed.class);
  }
}
