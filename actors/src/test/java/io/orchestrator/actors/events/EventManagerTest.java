package io.orchestrator.actors.events;

import static io.orchestrator.actors.node.TestNodes.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.stream.javadsl.Sink;
import io.orchestrator.actors.node.TestNodes;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventManagerTest {
  private static final EventSettings SETTINGS =
      new EventSettings(
          1_000,
          2_000,
          100,
          5,
          8,
          100,
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofMillis(50));

  private final ActorTestKit kit = ActorTestKit.create("events", TestNodes.config());
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void numbersWithoutGapAndWritesWhatQueuedAsOneBatch() {
    ActorRef<EventManager.Command> manager = spawn(SETTINGS);
    TestProbe<EventManager.Recorded> probe = kit.createTestProbe();
    for (int i = 0; i < 1_000; i++) {
      manager.tell(new EventManager.RecordDurably(draft(i), probe.getRef()));
    }
    for (int i = 1; i <= 1_000; i++) {
      SystemEvent event = probe.receiveMessage(TestNodes.DEADLINE).event().orElseThrow();
      assertEquals(i, event.seq());
      assertEquals(i - 1, ((Number) event.data().get("n")).intValue(), "in order of the calls");
    }
    int writes = journal.persistedInStorage("event-log").size();
    assertTrue(writes < 500, writes + " writes for 1000 events");
  }

  @Test
  void goesOnWhereItStopped() {
    ActorRef<EventManager.Command> first = spawn(SETTINGS);
    TestProbe<EventManager.Recorded> probe = kit.createTestProbe();
    for (int i = 0; i < 50; i++) {
      first.tell(new EventManager.RecordDurably(draft(i), probe.getRef()));
      probe.receiveMessage(TestNodes.DEADLINE);
    }
    kit.stop(first, TestNodes.DEADLINE);
    ActorRef<EventManager.Command> second = spawn(SETTINGS);
    second.tell(new EventManager.RecordDurably(draft(50), probe.getRef()));
    assertEquals(51, probe.receiveMessage(TestNodes.DEADLINE).event().orElseThrow().seq());
    assertEquals(
        LongStream.rangeClosed(1, 51).boxed().toList(),
        page(second, new EventQuery(EventFilter.ALL, Optional.of(0L), 1000, true)));
  }

  /** An answer of 0 would make every reading end begin at the first event of all. */
  @Test
  void nothingIsAnsweredBeforeTheJournalWasRead() {
    ActorRef<EventManager.Command> first = spawn(SETTINGS);
    TestProbe<EventManager.Recorded> probe = kit.createTestProbe();
    for (int i = 0; i < 50; i++) {
      first.tell(new EventManager.RecordDurably(draft(i), probe.getRef()));
      probe.receiveMessage(TestNodes.DEADLINE);
    }
    kit.stop(first, TestNodes.DEADLINE);
    journal.failNextNReads("event-log", 3);
    ActorRef<EventManager.Command> second = spawn(SETTINGS);
    TestProbe<EventManager.LastSeq> last = kit.createTestProbe();
    second.tell(new EventManager.GetLastSeq(last.getRef()));
    assertEquals(
        LongStream.rangeClosed(1, 50).boxed().toList(),
        page(second, new EventQuery(EventFilter.ALL, Optional.of(0L), 1000, true)));
    assertEquals(50, last.receiveMessage(TestNodes.DEADLINE).seq());
  }

  /** Retention takes events by age and severity out of the store: what is left has holes. */
  @Test
  void aFollowerPassesOverWhatTheStoreDropped() throws Exception {
    List<SystemEvent> left =
        LongStream.of(4, 5, 8, 9, 10)
            .mapToObj(
                seq ->
                    new SystemEvent(
                        seq,
                        Instant.EPOCH,
                        EventTypes.AUTHENTICATION,
                        "test",
                        Severity.INFO,
                        Map.of(),
                        ""))
            .toList();
    ActorRef<EventManager.Command> manager =
        kit.spawn(
            Behaviors.receiveMessage(
                command -> {
                  if (command instanceof EventManager.GetLastSeq ask) {
                    ask.replyTo().tell(new EventManager.LastSeq(10));
                  } else if (command instanceof EventManager.GetPage ask) {
                    long after = ask.query().afterSeq().orElse(0L);
                    ask.replyTo()
                        .tell(
                            new EventManager.PageReply(
                                Optional.of(
                                    new EventPage(
                                        left.stream().filter(e -> e.seq() > after).toList(),
                                        Optional.empty())),
                                Optional.empty()));
                  }
                  return Behaviors.same();
                }));
    List<Long> heard = new CopyOnWriteArrayList<>();
    ActorRef<EventTail.Command> tail =
        kit.spawn(
            EventTail.create(SETTINGS, manager, fresh -> fresh.forEach(e -> heard.add(e.seq()))));
    List<Long> seen =
        EventFollow.source(kit.system(), tail, SETTINGS, EventFilter.ALL, 0)
            .map(SystemEvent::seq)
            .take(5)
            .runWith(Sink.seq(), kit.system())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    assertEquals(List.of(4L, 5L, 8L, 9L, 10L), seen);
    assertEquals(List.of(4L, 5L, 8L, 9L, 10L), List.copyOf(heard));
  }

  @Test
  void aFailedWriteIsTriedAgainAndNothingIsLostOrDoubled() {
    ActorRef<EventManager.Command> manager = spawn(SETTINGS);
    TestProbe<EventManager.Recorded> probe = kit.createTestProbe();
    manager.tell(new EventManager.RecordDurably(draft(0), probe.getRef()));
    probe.receiveMessage(TestNodes.DEADLINE);
    journal.failNextPersisted("event-log");
    for (int i = 1; i < 20; i++) {
      manager.tell(new EventManager.RecordDurably(draft(i), probe.getRef()));
    }
    for (int i = 1; i < 20; i++) {
      assertEquals(i + 1, probe.receiveMessage(TestNodes.DEADLINE).event().orElseThrow().seq());
    }
    List<Long> onDisk =
        journal.persistedInStorage("event-log").stream()
            .flatMap(write -> ((EventsRecorded) write).events().stream())
            .map(SystemEvent::seq)
            .toList();
    assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), onDisk);
  }

  @Test
  void aFullBufferRefusesWithAdviceAndSaysSoLater() {
    journal.failNextNReads("event-log", 5);
    EventSettings small =
        new EventSettings(
            1_000,
            200,
            100,
            5,
            8,
            100,
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofMillis(50));
    ActorRef<EventManager.Command> manager = spawn(small);
    for (int i = 0; i < 200; i++) {
      manager.tell(new EventManager.Record(draft(i)));
    }
    TestProbe<EventManager.Recorded> probe = kit.createTestProbe();
    for (int i = 0; i < 7; i++) {
      manager.tell(new EventManager.RecordDurably(draft(i), probe.getRef()));
      var refusal = probe.receiveMessage(TestNodes.DEADLINE).refusal().orElseThrow();
      assertEquals("events.overloaded", refusal.code());
      assertEquals(503, refusal.status());
    }
    eventually(
        "the overflow is an event",
        () ->
            query(manager, new EventQuery(EventFilter.ALL, Optional.empty(), 1000, true)).stream()
                .anyMatch(
                    e ->
                        e.eventType().equals(EventTypes.EVENTS_REFUSED)
                            && e.data().get("refused").toString().equals("7")));
    eventually(
        "what was accepted is there",
        () ->
            query(manager, new EventQuery(EventFilter.ALL, Optional.empty(), 1000, true)).stream()
                    .filter(e -> e.eventType().equals(EventTypes.AUTHENTICATION))
                    .count()
                == 200);
  }

  @Test
  void everyFollowerSeesEveryEventOnceWhileOthersRecord() throws Exception {
    ActorRef<EventManager.Command> manager = spawn(SETTINGS);
    ActorRef<EventTail.Command> tail = kit.spawn(EventTail.create(SETTINGS, manager, fresh -> {}));
    int writers = 4;
    int each = 200;
    int total = writers * each;
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      manager.tell(new EventManager.Record(draft(i)));
                      Thread.yield();
                    }
                  }));
    }
    List<java.util.concurrent.CompletionStage<List<Long>>> followers = new ArrayList<>();
    long[] from = {0, 1, 17, 399, 0};
    for (long after : from) {
      followers.add(
          EventFollow.source(kit.system(), tail, SETTINGS, EventFilter.ALL, after)
              .map(SystemEvent::seq)
              .take(total - after)
              .runWith(Sink.seq(), kit.system()));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int f = 0; f < from.length; f++) {
      List<Long> seen = followers.get(f).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertEquals(LongStream.rangeClosed(from[f] + 1, total).boxed().toList(), seen);
    }
  }

  @Test
  void aFollowerThatTakesNothingIsTooSlow() throws Exception {
    EventSettings impatient =
        new EventSettings(
            1_000,
            2_000,
            100,
            5,
            8,
            100,
            Duration.ofMillis(300),
            Duration.ofMillis(100),
            Duration.ofMillis(50));
    ActorRef<EventManager.Command> manager = spawn(impatient);
    ActorRef<EventTail.Command> tail = kit.spawn(EventTail.create(impatient, manager, fresh -> {}));
    for (int i = 0; i < 500; i++) {
      manager.tell(new EventManager.Record(draft(i)));
    }
    var stuck =
        EventFollow.source(kit.system(), tail, impatient, EventFilter.ALL, 0)
            .mapAsync(1, event -> new java.util.concurrent.CompletableFuture<SystemEvent>())
            .runWith(Sink.ignore(), kit.system())
            .toCompletableFuture();
    var failure =
        org.junit.jupiter.api.Assertions.assertThrows(
            java.util.concurrent.ExecutionException.class, () -> stuck.get(20, TimeUnit.SECONDS));
    assertEquals(
        "stream.too_slow",
        ((io.orchestrator.domain.common.RefusedException) failure.getCause()).refusal().code());
  }

  private List<Long> page(ActorRef<EventManager.Command> manager, EventQuery query) {
    return query(manager, query).stream().map(SystemEvent::seq).toList();
  }

  private List<SystemEvent> query(ActorRef<EventManager.Command> manager, EventQuery query) {
    TestProbe<EventManager.PageReply> probe = kit.createTestProbe();
    manager.tell(new EventManager.GetPage(query, probe.getRef()));
    return probe.receiveMessage(TestNodes.DEADLINE).page().orElseThrow().events();
  }

  private ActorRef<EventManager.Command> spawn(EventSettings settings) {
    return kit.spawn(
        EventManager.create(settings, TestNodes.EMPTY_HISTORY, InstantSource.system()));
  }

  private static EventDraft draft(int n) {
    return EventDraft.of(EventTypes.AUTHENTICATION, "test", Severity.INFO, Map.of("n", n));
  }
}
