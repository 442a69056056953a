package io.orchestrator.actors.node;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartProxyTest {
  private static final ServiceKey<Object> KEY = ServiceKey.create(Object.class, "part");

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void close() {
    kit.shutdownTestKit();
  }

  /** The listing still names the old one, as it does for a moment while a part moves. */
  @Test
  void whatIsAskedWhileThePartMovesReachesTheNextOne() {
    TestProbe<Object> old = kit.createTestProbe();
    TestProbe<Object> next = kit.createTestProbe();
    TestProbe<Object> watcher = kit.createTestProbe();
    ActorRef<Object> proxy = kit.spawn(PartProxy.create(KEY, 10));
    watcher.awaitAssert(
        () -> {
          // Again and again: its own first listing, an empty one, may come in between.
          proxy.tell(Receptionist.listing(KEY, Set.of(old.getRef())));
          proxy.tell("known");
          return old.expectMessage(Duration.ofMillis(200), "known");
        });
    old.stop();
    watcher.expectTerminated(old.getRef());
    watcher.awaitAssert(
        () -> {
          proxy.tell("asked");
          proxy.tell(Receptionist.listing(KEY, Set.of(old.getRef(), next.getRef())));
          return next.expectMessage(Duration.ofMillis(200), "asked");
        });
    proxy.tell(Receptionist.listing(KEY, Set.of(old.getRef())));
    proxy.tell("later");
    next.expectNoMessage(Duration.ofMillis(100));
    proxy.tell(Receptionist.listing(KEY, Set.of(next.getRef())));
    next.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message.equals("later")
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }
}
