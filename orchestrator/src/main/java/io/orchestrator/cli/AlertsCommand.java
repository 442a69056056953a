package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What people must know. */
@Command(
    name = "alerts",
    description = "Alerts, newest first; acknowledge one, test the channels.",
    subcommands = {AlertsCommand.Acknowledge.class, AlertsCommand.Test.class})
final class AlertsCommand extends ClientCommand {
  @Option(names = "--state", description = "open, acknowledged or resolved; default: all.")
  String state;

  @Option(names = "--limit", defaultValue = "50", description = "How many; default 50.")
  int limit;

  @Override
  int run(ApiClient client) {
    String filter = state == null ? "" : "&state=" + ApiClient.encode(state);
    var answer = client.get("/api/alerts?limit=" + limit + filter);
    return print(
        answer,
        () -> {
          var table = table();
          answer.body().path("alerts").forEach(alert -> row(table, alert));
          table.print(out());
        });
  }

  private static Table table() {
    return new Table("id", "state", "severity", "since", "times", "by", "title");
  }

  private static void row(Table table, JsonNode alert) {
    table.row(
        Table.show(alert.path("id")),
        Table.show(alert.path("state")),
        Table.show(alert.path("severity")),
        Table.show(alert.path("first_at")),
        Table.show(alert.path("count")),
        Table.show(alert.path("acknowledged_by")),
        Table.show(alert.path("title")));
  }

  @Command(name = "ack", description = "You take care of it: it is neither repeated nor escalated.")
  static final class Acknowledge extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Of the alert.")
    String id;

    @Option(names = "--note", description = "Kept with it.")
    String note;

    @Override
    int run(ApiClient client) {
      var answer =
          client.post(
              "/api/alerts/" + ApiClient.encode(id) + "/ack",
              note == null ? Map.of() : Map.of("note", note),
              Map.of());
      return print(
          answer,
          () -> {
            var table = table();
            row(table, answer.body());
            table.print(out());
          });
    }
  }

  @Command(name = "test", description = "Sends a test through every channel.")
  static final class Test extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.post("/api/alerts/test", Map.of(), Map.of());
      var channels = answer.body().path("channels");
      print(
          answer,
          () -> {
            if (channels.isEmpty()) {
              out().println("No channel is configured (alerts.channels).");
            }
            channels
                .properties()
                .forEach(c -> out().println(c.getKey() + "  " + Table.show(c.getValue())));
          });
      boolean all =
          channels.properties().stream().allMatch(c -> c.getValue().asText().equals("delivered"));
      return all ? 0 : CliFailure.REFUSED;
    }
  }
}
