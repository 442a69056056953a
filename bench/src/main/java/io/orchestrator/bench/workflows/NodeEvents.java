package io.orchestrator.bench.workflows;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Events as a node has them, without the reading end, which nobody uses here. */
record NodeEvents(ActorSystem<?> system, ActorRef<EventManager.Command> manager)
    implements Events {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void record(EventDraft draft) {
    manager.tell(new EventManager.Record(draft));
  }

  @Override
  public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
    return AskPattern.<EventManager.Command, EventManager.Recorded>ask(
            manager,
            replyTo -> new EventManager.RecordDurably(draft, replyTo),
            PATIENCE,
            system.scheduler())
        .thenApply(answer -> answer.event().orElseThrow());
  }

  @Override
  public CompletionStage<EventPage> page(EventQuery query) {
    return AskPattern.<EventManager.Command, EventManager.PageReply>ask(
            manager,
            replyTo -> new EventManager.GetPage(query, replyTo),
            PATIENCE,
            system.scheduler())
        .thenApply(answer -> answer.page().orElseThrow());
  }

  @Override
  public Source<SystemEvent, akka.NotUsed> follow(EventFilter filter, long afterSeq) {
    return Source.empty();
  }

  @Override
  public CompletionStage<Long> lastSeq() {
    return AskPattern.ask(manager, EventManager.GetLastSeq::new, PATIENCE, system.scheduler())
        .thenApply(EventManager.LastSeq::seq);
  }
}
