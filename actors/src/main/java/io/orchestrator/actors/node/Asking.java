package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.actors.Unanswered;
import io.orchestrator.domain.common.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks a part and turns its silence into {@code system.unavailable}, 503.
 *
 * @param timeout how long a part may take
 */
public record Asking(ActorSystem<?> system, Duration timeout) {
  private static final String ADVICE =
      "it is starting, restarting or overloaded; see the system status and try again";

  public <M, R> CompletionStage<R> ask(
      String part, ActorRef<M> ref, Function<ActorRef<R>, M> message) {
    return ask(part, ref, timeout, message);
  }

  public <M, R> CompletionStage<R> ask(
      String part, ActorRef<M> ref, Duration limit, Function<ActorRef<R>, M> message) {
    return AskPattern.<M, R>ask(ref, message::apply, limit, system.scheduler())
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedStage(
                    Unanswered.asRefusal("'" + part + "'", failure, ADVICE)));
  }

  /** The value, or a failed stage with the refusal. */
  public static <T> T valueOf(Optional<T> value, Optional<Refusal> refusal) {
    refusal.ifPresent(
        r -> {
          throw r.asException();
        });
    return value.orElseThrow(() -> new IllegalStateException("neither a value nor a refusal"));
  }
}
