package io.orchestrator.actors.events;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.japi.Pair;
import akka.stream.BackpressureTimeoutException;
import akka.stream.javadsl.Source;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Replay, then live, as one loop over "what comes behind the last one that I saw": there is no seam
 * where an event could be lost or seen twice, and a slow reader simply asks later.
 */
public final class EventFollow {
  private static final Duration ASK = EventTail.PARK.plusSeconds(10);
  private static final Duration RETRY = Duration.ofMillis(200);

  private EventFollow() {}

  public static Source<SystemEvent, NotUsed> source(
      ActorSystem<?> system,
      ActorRef<EventTail.Command> tail,
      EventSettings settings,
      EventFilter filter,
      long afterSeq) {
    return portions(system, tail, afterSeq)
        .mapConcat(batch -> batch)
        .backpressureTimeout(settings.patience())
        .mapError(BackpressureTimeoutException.class, timeout -> tooSlow(settings).asException())
        .filter(filter::matches);
  }

  /** Every event, as many at once as there are; the reader sees to its own slowness. */
  public static Source<List<SystemEvent>, NotUsed> portions(
      ActorSystem<?> system, ActorRef<EventTail.Command> tail, long afterSeq) {
    return Source.unfoldAsync(afterSeq, cursor -> next(system, tail, cursor))
        .filter(batch -> !batch.isEmpty());
  }

  private static CompletionStage<Optional<Pair<Long, List<SystemEvent>>>> next(
      ActorSystem<?> system, ActorRef<EventTail.Command> tail, long cursor) {
    return AskPattern.<EventTail.Command, EventTail.Batch>ask(
            tail, replyTo -> new EventTail.Next(cursor, replyTo), ASK, system.scheduler())
        .thenCompose(
            batch -> {
              if (batch.refused()) {
                return CompletableFuture.failedStage(tooMany().asException());
              }
              List<SystemEvent> events = batch.events();
              if (events.isEmpty()) {
                // Nothing yet, or the store lags behind: not faster than this.
                return CompletableFuture.supplyAsync(
                    () -> Optional.of(Pair.create(cursor, events)),
                    CompletableFuture.delayedExecutor(
                        RETRY.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS));
              }
              return CompletableFuture.completedStage(
                  Optional.of(Pair.create(events.getLast().seq(), events)));
            });
  }

  private static Refusal tooSlow(EventSettings settings) {
    return new Refusal(
        "stream.too_slow",
        503,
        "nothing was taken for " + settings.patience().toSeconds() + " s while events waited",
        "connect again and resume behind the last seq that arrived");
  }

  private static Refusal tooMany() {
    return new Refusal(
        "stream.too_many",
        503,
        "this node has no room for another event stream",
        "close unused streams or use another node");
  }
}
