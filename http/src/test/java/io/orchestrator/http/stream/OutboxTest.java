package io.orchestrator.http.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox(8, 1_000);

  @Test
  void ofManyEventsAsManyAreTakenAsLeaveHalfOfTheRoom() {
    List<String> events = numbered(10);
    assertEquals(4, outbox.offerEvents(events));
    assertEquals(0, outbox.offerEvents(events.subList(4, 10)));
    var room = outbox.room().toCompletableFuture();
    assertFalse(room.isDone());
    assertTrue(outbox.offer("an answer"));
    assertEquals(Optional.of(List.of("0", "1", "2", "3", "an answer")), next());
    assertTrue(room.join());
    assertEquals(4, outbox.offerEvents(events.subList(4, 10)));
    assertEquals(Optional.of(List.of("4", "5", "6", "7")), next());
  }

  @Test
  void lengthCountsAsNumberDoes() {
    assertEquals(2, outbox.offerEvents(List.of("x".repeat(300), "x".repeat(300), "x")));
  }

  @Test
  void whoWaitsGetsAWholePortionAndLaterAState() {
    var waiting = outbox.next().toCompletableFuture();
    assertEquals(3, outbox.offerEvents(numbered(3)));
    assertEquals(Optional.of(List.of("0", "1", "2")), waiting.join());
    var more = outbox.next().toCompletableFuture();
    assertEquals(0, outbox.offerEvents(List.of()));
    assertFalse(more.isDone());
    outbox.state("quote", "old");
    outbox.state("quote", "older");
    outbox.state("quote", "newest");
    assertEquals(Optional.of(List.of("old")), more.join());
    assertEquals(Optional.of(List.of("newest")), next());
  }

  @Test
  void afterTheLastMessageNothingIsTaken() {
    outbox.offerEvents(numbered(2));
    outbox.close("farewell");
    assertEquals(2, outbox.offerEvents(numbered(2)));
    assertEquals(Optional.of(List.of("farewell")), next());
    assertEquals(Optional.empty(), next());
    assertFalse(outbox.room().toCompletableFuture().join());
  }

  private Optional<List<String>> next() {
    return outbox.next().toCompletableFuture().join();
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
