package io.orchestrator.actors.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.stream.Attributes;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import io.orchestrator.actors.api.LiveFeed.QuoteUpdate;
import io.orchestrator.actors.api.LiveFeed.Update;
import io.orchestrator.actors.api.LiveFeed.ViolationUpdate;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.risk.Violation;
import io.orchestrator.domain.risk.ViolationType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LiveHubTest {
  private static final ActorTestKit KIT = ActorTestKit.create("live-hub");
  private static final Instant NOON = Instant.parse("2024-01-25T17:00:00Z");
  private static final int MANY = 5000;
  private static final int FEW = 16;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aReaderThatLagsMissesOldQuotesAndNoViolation() throws Exception {
    LiveHub hub = hub(2 * MANY, 100);
    var reader = hub.updates().runWith(takesNothing(), KIT.system());
    until(reader.pull(), () -> hub.publishHere(quote(0)));
    CompletionStage<Done> quick = quick(hub);
    for (int i = 1; i <= MANY; i++) {
      hub.publishHere(quote(i));
      if (i % 100 == 0) {
        hub.publishHere(violation(i));
      }
    }
    until(quick, () -> hub.publishHere(quote(MANY + 1)));
    List<Double> quotes = new ArrayList<>(List.of(0.0));
    List<Double> violations = new ArrayList<>();
    while (quotes.getLast() < MANY || violations.size() < MANY / 100) {
      switch (reader.pull().toCompletableFuture().get(30, TimeUnit.SECONDS).orElseThrow()) {
        case QuoteUpdate q -> quotes.add(q.quote().last());
        case ViolationUpdate v -> violations.add(v.violation().value());
        case Update other -> throw new AssertionError(other.toString());
      }
    }
    assertTrue(quotes.size() < MANY / 2, quotes.size() + " of " + MANY + " quotes were waiting");
    assertEquals(
        IntStream.rangeClosed(1, MANY / 100).mapToObj(i -> i * 100.0).toList(), violations);
  }

  @Test
  void aReaderForWhomTooMuchHappenedIsEnded() throws Exception {
    LiveHub hub = hub(MANY, FEW);
    CompletionStage<Done> reader =
        hub.updates().watchTermination(Keep.right()).to(takesNothing()).run(KIT.system());
    until(reader.exceptionally(failed -> Done.getInstance()), () -> hub.publishHere(violation(1)));
    assertEquals("stream.too_slow", whyEnded(reader));
  }

  /** Blocked itself: then nothing goes through the hub, and its queue fills. */
  @Test
  void whatTheHubCouldNotTakeEndsItsReaders() throws Exception {
    LiveHub hub = hub(FEW, MANY);
    CountDownLatch open = new CountDownLatch(1);
    CompletionStage<Done> reader =
        hub.updates()
            .runForeach(update -> assertTrue(open.await(30, TimeUnit.SECONDS)), KIT.system());
    int published = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (hub.dropped() == 0 && System.nanoTime() < end) {
      hub.publishHere(violation(++published));
      Thread.onSpinWait();
    }
    assertTrue(hub.dropped() > 0, published + " violations and none dropped");
    open.countDown();
    assertEquals("stream.too_slow", whyEnded(reader));
  }

  private static String whyEnded(CompletionStage<Done> reader) {
    var failure =
        assertThrows(
            ExecutionException.class, () -> reader.toCompletableFuture().get(30, TimeUnit.SECONDS));
    return assertInstanceOf(RefusedException.class, failure.getCause()).refusal().code();
  }

  private static LiveHub hub(int queue, int pending) {
    var settings = new LiveSettings(queue, pending, 10, Duration.ofSeconds(15));
    return LiveHub.start(
        KIT.system(),
        settings,
        "node",
        KIT.<DataPipeline.Command>createTestProbe().ref(),
        new LiveHub.Spawner() {
          @Override
          public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
            return KIT.spawn(behavior);
          }
        });
  }

  /** Until it is asked. */
  private static Sink<Update, SinkQueueWithCancel<Update>> takesNothing() {
    return Sink.<Update>queue(1).addAttributes(Attributes.inputBuffer(1, 1));
  }

  /** Done when the quote after the last came by. */
  private static CompletionStage<Done> quick(LiveHub hub) {
    return hub.updates()
        .takeWhile(update -> !(update instanceof QuoteUpdate q && q.quote().last() > MANY))
        .runWith(Sink.ignore(), KIT.system());
  }

  /** A reader gets what comes after it was there, and nobody says when that is. */
  private static void until(CompletionStage<?> seen, Runnable publish) throws Exception {
    for (int i = 0; i < MANY; i++) {
      publish.run();
      try {
        seen.toCompletableFuture().get(10, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException again) {
        assertTrue(i < MANY - 1, "it never came");
      }
    }
  }

  private static QuoteUpdate quote(double last) {
    return new QuoteUpdate(
        new Quote(
            Symbol.of("MSFT"), 99.5, 100.5, 100, 200, last, 10, 12345, NOON, DataQuality.GOOD));
  }

  private static ViolationUpdate violation(double value) {
    return new ViolationUpdate(
        new Violation(ViolationType.VAR_LIMIT, value, 1, "portfolio", NOON, Optional.empty()));
  }
}
