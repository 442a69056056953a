package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups what can be done with schedules. */
@Command(
    name = "schedule",
    description = "Workflows that begin by the clock of the market.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ScheduleCommand.All.class,
      ScheduleCommand.Show.class,
      ScheduleCommand.Save.class,
      ScheduleCommand.Delete.class
    })
final class ScheduleCommand implements Runnable {
  private static final String PATH = "/api/schedules";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of: list, show, save, delete.");
  }

  @Command(name = "list", description = "All schedules with their next and last start.")
  static final class All extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.get(PATH);
      return print(
          answer,
          () -> {
            var table = new Table("id", "workflow", "cron", "zone", "enabled", "next", "last", "");
            for (JsonNode s : answer.body().path("schedules")) {
              table.row(
                  Table.show(s.path("schedule_id")),
                  Table.show(s.path("workflow")),
                  Table.show(s.path("cron")),
                  Table.show(s.path("zone")),
                  Table.show(s.path("enabled")),
                  Table.show(s.path("next_at")),
                  Table.show(s.path("last_at")),
                  Table.show(s.path("last_outcome")));
            }
            table.print(out());
          });
    }
  }

  /** Commands about one schedule. */
  abstract static class One extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The schedule's id.")
    String id;

    String path() {
      return PATH + "/" + ApiClient.encode(id);
    }

    int show(ApiClient.Answer answer) {
      return print(
          answer,
          () -> {
            var table = Table.pairs();
            for (var field : answer.body().properties()) {
              table.row(field.getKey(), Table.show(field.getValue()));
            }
            table.print(out());
          });
    }
  }

  @Command(name = "show", description = "One schedule.")
  static final class Show extends One {
    @Override
    int run(ApiClient client) {
      return show(client.get(path()));
    }
  }

  @Command(name = "delete", description = "Removes a schedule; runs that it began go on.")
  static final class Delete extends One {
    @Override
    int run(ApiClient client) {
      return show(client.delete(path()));
    }
  }

  @Command(name = "save", description = "Writes a schedule, or replaces it.")
  static final class Save extends One {
    @Parameters(index = "1", paramLabel = "WORKFLOW", description = "analysis_to_trade, …")
    String workflow;

    @Option(
        names = "--cron",
        required = true,
        description = "Minute, hour, day, month, weekday, like \"45 15 * * 1-5\".")
    String cron;

    @Option(names = "--zone", description = "Time zone; default America/New_York.")
    String zone;

    @Option(names = "--symbols", split = ",", description = "Like AAPL,MSFT.")
    List<String> symbols = List.of();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A parameter of the run.")
    Map<String, String> parameters = Map.of();

    @Option(
        names = "--every-day",
        description = "Also on days without a session and behind an early close.")
    boolean everyDay;

    @Option(
        names = "--missed",
        description = "A start missed while the node was down: skip, once, all.")
    String missed;

    @Option(names = "--disabled", description = "Keep it, start nothing.")
    boolean disabled;

    @Override
    int run(ApiClient client) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("workflow", workflow);
      body.put("parameters", WorkflowCommand.parameters(symbols, parameters));
      body.put("cron", cron);
      if (zone != null) {
        body.put("zone", zone);
      }
      body.put("sessions_only", !everyDay);
      if (missed != null) {
        body.put("missed", missed);
      }
      body.put("enabled", !disabled);
      return show(client.put(path(), body));
    }
  }
}
