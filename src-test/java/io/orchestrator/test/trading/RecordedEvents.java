package io.orchestrator.test.trading;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps what the desk said. */
public final class RecordedEvents implements Events {
  private static final int LATEST = 30;
  private final List<EventDraft> drafts = new ArrayList<>();

  long count(String type) {
    return all().stream().filter(d -> d.type().equals(type)).count();
  }

  boolean said(String type, String key, Object value) {
    return all().stream().anyMatch(d -> d.type().equals(type) && value.equals(d.data().get(key)));
  }

  synchronized List<EventDraft> all() {
    return List.copyOf(drafts);
  }

  /** For the words of a failure. */
  synchronized List<EventDraft> last() {
    return List.copyOf(drafts.subList(Math.max(0, drafts.size() - LATEST), drafts.size()));
  }

  @Override
  public synchronized void record(EventDraft draft) {
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
