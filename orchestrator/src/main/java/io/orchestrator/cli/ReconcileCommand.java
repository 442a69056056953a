package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Our books and the broker's, and the names in which nothing is opened. */
@Command(
    name = "reconcile",
    description = {
      "Compares our books with the broker's now, waits and prints the report (role operator).",
      "Exits 1 unless they are equal; what helps is said on standard error."
    },
    subcommands = {
      ReconcileCommand.Reports.class,
      ReconcileCommand.Show.class,
      ReconcileCommand.Adopt.class,
      ReconcileCommand.Blocked.class,
      ReconcileCommand.Release.class
    })
final class ReconcileCommand extends ClientCommand {
  private static final String REPORTS = "/api/trading/reconciliations";
  private static final String BLOCKED = "/api/trading/blocked-names";

  @Option(
      names = "--reason",
      defaultValue = "asked for on the command line",
      description = "Kept with the report.")
  String reason;

  @Override
  int run(ApiClient client) {
    var answer = client.post("/api/trading/reconcile", Map.of("reason", reason), Map.of());
    return judged(this, answer);
  }

  @Command(name = "list", description = "The comparisons, newest first.")
  static final class Reports extends ClientCommand {
    @Option(names = "--limit", defaultValue = "20", description = "How many; default 20.")
    int limit;

    @Override
    int run(ApiClient client) {
      var answer = client.get(REPORTS + "?limit=" + limit);
      return print(
          answer,
          () -> {
            var table = new Table("id", "finished", "cause", "outcome", "differences", "drift");
            for (JsonNode report : answer.body().path("reconciliations")) {
              table.row(
                  Table.show(report.path("id")),
                  Table.show(report.path("finished_at")),
                  Table.show(report.path("cause")),
                  Table.show(report.path("outcome")),
                  Table.show(report.path("difference_count")),
                  drift(report.path("drift")));
            }
            table.print(out());
          });
    }
  }

  /** Commands about one report. */
  abstract static class OneReport extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Of the report.")
    long id;
  }

  @Command(name = "show", description = "One comparison: what differed, what was done.")
  static final class Show extends OneReport {
    @Override
    int run(ApiClient client) {
      var answer = client.get(REPORTS + "/" + id);
      return print(answer, () -> report(this, answer.body()));
    }
  }

  @Command(
      name = "adopt",
      description = {
        "Our books take the broker's numbers although they differ by more than the drift budget"
            + " (role risk).",
        "Only the newest report, and only while its difference still stands; entries go on then."
      })
  static final class Adopt extends OneReport {
    @Mixin GivenReason reason;

    @Override
    int run(ApiClient client) {
      return judged(
          this,
          client.post(REPORTS + "/" + id + "/adopt", Map.of("reason", reason.text), Map.of()));
    }
  }

  @Command(name = "blocked", description = "Names in which nothing is opened, and why.")
  static final class Blocked extends ClientCommand {
    @Override
    int run(ApiClient client) {
      return names(this, client.get(BLOCKED));
    }
  }

  @Command(
      name = "release",
      description = {
        "Lets entries into a blocked name again, after a clean comparison (role risk).",
        "Cancel the second order at the broker first; prints what is still blocked."
      })
  static final class Release extends ClientCommand {
    @Parameters(paramLabel = "SYMBOL", description = "Like AAPL.")
    String symbol;

    @Mixin GivenReason reason;

    @Override
    int run(ApiClient client) {
      return names(
          this,
          client.post(
              BLOCKED + "/" + ApiClient.encode(symbol) + "/release",
              Map.of("reason", reason.text),
              Map.of()));
    }
  }

  private static int names(ClientCommand command, ApiClient.Answer answer) {
    return command.print(
        answer,
        () -> {
          var table = new Table("symbol", "since", "reason");
          for (JsonNode name : answer.body().path("blocked_names")) {
            table.row(
                Table.show(name.path("symbol")),
                Table.show(name.path("since")),
                Table.show(name.path("reason")));
          }
          table.print(command.out());
        });
  }

  /** The report, and the exit code that it deserves. */
  private static int judged(ClientCommand command, ApiClient.Answer answer) {
    JsonNode report = answer.body();
    command.print(answer, () -> report(command, report));
    String advice =
        switch (report.path("outcome").asText()) {
          case "clean" -> "";
          case "drift_exceeded" ->
              "Entries wait. If the broker is right: orchestrator reconcile adopt "
                  + report.path("id").asText()
                  + " --reason …";
          default -> "Another comparison follows by itself; entries wait until one is clean.";
        };
    if (advice.isEmpty()) {
      return 0;
    }
    var err = command.spec.commandLine().getErr();
    err.println(advice);
    err.flush();
    return CliFailure.REFUSED;
  }

  private static void report(ClientCommand command, JsonNode report) {
    Table.pairs()
        .fields(
            report,
            "id",
            "outcome",
            "cause",
            "complete",
            "detail",
            "asked_by",
            "reason",
            "started_at",
            "finished_at")
        .row("drift", drift(report.path("drift")))
        .row("differences", Table.show(report.path("difference_count")))
        .print(command.out());
    if (!report.path("differences").isEmpty()) {
      command.out().println();
      var table = new Table("what", "of", "ours", "broker's", "USD");
      for (JsonNode difference : report.path("differences")) {
        table.row(
            Table.show(difference.path("kind")),
            Table.show(difference.path("subject")),
            Table.show(difference.path("own")),
            Table.show(difference.path("broker")),
            Table.show(difference.path("usd")));
      }
      table.print(command.out());
    }
    if (!report.path("actions").isEmpty()) {
      command.out().println();
      var table = new Table("done", "with", "because");
      for (JsonNode action : report.path("actions")) {
        table.row(
            Table.show(action.path("action")),
            Table.show(action.path("subject")),
            Table.show(action.path("evidence")));
      }
      table.print(command.out());
    }
  }

  private static String drift(JsonNode drift) {
    return Table.show(drift.path("shares"))
        + " of "
        + Table.show(drift.path("budget_shares"))
        + " shares, "
        + Table.show(drift.path("usd"))
        + " of "
        + Table.show(drift.path("budget_usd"))
        + " USD";
  }
}
