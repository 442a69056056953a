package io.orchestrator.cli;

import picocli.CommandLine.Command;

@Command(name = "health", description = "Every service: status, latency, recovery.")
final class HealthCommand extends ClientCommand {
  @Override
  int run(ApiClient client) {
    var answer = client.get("/api/system/health");
    return print(
        answer,
        () -> {
          var table = new Table("service", "status", "latency ms", "since", "detail", "recovery");
          for (var service : answer.body().path("status").properties()) {
            var v = service.getValue();
            table.row(
                service.getKey(),
                Table.show(v.path("status")),
                Table.show(v.path("latency_ms")),
                Table.show(v.path("since")),
                Table.show(v.path("detail")),
                Table.show(v.path("recovery").path("step")));
          }
          table.print(out());
        });
  }
}
