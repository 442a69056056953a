package io.orchestrator.test.catalogue;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what the desk said. */
final class RecordedEvents implements Events {
  private final List<EventDraft> drafts = new CopyOnWriteArrayList<>();

  long count(String type) {
    return drafts.stream().filter(d -> d.type().equals(type)).count();
  }

  boolean said(String type, String key, Object value) {
    return drafts.stream().anyMatch(d -> d.type().equals(type) && value.equals(d.data().get(key)));
  }

  List<EventDraft> all() {
    return List.copyOf(drafts);
  }

  @Override
  public void record(EventDraft draft) {
    drafts.add(draft);
  }

  @Override
  public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
    throw new UnsupportedOperationException("the desk does not ask for it");
  }

  @Override
  public CompletionStage<EventPage> page(EventQuery query) {
    throw new UnsupportedOperationException("the desk does not ask for it");
  }

  @Override
  public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
    throw new UnsupportedOperationException("the desk does not ask for it");
  }

  @Override
  public CompletionStage<Long> lastSeq() {
    throw new UnsupportedOperationException("the desk does not ask for it");
  }
}
