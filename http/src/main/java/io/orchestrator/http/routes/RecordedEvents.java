package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All events of one correlation id, oldest first, page by page. */
final class RecordedEvents {
  /** A run has seldom a tenth of it. */
  private static final int MOST = 20 * EventQuery.MAX_LIMIT;

  private RecordedEvents() {}

  static CompletionStage<List<SystemEvent>> of(Events events, String correlation) {
    return correlation.isEmpty()
        ? CompletableFuture.completedStage(List.of())
        : behind(events, correlation, Optional.of(0L), List.of());
  }

  private static CompletionStage<List<SystemEvent>> behind(
      Events events, String correlation, Optional<Long> after, List<SystemEvent> before) {
    var filter =
        new EventFilter(
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(correlation));
    return events
        .page(new EventQuery(filter, after, EventQuery.MAX_LIMIT, true))
        .thenCompose(
            page -> {
              List<SystemEvent> all = new ArrayList<>(before);
              all.addAll(page.events());
              return page.nextAfterSeq().isPresent() && all.size() < MOST
                  ? behind(events, correlation, page.nextAfterSeq(), all)
                  : CompletableFuture.completedStage(all);
            });
  }
}
