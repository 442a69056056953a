package io.orchestrator.actors.node;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is recorded, for tests of single parts. */
public final class KeptEvents implements Events {
  public final List<EventDraft> drafts = new CopyOnWriteArrayList<>();

  public long count(String type) {
    return drafts.stream().filter(d -> d.type().equals(type)).count();
  }

  /** In the order in which they were recorded. */
  public List<String> typesOf(String correlationId) {
    return drafts.stream()
        .filter(d -> d.correlationId().equals(correlationId))
        .map(EventDraft::type)
        .toList();
  }

  public List<EventDraft> ofType(String type) {
    return drafts.stream().filter(d -> d.type().equals(type)).toList();
  }

  @Override
  public void record(EventDraft draft) {
    drafts.add(draft);
  }

  @Override
  public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
    drafts.add(draft);
    return CompletableFuture.completedStage(
        new SystemEvent(
            drafts.size(),
            Instant.now(),
            draft.type(),
            draft.source(),
            draft.severity(),
            draft.data(),
            draft.correlationId()));
  }

  @Override
  public CompletionStage<EventPage> page(EventQuery query) {
    return CompletableFuture.completedStage(new EventPage(List.of(), Optional.empty()));
  }

  @Override
  public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
    return Source.empty();
  }

  @Override
  public CompletionStage<Long> lastSeq() {
    return CompletableFuture.completedStage((long) drafts.size());
  }
}
