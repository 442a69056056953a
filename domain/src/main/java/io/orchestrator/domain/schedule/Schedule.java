package io.orchestrator.domain.schedule;

import io.orchestrator.domain.workflow.JsonLike;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A workflow that begins by the clock.
 *
 * @param id 1 to 40 of a-z 0-9 _ -
 * @param workflow wire name of its type
 * @param parameters of each run, JSON-like
 * @param cron five fields: minute, hour, day of month, month, day of week
 * @param zone in which the fields are meant
 * @param sessionsOnly days on which the exchange is closed are left out, and what an early close
 *     takes of the regular hours
 * @param enabled false: kept, and never due
 * @param mayTrade whether whoever wrote it may place orders
 * @param owner who wrote it
 */
public record Schedule(
    String id,
    String workflow,
    Map<String, Object> parameters,
    String cron,
    ZoneId zone,
    boolean sessionsOnly,
    MissedRuns missed,
    boolean enabled,
    boolean mayTrade,
    String owner) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  public Schedule {
    parameters = JsonLike.copy(parameters);
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(missed, "missed");
    if (id == null || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a schedule's id has 1 to 40 of a-z 0-9 _ -, was '" + id + "'");
    }
  }
}
