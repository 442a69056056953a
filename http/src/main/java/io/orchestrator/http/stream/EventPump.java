package io.orchestrator.http.stream;

import akka.Done;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Carries the event history to one client, each event once, also over a resume. Calls come one at a
 * time (the session's command loop or its timer, which exclude each other by {@code synchronized}).
 */
final class EventPump {
  private final Events events;
  private final Materializer materializer;
  private final Function<List<SystemEvent>, CompletionStage<Done>> deliver;
  private final Consumer<Throwable> failed;

  /** Everything in {@code from..last} went through already. */
  private long from;

  private volatile long last;
  private boolean started;
  private Optional<UniqueKillSwitch> running = Optional.empty();
  private CompletionStage<Done> stopped = CompletableFuture.completedFuture(Done.getInstance());

  EventPump(
      Events events,
      Materializer materializer,
      Function<List<SystemEvent>, CompletionStage<Done>> deliver,
      Consumer<Throwable> failed) {
    this.events = events;
    this.materializer = materializer;
    this.deliver = deliver;
    this.failed = failed;
  }

  /** Everything behind {@code seq}, from now on; a second call does nothing. */
  synchronized void start(long seq) {
    if (!started) {
      started = true;
      from = seq + 1;
      last = seq;
      run(seq, seq, () -> {});
    }
  }

  /**
   * Brings what is missing behind {@code afterSeq}, in order, then goes on live.
   *
   * @param caughtUp called once everything up to {@code target} went through
   */
  synchronized void resume(long afterSeq, long target, Runnable caughtUp) {
    if (!started) {
      started = true;
      from = afterSeq + 1;
      last = afterSeq;
      run(afterSeq, target, caughtUp);
      return;
    }
    running.ifPresent(UniqueKillSwitch::shutdown);
    running = Optional.empty();
    stopped.whenComplete((done, failure) -> restart(afterSeq, target, caughtUp));
  }

  private synchronized void restart(long afterSeq, long target, Runnable caughtUp) {
    // A client that saw more than we sent (over another connection) must not see it again.
    last = Math.max(last, afterSeq);
    run(afterSeq, target, caughtUp);
  }

  synchronized void stop() {
    started = true;
    running.ifPresent(UniqueKillSwitch::shutdown);
    running = Optional.empty();
  }

  /** The first retained event behind {@code afterSeq} follows it directly, or there is none. */
  CompletionStage<Boolean> reaches(long afterSeq) {
    return events
        .page(new EventQuery(EventFilter.ALL, Optional.of(afterSeq), 1, true))
        .thenApply(
            page -> page.events().isEmpty() || page.events().getFirst().seq() == afterSeq + 1);
  }

  private void run(long afterSeq, long target, Runnable caughtUp) {
    long doneFrom = from;
    long doneLast = last;
    from = Math.min(from, afterSeq + 1);
    var notified = new boolean[] {afterSeq >= target};
    if (notified[0]) {
      caughtUp.run();
    }
    var stream =
        events
            .followMany(afterSeq)
            .viaMat(KillSwitches.single(), Keep.right())
            .mapAsync(
                1,
                several -> {
                  List<SystemEvent> missing = without(several, doneFrom, doneLast);
                  if (notified[0] || several.getLast().seq() < target) {
                    return pass(missing);
                  }
                  notified[0] = true;
                  return pass(select(missing, event -> event.seq() <= target))
                      .thenCompose(
                          done -> {
                            caughtUp.run();
                            return pass(select(missing, event -> event.seq() > target));
                          });
                })
            .toMat(Sink.ignore(), Keep.both())
            .run(materializer);
    running = Optional.of(stream.first());
    stopped = stream.second();
    stopped.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            failed.accept(failure);
          }
        });
  }

  /** Those of a portion that did not go through in an earlier run. */
  private static List<SystemEvent> without(
      List<SystemEvent> several, long doneFrom, long doneLast) {
    return several.getFirst().seq() > doneLast
        ? several
        : select(several, event -> event.seq() < doneFrom || event.seq() > doneLast);
  }

  private static List<SystemEvent> select(List<SystemEvent> several, Predicate<SystemEvent> which) {
    return several.stream().filter(which).toList();
  }

  private CompletionStage<Done> pass(List<SystemEvent> several) {
    if (several.isEmpty()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return deliver
        .apply(several)
        .thenApply(
            done -> {
              last = Math.max(last, several.getLast().seq());
              return done;
            });
  }
}
