package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks a part and turns its silence into {@code system.unavailable}, 503.
 *
 * @param timeout how long a part may take
 */
public record Asking(ActorSystem<?> system, Duration timeout) {

  public <M, R> CompletionStage<R> ask(
      String part, ActorRef<M> ref, Function<ActorRef<R>, M> message) {
    return ask(part, ref, timeout, message);
  }

  public <M, R> CompletionStage<R> ask(
      String part, ActorRef<M> ref, Duration limit, Function<ActorRef<R>, M> message) {
    return AskPattern.<M, R>ask(ref, message::apply, limit, system.scheduler())
        .exceptionallyCompose(
            failure ->
                java.util.concurrent.CompletableFuture.failedStage(translated(part, failure)));
  }

  /** The value, or a failed stage with the refusal. */
  public static <T> T valueOf(Optional<T> value, Optional<Refusal> refusal) {
    refusal.ifPresent(
        r -> {
          throw r.asException();
        });
    return value.orElseThrow(() -> new IllegalStateException("neither a value nor a refusal"));
  }

  public static Refusal unavailable(String part, String detail) {
    return new Refusal(
        "system.unavailable",
        503,
        "'" + part + "' did not answer: " + detail,
        "it is starting, restarting or overloaded; see the system status and try again");
  }

  private static Throwable translated(String part, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case RefusedException refused -> refused;
      case TimeoutException timeout -> unavailable(part, "no answer in time").asException();
      default -> unavailable(part, cause.getClass().getSimpleName()).asException();
    };
  }
}
