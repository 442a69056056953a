package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.SystemJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /api/system/events}: the history, page by page. */
public final class EventRoutes {
  private static final int MAX_NAMES = 50;
  private final Events events;
  private final int defaultLimit;

  /**
   * @param defaultLimit page size when none is asked for: {@code event-history-limit}
   */
  public EventRoutes(Events events, int defaultLimit) {
    this.events = events;
    this.defaultLimit = Math.min(defaultLimit, EventQuery.MAX_LIMIT);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/system/events")
            .needs(Role.VIEWER)
            .summary("System events; severity means this one and worse")
            .query("type", "string")
            .query("source", "string")
            .query("severity", "string")
            .query("from", "instant")
            .query("to", "instant")
            .query("correlation_id", "string")
            .query("after_seq", "integer")
            .query("limit", "integer")
            .query("order", "string")
            .answers(
                "{events:[{seq:integer,timestamp:instant,event_type:string,source:string,"
                    + "severity:string,data:object,correlation_id:string}],next_after_seq:integer}")
            .handle(this::page));
  }

  private CompletionStage<Answer> page(Call call) {
    var query = call.query();
    var filter =
        new EventFilter(
            Set.copyOf(query.list("type", MAX_NAMES)),
            Set.copyOf(query.list("source", MAX_NAMES)),
            query.oneOf("severity", Choices.of(Severity.class)),
            query.instant("from"),
            query.instant("to"),
            query.text("correlation_id"));
    var after = query.integer("after_seq", 0, Long.MAX_VALUE);
    long limit = query.integer("limit", 1, EventQuery.MAX_LIMIT).orElse((long) defaultLimit);
    boolean ascending = query.oneOf("order", Map.of("asc", true, "desc", false)).orElse(true);
    query.finish();
    return events
        .page(new EventQuery(filter, after, (int) limit, ascending))
        .thenApply(page -> Answer.json(SystemJson.page(page)));
  }
}
