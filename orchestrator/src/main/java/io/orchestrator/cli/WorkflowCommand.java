package io.orchestrator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups what can be done with workflows. */
@Command(
    name = "workflow",
    description = "Run, look at and steer workflows.",
    mixinStandardHelpOptions = true,
    subcommands = {
      WorkflowCommand.Run.class,
      WorkflowCommand.Runs.class,
      WorkflowCommand.Show.class,
      WhyCommand.class,
      WorkflowCommand.Cancel.class,
      WorkflowCommand.Pause.class,
      WorkflowCommand.Resume.class,
      WorkflowCommand.Retry.class,
      WorkflowCommand.Approve.class,
      WorkflowCommand.Signal.class,
      WorkflowCommand.Plan.class,
      WorkflowCommand.Export.class
    })
final class WorkflowCommand implements Runnable {
  private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled");

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name one of: run, list, show, why, cancel, pause, resume, retry, approve, signal, plan,"
            + " export.");
  }

  @Command(name = "run", description = "Starts a workflow; with --wait exits 0 if it completes.")
  static final class Run extends ClientCommand {
    private static final long POLL_SECONDS = 1;

    @Parameters(paramLabel = "TYPE", description = "analysis_to_trade, …")
    String type;

    @Option(names = "--symbols", split = ",", description = "Like AAPL,MSFT.")
    List<String> symbols = List.of();

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "A parameter; the value is JSON where it reads as JSON, else text.")
    Map<String, String> parameters = Map.of();

    @Option(names = "--wait", description = "Stay until it ends.")
    boolean wait;

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "What came out as a page (HTML); implies --wait.")
    Path report;

    @Option(
        names = "--svg",
        paramLabel = "FILE",
        description = "Its drawing alone; implies --wait.")
    Path svg;

    @Option(
        names = "--idempotency-key",
        description = "The same key with the same parameters never runs twice.")
    String key;

    @Option(
        names = "--deadline",
        paramLabel = "TIME",
        description = "Cancelled unless it has ended by then, like 2024-01-25T10:30:00Z.")
    String deadline;

    @Option(
        names = "--priority",
        paramLabel = "N",
        description = "Steps of the more urgent run begin first; default 0.")
    Integer priority;

    @Override
    int run(ApiClient client) throws InterruptedException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("parameters", parameters(symbols, parameters));
      if (deadline != null) {
        body.put("deadline", deadline);
      }
      if (priority != null) {
        body.put("priority", priority);
      }
      Map<String, String> headers = new LinkedHashMap<>();
      wait |= report != null || svg != null;
      if (!wait) {
        headers.put("Prefer", "respond-async");
      }
      if (key != null) {
        headers.put("Idempotency-Key", key);
      }
      var answer = client.post("/api/system/workflow/" + ApiClient.encode(type), body, headers);
      if (!wait) {
        return print(answer, () -> line(answer.body()));
      }
      String id = answer.body().path("workflow_id").asText();
      var last = answer;
      String state = last.body().path("status").asText();
      while (!TERMINAL.contains(state)) {
        TimeUnit.SECONDS.sleep(POLL_SECONDS);
        last = client.get("/api/workflows/" + ApiClient.encode(id));
        state = last.body().path("state").asText();
        progress(last.body());
      }
      var shown = last;
      OutputFile.write(report, WorkflowReport.html(shown.body()));
      OutputFile.write(svg, WorkflowReport.svg(shown.body()));
      print(shown, () -> result(shown.body()));
      return state.equals("completed") ? 0 : CliFailure.REFUSED;
    }

    private void progress(JsonNode run) {
      spec.commandLine()
          .getErr()
          .println(
              Table.printable(
                  Math.round(run.path("progress").asDouble() * 100)
                      + " %  "
                      + run.path("message").asText()));
    }

    private void line(JsonNode run) {
      out().println(Table.printable(run.path("workflow_id").asText()));
      out().flush();
    }

    private void result(JsonNode run) {
      Table.pairs()
          .row("Workflow", Table.show(run.path("workflow_id")))
          .row("Status", Table.show(run.has("status") ? run.path("status") : run.path("state")))
          .row("Duration s", Table.show(run.path("duration")))
          .row("Error", Table.show(run.path("error")))
          .print(out());
      for (var step : run.path("results").properties()) {
        out().println(Table.printable(step.getKey() + ": " + step.getValue()));
      }
      out().flush();
    }

    static Object value(String text) {
      try {
        return ApiClient.JSON.readTree(text);
      } catch (JsonProcessingException e) {
        return text;
      }
    }
  }

  /** Of a run; a value is JSON where it reads as JSON, else text. */
  static Map<String, Object> parameters(List<String> symbols, Map<String, String> set) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (!symbols.isEmpty()) {
      values.put("symbols", symbols);
    }
    set.forEach((name, text) -> values.put(name, Run.value(text)));
    return values;
  }

  @Command(name = "list", description = "Runs, newest first.")
  static final class Runs extends ClientCommand {
    @Option(names = "--state", description = "Only runs in this state.")
    String state;

    @Option(names = "--type", description = "Only runs of this workflow.")
    String type;

    @Option(names = "--symbol", description = "Only runs about this symbol.")
    String symbol;

    @Option(names = "--from", description = "Begun at or after, like 2024-01-25T10:30:00Z.")
    String from;

    @Option(names = "--to", description = "Begun before.")
    String to;

    @Option(names = "--limit", defaultValue = "50", description = "How many; default 50.")
    int limit;

    @Override
    int run(ApiClient client) {
      String filter =
          ApiClient.filter("state", state)
              + ApiClient.filter("type", type)
              + ApiClient.filter("symbol", symbol)
              + ApiClient.filter("from", from)
              + ApiClient.filter("to", to);
      var answer = client.get("/api/workflows?limit=" + limit + filter);
      return print(
          answer,
          () -> {
            var table = new Table("workflow id", "workflow", "state", "by", "started", "ended");
            for (JsonNode run : answer.body().path("workflows")) {
              table.row(
                  Table.show(run.path("workflow_id")),
                  Table.show(run.path("workflow")),
                  Table.show(run.path("state")),
                  Table.show(run.path("requested_by")),
                  Table.show(run.path("started_at")),
                  Table.show(run.path("ended_at")));
            }
            table.print(out());
          });
    }
  }

  /** Commands about one run. */
  abstract static class OneRun extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The workflow's id.")
    String id;

    String path() {
      return "/api/workflows/" + ApiClient.encode(id);
    }

    int show(ApiClient.Answer answer) {
      return print(answer, () -> table(answer.body()));
    }

    private void table(JsonNode run) {
      Table.pairs()
          .row("Workflow", Table.show(run.path("workflow_id")))
          .row("Type", Table.show(run.path("workflow")))
          .row("State", Table.show(run.path("state")))
          .row("Progress", Math.round(run.path("progress").asDouble() * 100) + " %")
          .row("Message", Table.show(run.path("message")))
          .row("By", Table.show(run.path("requested_by")))
          .row("Started", Table.show(run.path("started_at")))
          .row("Ended", Table.show(run.path("ended_at")))
          .row("Deadline", Table.show(run.path("deadline")))
          .row("Priority", Table.show(run.path("priority")))
          .row("Error", Table.show(run.path("error")))
          .row("Parameters", Table.show(run.path("parameters")))
          .print(out());
      out().println();
      var steps = new Table("step", "state", "attempts", "progress", "node", "message");
      for (JsonNode step : run.path("steps")) {
        steps.row(
            Table.show(step.path("name")),
            Table.show(step.path("state")),
            Table.show(step.path("attempts")),
            Math.round(step.path("progress").asDouble() * 100) + " %",
            Table.show(step.path("node")),
            Table.show(step.path("message")));
      }
      steps.print(out());
    }
  }

  @Command(name = "show", description = "One run with its steps.")
  static final class Show extends OneRun {
    @Option(
        names = "--history",
        description = "Every persisted event, and what the run's state was after it.")
    boolean history;

    @Override
    int run(ApiClient client) {
      if (!history) {
        return show(client.get(path()));
      }
      var answer = client.get(path() + "/history");
      return print(answer, () -> RunListing.print(answer.body().path("history"), out()));
    }
  }

  /** Commands that ask a run for something. */
  abstract static class Steer extends OneRun {
    @Override
    int run(ApiClient client) {
      String name = spec.name();
      return show(client.post(path() + "/" + name, Map.of(), Map.of()));
    }
  }

  @Command(name = "cancel", description = "Asks a run to stop and undo what can be undone.")
  static final class Cancel extends Steer {}

  @Command(name = "pause", description = "Asks a run to wait before its next step.")
  static final class Pause extends Steer {}

  @Command(name = "resume", description = "Lets a paused run go on.")
  static final class Resume extends Steer {}

  @Command(name = "retry", description = "Starts a failed run again at the step that failed.")
  static final class Retry extends Steer {}

  @Command(name = "approve", description = "Lets a run go on that waits for approval.")
  static final class Approve extends OneRun {
    @Option(names = "--deny", description = "Refuse: the run fails.")
    boolean deny;

    @Option(names = "--reason", description = "Kept in the run's history.")
    String reason;

    @Override
    int run(ApiClient client) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("approved", !deny);
      if (reason != null) {
        body.put("reason", reason);
      }
      return show(client.post(path() + "/approve", body, Map.of()));
    }
  }

  @Command(name = "signal", description = "Sends a signal that a run waits for.")
  static final class Signal extends OneRun {
    @Parameters(index = "1", paramLabel = "NAME", description = "The signal's name.")
    String name;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A field of its payload.")
    Map<String, String> payload = Map.of();

    @Override
    int run(ApiClient client) {
      Map<String, Object> values = new LinkedHashMap<>();
      payload.forEach((key, text) -> values.put(key, Run.value(text)));
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("name", name);
      body.put("payload", values);
      return show(client.post(path() + "/signal", body, Map.of()));
    }
  }

  @Command(name = "plan", description = "What a roll-back would do now; nothing is done.")
  static final class Plan extends OneRun {
    @Override
    int run(ApiClient client) {
      var answer = client.get(path() + "/compensation-plan");
      return print(
          answer,
          () -> {
            var table = new Table("step", "effect", "state", "action", "detail");
            for (JsonNode item : answer.body().path("plan")) {
              table.row(
                  Table.show(item.path("step")),
                  Table.show(item.path("effect")),
                  Table.show(item.path("state")),
                  Table.show(item.path("action")),
                  Table.show(item.path("detail")));
            }
            table.print(out());
          });
    }
  }

  @Command(name = "export", description = "The run with its whole history as one JSON document.")
  static final class Export extends OneRun {
    @Override
    int run(ApiClient client) {
      JsonNode run = client.get(path()).body();
      JsonNode history = client.get(path() + "/history").body().path("history");
      var document = ApiClient.JSON.createObjectNode();
      document.set("run", run);
      document.set("history", history);
      out().println(document.toPrettyString());
      out().flush();
      return 0;
    }
  }
}
