package io.orchestrator.http.routes;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What load balancers and Prometheus ask. */
public final class ProbeRoutes {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
  private static final Set<SystemState> NOT_READY =
      Set.of(SystemState.INITIALIZING, SystemState.ERROR, SystemState.SHUTDOWN);

  private final SystemControl control;
  private final PrometheusMeterRegistry meters;

  public ProbeRoutes(SystemControl control, PrometheusMeterRegistry meters) {
    this.control = control;
    this.meters = meters;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/health/live")
            .summary("The process answers")
            .answers("{status:string}")
            .handle(
                call -> CompletableFuture.completedFuture(Answer.json(Shape.of("status", "live")))),
        Endpoint.get("/health/ready")
            .timeout(PROBE_TIMEOUT)
            .summary("The system can take requests")
            .answers("{status:string,state:string}", 503)
            .handle(this::ready),
        Endpoint.get("/metrics")
            .needsUnlessLoopback(Role.VIEWER)
            .summary("Prometheus text format")
            .answers("string")
            .handle(this::scrape));
  }

  private CompletionStage<Answer> ready(Call call) {
    return control
        .status()
        .thenApply(
            status -> {
              boolean ready = !NOT_READY.contains(status.state());
              return Answer.json(
                  ready ? 200 : 503,
                  Shape.of("status", ready ? "ready" : "not_ready").and("state", status.state()));
            });
  }

  private CompletionStage<Answer> scrape(Call call) {
    return CompletableFuture.completedFuture(Answer.text("text/prometheus", meters.scrape()));
  }
}
