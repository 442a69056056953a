package io.orchestrator.test.trading;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the desk said last, for the words of a failure. */
final class LastEvents implements Events {
  private static final int KEPT = 30;
  private final Deque<EventDraft> last = new ArrayDeque<>();

  @Override
  public synchronized void record(EventDraft draft) {
    last.addLast(draft);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  synchronized List<EventDraft> last() {
    return List.copyOf(last);
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
