package io.orchestrator.cli;

import picocli.CommandLine.Command;

@Command(name = "metrics", description = "Counts and durations of the workflows, and the node's.")
final class MetricsCommand extends ClientCommand {
  @Override
  int run(ApiClient client) {
    var answer = client.get("/api/system/metrics");
    return print(
        answer,
        () -> {
          var workflows = new Table("workflow", "count", "total s", "errors", "last run");
          var rest = Table.pairs();
          for (var entry : answer.body().properties()) {
            var v = entry.getValue();
            if (entry.getKey().startsWith("workflow_")) {
              workflows.row(
                  entry.getKey().substring("workflow_".length()),
                  Table.show(v.path("count")),
                  Table.show(v.path("total_time")),
                  Table.show(v.path("errors")),
                  Table.show(v.path("last_run")));
            } else {
              v.properties().forEach(p -> rest.row(p.getKey(), Table.show(p.getValue())));
            }
          }
          workflows.print(out());
          out().println();
          rest.print(out());
        });
  }
}
