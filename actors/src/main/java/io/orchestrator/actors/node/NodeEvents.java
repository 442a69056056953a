package io.orchestrator.actors.node;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.events.EventFollow;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.actors.events.EventSettings;
import io.orchestrator.actors.events.EventTail;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@link Events} on one node. */
final class NodeEvents implements Events {
  private static final String PART = "event_manager";

  private final Asking asking;
  private final EventSettings settings;
  private final ActorRef<EventManager.Command> manager;
  private final ActorRef<EventTail.Command> tail;

  NodeEvents(
      Asking asking,
      EventSettings settings,
      ActorRef<EventManager.Command> manager,
      ActorRef<EventTail.Command> tail) {
    this.asking = asking;
    this.settings = settings;
    this.manager = manager;
    this.tail = tail;
  }

  @Override
  public void record(EventDraft draft) {
    manager.tell(new EventManager.Record(draft));
  }

  @Override
  public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
    return asking
        .<EventManager.Command, EventManager.Recorded>ask(
            PART, manager, replyTo -> new EventManager.RecordDurably(draft, replyTo))
        .thenApply(answer -> Asking.valueOf(answer.event(), answer.refusal()));
  }

  @Override
  public CompletionStage<EventPage> page(EventQuery query) {
    return asking
        .<EventManager.Command, EventManager.PageReply>ask(
            PART, manager, replyTo -> new EventManager.GetPage(query, replyTo))
        .thenApply(answer -> Asking.valueOf(answer.page(), answer.refusal()));
  }

  @Override
  public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
    return EventFollow.source(asking.system(), tail, settings, filter, afterSeq);
  }

  @Override
  public Source<List<SystemEvent>, NotUsed> followMany(long afterSeq) {
    return EventFollow.portions(asking.system(), tail, afterSeq);
  }

  @Override
  public CompletionStage<Long> lastSeq() {
    return asking
        .<EventManager.Command, EventManager.LastSeq>ask(
            PART, manager, EventManager.GetLastSeq::new)
        .thenApply(EventManager.LastSeq::seq);
  }
}
