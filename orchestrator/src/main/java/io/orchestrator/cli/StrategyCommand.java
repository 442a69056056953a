package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Versions of strategies. */
@Command(
    name = "strategy",
    description = "Look at the versions of strategies, promote one, take one back.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StrategyCommand.All.class,
      StrategyCommand.Show.class,
      StrategyCommand.Report.class,
      StrategyCommand.Promote.class,
      StrategyCommand.Rollback.class
    })
final class StrategyCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of: list, show, report, promote, rollback.");
  }

  @Command(name = "list", description = "Every strategy with its champion and who is on the way.")
  static final class All extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.get("/api/strategies");
      return print(
          answer,
          () -> {
            var table = new Table("strategy", "champion", "under way", "stage", "versions");
            for (JsonNode s : answer.body().path("strategies")) {
              table.row(
                  Table.show(s.path("strategy")),
                  Table.show(s.path("champion").path("version")),
                  Table.show(s.path("under_way").path("version")),
                  Table.show(s.path("under_way").path("stage")),
                  Table.show(s.path("versions")));
            }
            table.print(out());
          });
    }
  }

  /** Commands about one strategy. */
  abstract static class OneStrategy extends ClientCommand {
    @Parameters(paramLabel = "STRATEGY", description = "momentum, …")
    String strategy;

    String path() {
      return "/api/strategies/" + ApiClient.encode(strategy);
    }

    int show(ApiClient.Answer answer) {
      return print(answer, () -> table(answer.body()));
    }

    private void table(JsonNode line) {
      var table =
          new Table(
              "version", "stage", "capital", "since", "Sharpe", "deflated", "days", "z", "against");
      for (JsonNode v : line.path("versions")) {
        table.row(
            Table.show(v.path("version")),
            Table.show(v.path("stage")),
            Math.round(100 * v.path("capital_share").asDouble()) + " %",
            Table.show(v.path("since")),
            "%.2f".formatted(v.path("evidence").path("sharpe").asDouble()),
            "%.3f".formatted(v.path("evidence").path("deflated_sharpe").asDouble()),
            Table.show(v.path("review").path("days")),
            v.path("review").has("z")
                ? "%.2f".formatted(v.path("review").path("z").asDouble())
                : "",
            Table.show(v.path("evidence").path("against")));
      }
      table.print(out());
    }
  }

  @Command(name = "show", description = "All versions of one.")
  static final class Show extends OneStrategy {
    @Override
    int run(ApiClient client) {
      return show(client.get(path()));
    }
  }

  @Command(
      name = "report",
      description = {
        "The evidence of a version as a page (HTML), from the node that searched.",
        "Without --html it is printed."
      })
  static final class Report extends OneStrategy {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "VERSION",
        description = "Its number; without it the newest.")
    Integer version;

    @Option(names = "--html", paramLabel = "FILE", description = "Where it is written to.")
    Path html;

    @Override
    int run(ApiClient client) {
      String page =
          client.page(path() + "/report" + (version == null ? "" : "?version=" + version));
      if (html == null) {
        out().println(page);
        out().flush();
      }
      OutputFile.write(html, page);
      return 0;
    }
  }

  @Command(
      name = "promote",
      description = {
        "Leads a version one stage on: shadow, pilot, partial, champion.",
        "All limits of RTS 6 must be given, now or when it was found."
      })
  static final class Promote extends OneStrategy {
    @Parameters(index = "1", paramLabel = "VERSION", description = "Its number.")
    int version;

    @Option(names = "--reason", required = true, description = "Kept in its history.")
    String reason;

    @Option(
        names = "--limit",
        paramLabel = "NAME=NUMBER",
        description =
            "max_instruments, max_order_value, max_messages_per_minute, max_position,"
                + " max_strategy_loss; repeatable.")
    Map<String, String> limits = Map.of();

    @Override
    int run(ApiClient client) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("version", version);
      body.put("reason", reason);
      if (!limits.isEmpty()) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        limits.forEach((name, text) -> numbers.put(name, WorkflowCommand.Run.value(text)));
        body.put("limits", numbers);
      }
      return show(client.post(path() + "/promote", body, Map.of()));
    }
  }

  @Command(name = "rollback", description = "Takes back the version under way, else the champion.")
  static final class Rollback extends OneStrategy {
    @Option(names = "--reason", required = true, description = "Kept in its history.")
    String reason;

    @Override
    int run(ApiClient client) {
      return show(client.post(path() + "/rollback", Map.of("reason", reason), Map.of()));
    }
  }
}
