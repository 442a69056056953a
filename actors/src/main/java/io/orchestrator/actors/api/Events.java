package io.orchestrator.actors.api;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The Event Manager: one durable, totally ordered history. */
public interface Events {
  /** Records without waiting; delivered in order of calls, buffered with a bound. */
  void record(EventDraft draft);

  /** Answers when it is on disk. */
  CompletionStage<SystemEvent> recordDurably(EventDraft draft);

  CompletionStage<EventPage> page(EventQuery query);

  /**
   * Every matching event behind {@code afterSeq} that is on disk, then live, without gap or
   * duplicate. Back-pressured; a reader that stays too slow fails with {@code stream.too_slow}.
   *
   * @param afterSeq 0 for the whole history; use {@link #lastSeq()} for "from now on"
   */
  Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq);

  /**
   * As {@link #follow} with every event, but in the portions in which they come, none of them
   * empty: with a thousand readers each step of a stream counts. How long a reader may take is his
   * own affair.
   */
  default Source<List<SystemEvent>, NotUsed> followMany(long afterSeq) {
    return follow(EventFilter.ALL, afterSeq).map(List::of);
  }

  CompletionStage<Long> lastSeq();
}
