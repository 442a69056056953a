package io.orchestrator.http.routes;

import io.orchestrator.domain.port.Configuration;
import io.orchestrator.domain.port.Configuration.Change;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /api/config}: what is in force and where it comes from. */
public final class ConfigRoutes {
  private static final String CHANGES = "[{key:string,before:string,after:string}]";

  private final Configuration configuration;

  public ConfigRoutes(Configuration configuration) {
    this.configuration = configuration;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/config")
            .needs(Role.RISK)
            .summary("Every key with its value and where it was set; no secrets")
            .query("prefix", "string")
            .answers("{entries:[{key:string,value:string,origin:string,reloadable:boolean}]}")
            .handle(this::entries),
        Endpoint.post("/api/config/reload")
            .needs(Role.RISK)
            .summary(
                "Reads files and environment again; limits, intervals and log levels count at once")
            .answers("{applied:" + CHANGES + ",after_restart:" + CHANGES + "}", 409)
            .handle(this::reload));
  }

  private CompletionStage<Answer> entries(Call call) {
    var query = call.query();
    String prefix = query.text("prefix").orElse("");
    query.finish();
    return CompletableFuture.completedFuture(
        Answer.json(
            Shape.of(
                "entries",
                configuration.entries().stream()
                    .filter(
                        e ->
                            e.key().startsWith(prefix)
                                || e.key().startsWith("orchestrator." + prefix))
                    .map(
                        e ->
                            Shape.of("key", e.key())
                                .and("value", e.value())
                                .and("origin", e.origin())
                                .and("reloadable", e.reloadable())
                                .map())
                    .toList())));
  }

  private CompletionStage<Answer> reload(Call call) {
    call.query().finish();
    return configuration
        .reload(call.subject())
        .thenApply(
            done ->
                Answer.json(
                    Shape.of("applied", changes(done.applied()))
                        .and("after_restart", changes(done.afterRestart()))));
  }

  private static List<Map<String, Object>> changes(List<Change> changes) {
    return changes.stream()
        .map(c -> Shape.of("key", c.key()).and("before", c.before()).and("after", c.after()).map())
        .toList();
  }
}
