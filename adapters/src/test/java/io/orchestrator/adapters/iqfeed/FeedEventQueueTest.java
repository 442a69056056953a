package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import io.orchestrator.domain.port.MarketDataFeed.SymbolNotFound;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FeedEventQueueTest {
  private static final FeedEvent STATE = new SessionChanged(true, "state");
  private final FeedEventQueue queue = new FeedEventQueue(8, 4, () -> List.of(STATE));

  private static FeedEvent event(int number) {
    return new SymbolNotFound(Symbol.of("S" + number));
  }

  private static boolean is(FeedEvent event, int number) {
    return event.equals(event(number));
  }

  @Test
  void stateComesFirstThenEventsInOrder() {
    var recorder = new EventRecorder();
    queue.subscribe(recorder);
    IntStream.range(0, 100).forEach(i -> queue.put(List.of(event(i))));
    recorder.await("the last", e -> is(e, 99));
    assertEquals(STATE, recorder.heard().getFirst());
    assertEquals(
        IntStream.range(0, 100).mapToObj(FeedEventQueueTest::event).toList(),
        recorder.heard().subList(1, 101));
  }

  @Test
  void fullBufferHoldsTheProducerUntilDemandComes() throws InterruptedException {
    var lazy = new EventRecorder(1);
    queue.subscribe(lazy);
    lazy.await("the state", STATE::equals);
    var finished = new CountDownLatch(1);
    Thread producer =
        Thread.ofVirtual()
            .start(
                () -> {
                  IntStream.range(0, 50).forEach(i -> queue.put(List.of(event(i))));
                  finished.countDown();
                });
    while (!queue.full()) {
      Thread.onSpinWait();
    }
    assertEquals(1, finished.getCount(), "the producer waits");
    lazy.subscription().request(Long.MAX_VALUE);
    assertTrue(finished.await(20, TimeUnit.SECONDS));
    lazy.await("the last", e -> is(e, 49));
    assertEquals(51, lazy.heard().size(), "nothing was lost");
    producer.join();
  }

  @Test
  void takingOverFreesTheProducerAndEndsTheOld() throws InterruptedException {
    var stuck = new EventRecorder(0);
    queue.subscribe(stuck);
    var finished = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              IntStream.range(0, 50).forEach(i -> queue.put(List.of(event(i))));
              finished.countDown();
            });
    while (!queue.full()) {
      Thread.onSpinWait();
    }
    var fresh = new EventRecorder();
    queue.subscribe(fresh);
    assertTrue(finished.await(20, TimeUnit.SECONDS));
    fresh.await("the last", e -> is(e, 49));
    assertEquals(STATE, fresh.heard().getFirst());
    stuck.awaitEnd();
  }

  @Test
  void withoutSubscriberNothingWaits() {
    IntStream.range(0, 1000).forEach(i -> queue.put(List.of(event(i))));
    var late = new EventRecorder();
    queue.subscribe(late);
    late.await("the state", STATE::equals);
    assertEquals(List.of(STATE), late.heard());
  }

  @Test
  void demandOfNothingIsAnError() {
    var wrong = new EventRecorder(-1);
    queue.subscribe(wrong);
    wrong.awaitEnd();
    assertInstanceOf(IllegalArgumentException.class, wrong.failure());
  }

  @Test
  void closingCompletesPresentAndLateSubscribers() {
    var present = new EventRecorder();
    queue.subscribe(present);
    present.await("the state", STATE::equals);
    queue.close();
    present.awaitEnd();
    var late = new EventRecorder();
    queue.subscribe(late);
    late.awaitEnd();
    assertTrue(present.completed() && late.completed());
  }
}
