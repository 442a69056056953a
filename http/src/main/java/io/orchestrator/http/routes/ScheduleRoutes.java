package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Schedules;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Workflows that begin by the clock. */
public final class ScheduleRoutes {
  private static final String FIELDS =
      "schedule_id:string,workflow:string,parameters:object,cron:string,zone:string,"
          + "sessions_only:boolean,missed:string,enabled:boolean,owner:string,next_at:instant,"
          + "last_at:instant,last_outcome:string";

  private final Schedules schedules;

  public ScheduleRoutes(Schedules schedules) {
    this.schedules = schedules;
  }

  public List<Endpoint> endpoints() {
    String one = "/api/schedules/{schedule_id}";
    return List.of(
        Endpoint.get("/api/schedules")
            .needs(Role.OPERATOR)
            .summary("All schedules; times are of the market's clock")
            .answers("{schedules:[{" + FIELDS + "}]}")
            .handle(this::list),
        Endpoint.get(one)
            .needs(Role.OPERATOR)
            .summary("One schedule")
            .answers("{" + FIELDS + "}", 404)
            .handle(call -> shown(schedules.find(id(call)))),
        Endpoint.put(one)
            .needs(Role.OPERATOR)
            .summary("Writes or replaces a schedule; cron of five fields, New York time by default")
            .body(
                "{workflow:string,parameters:object,cron:string,zone:string,"
                    + "sessions_only:boolean,missed:string,enabled:boolean}")
            .answers("{" + FIELDS + "}", 400, 403, 409)
            .handle(this::save),
        Endpoint.delete(one)
            .needs(Role.OPERATOR)
            .summary("Deletes a schedule; runs that it started go on")
            .answers("{" + FIELDS + "}", 404)
            .handle(call -> shown(schedules.delete(id(call)))));
  }

  private CompletionStage<Answer> list(Call call) {
    call.query().finish();
    return schedules
        .list()
        .thenApply(
            all ->
                Answer.json(Shape.of("schedules", all.stream().map(e -> shape(e).map()).toList())));
  }

  private CompletionStage<Answer> save(Call call) {
    String id = id(call);
    var fields = call.fields();
    String workflow = fields.requiredText("workflow", 60);
    Map<String, Object> parameters = fields.object("parameters");
    String cron = fields.requiredText("cron", 120);
    String zone = fields.text("zone", 60).orElse(TradingCalendar.NEW_YORK.getId());
    boolean sessionsOnly = fields.flag("sessions_only").orElse(true);
    MissedRuns missed =
        fields.oneOf("missed", Choices.of(MissedRuns.class)).orElse(MissedRuns.SKIP);
    boolean enabled = fields.flag("enabled").orElse(true);
    fields.finish();
    return shown(
        schedules.save(
            schedule(
                id,
                workflow,
                parameters,
                cron,
                zone,
                sessionsOnly,
                missed,
                enabled,
                call.caller().has(Role.TRADER),
                call.subject())));
  }

  private static Schedule schedule(
      String id,
      String workflow,
      Map<String, Object> parameters,
      String cron,
      String zone,
      boolean sessionsOnly,
      MissedRuns missed,
      boolean enabled,
      boolean mayTrade,
      String owner) {
    try {
      return new Schedule(
          id,
          workflow,
          parameters,
          cron,
          ZoneId.of(zone),
          sessionsOnly,
          missed,
          enabled,
          mayTrade,
          owner);
    } catch (DateTimeException e) {
      throw InvalidInput.field("zone", "is no time zone like America/New_York");
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("schedule_id", e.getMessage());
    }
  }

  private static String id(Call call) {
    call.query().finish();
    return call.pathValue("schedule_id");
  }

  private static CompletionStage<Answer> shown(CompletionStage<Entry> entry) {
    return entry.thenApply(e -> Answer.json(shape(e)));
  }

  private static Shape shape(Entry e) {
    Schedule s = e.schedule();
    return Shape.of("schedule_id", s.id())
        .and("workflow", s.workflow())
        .and("parameters", s.parameters())
        .and("cron", s.cron())
        .and("zone", s.zone().getId())
        .and("sessions_only", s.sessionsOnly())
        .and("missed", s.missed())
        .and("enabled", s.enabled())
        .and("owner", s.owner())
        .and("next_at", e.nextAt())
        .and("last_at", e.lastAt())
        .and("last_outcome", e.lastOutcome());
  }
}
