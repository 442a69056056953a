package io.orchestrator.http.routes;

import io.orchestrator.actors.api.HealthReports;
import io.orchestrator.actors.api.MetricsView;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.SystemJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** {@code /api/system}: state, health, metrics, control. */
public final class SystemRoutes {
  private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(60);
  private static final String HEALTH =
      "{timestamp:instant,overall:string,status:object,history:[{at:instant,service:string,"
          + "from:string,to:string,detail:string}]}";

  private final SystemControl control;
  private final HealthReports health;
  private final MetricsView metrics;
  private final IntSupplier clients;
  private final String node;
  private final String version;
  private final AtomicReference<Shown> shown = new AtomicReference<>();

  private record Shown(SystemStatus status, int clients, Answer answer) {}

  /**
   * @param clients streaming clients of this node
   */
  public SystemRoutes(
      SystemControl control,
      HealthReports health,
      MetricsView metrics,
      IntSupplier clients,
      String node,
      String version) {
    this.control = control;
    this.health = health;
    this.metrics = metrics;
    this.clients = clients;
    this.node = node;
    this.version = version;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/system/status")
            .needs(Role.VIEWER)
            .summary("State, uptime and what runs")
            .answers(
                "{state:string,uptime:string,active_workflows:[string],metrics:{"
                    + "active_workflows:integer,websocket_clients:integer,uptime:string},"
                    + "connected_clients:integer,event_count:integer,trading_state:string,"
                    + "degraded_reasons:[string],node:string,version:string,since:instant}")
            .handle(this::status),
        Endpoint.get("/api/system/health")
            .needs(Role.VIEWER)
            .summary("Every service: state, latency, recovery, history")
            .answers(HEALTH)
            .handle(this::health),
        Endpoint.post("/api/system/health/{service}/recover")
            .needs(Role.OPERATOR)
            .summary("Manual intervention: try recovery now")
            .answers(HEALTH, 404)
            .handle(this::recover),
        Endpoint.get("/api/system/metrics")
            .needs(Role.VIEWER)
            .summary("Per workflow: count, total_time, errors, last_run; and the node's operation")
            .answers("object")
            .handle(this::metrics),
        Endpoint.post("/api/system/control/{action}")
            .needs(Role.OPERATOR)
            .timeout(CONTROL_TIMEOUT)
            .summary("start, stop, restart or maintenance")
            .answers("{status:string,message:string}", 404, 409)
            .handle(this::control));
  }

  private CompletionStage<Answer> status(Call call) {
    call.query().finish();
    return control.status().thenApply(this::shown);
  }

  /** The status is one object for all who ask within a moment: written once for them. */
  private Answer shown(SystemStatus status) {
    int connected = clients.getAsInt();
    Shown last = shown.get();
    if (last == null || last.status != status || last.clients != connected) {
      var answer = Answer.json(SystemJson.status(status, connected, node, version));
      last = new Shown(status, connected, answer);
      shown.set(last);
    }
    return last.answer;
  }

  private CompletionStage<Answer> health(Call call) {
    call.query().finish();
    return health.report().thenApply(report -> Answer.json(SystemJson.health(report)));
  }

  private CompletionStage<Answer> recover(Call call) {
    call.query().finish();
    ServiceName service =
        ServiceName.parse(call.pathValue("service"))
            .orElseThrow(
                () ->
                    new Refusal(
                            "health.unknown_service",
                            404,
                            "There is no service '" + call.pathValue("service") + "'.",
                            "Use one of: " + names(ServiceName.values()) + ".")
                        .asException());
    return health
        .recover(service, call.subject())
        .thenApply(report -> Answer.json(SystemJson.health(report)));
  }

  private CompletionStage<Answer> metrics(Call call) {
    call.query().finish();
    Shape shape =
        Shape.of("clients", Shape.of("websocket_clients", clients.getAsInt()))
            .and("operations", metrics.operations());
    metrics
        .workflows()
        .forEach(
            (name, m) ->
                shape.and(
                    name,
                    Shape.of("count", m.count())
                        .and("total_time", m.totalTime())
                        .and("errors", m.errors())
                        .and("last_run", m.lastRun())));
    return CompletableFuture.completedFuture(Answer.json(shape));
  }

  private CompletionStage<Answer> control(Call call) {
    call.query().finish();
    ControlAction action =
        action(call.pathValue("action"))
            .orElseThrow(
                () ->
                    new Refusal(
                            "system.unknown_action",
                            404,
                            "There is no action '" + call.pathValue("action") + "'.",
                            "Use one of: " + names(ControlAction.values()) + ".")
                        .asException());
    return control
        .control(action, call.subject())
        .thenApply(
            result ->
                Answer.json(Shape.of("status", result.status()).and("message", result.message())));
  }

  private static Optional<ControlAction> action(String name) {
    return Arrays.stream(ControlAction.values())
        .filter(action -> action.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  private static String names(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
