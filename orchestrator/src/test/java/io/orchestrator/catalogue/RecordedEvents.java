package io.orchestrator.catalogue;

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

/** Keeps what is recorded; is asked for nothing. */
final class RecordedEvents implements Events {
  final List<EventDraft> drafts = new CopyOnWriteArrayList<>();

  @Override
  public void record(EventDraft draft) {
    drafts.add(draft);
  }

  @Override
  public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
    throw new AssertionError("not asked");
  }

  @Override
  public CompletionStage<EventPage> page(EventQuery query) {
    throw new AssertionError("not asked");
  }

  @Override
  public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
    throw new AssertionError("not asked");
  }

  @Override
  public CompletionStage<Long> lastSeq() {
    throw new AssertionError("not asked");
  }
}
