package io.orchestrator.actors.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorSignalInterceptor;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import java.util.concurrent.CompletableFuture;

/** Runs something on a blocking thread when an actor, with all its children, has stopped. */
final class AfterStop<T> extends BehaviorSignalInterceptor<T> {
  private final Runnable then;

  AfterStop(Runnable then) {
    this.then = then;
  }

  @Override
  public Behavior<T> aroundSignal(
      TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
    if (signal instanceof PostStop) {
      CompletableFuture.runAsync(
          then,
          context
              .asJava()
              .getSystem()
              .dispatchers()
              .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking")));
    }
    return target.apply(context, signal);
  }
}
