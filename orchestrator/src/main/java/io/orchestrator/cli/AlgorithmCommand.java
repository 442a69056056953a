package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups what can be done with execution algorithms. */
@Command(
    name = "algorithm",
    description =
        "Large orders in small pieces: TWAP, VWAP, POV, iceberg, implementation shortfall.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AlgorithmCommand.Start.class,
      AlgorithmCommand.Preview.class,
      AlgorithmCommand.Executions.class,
      AlgorithmCommand.Show.class,
      AlgorithmCommand.Pause.class,
      AlgorithmCommand.Resume.class,
      AlgorithmCommand.Cancel.class
    })
final class AlgorithmCommand implements Runnable {
  private static final String PATH = "/api/orders/algorithms";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of: start, preview, list, show, pause, resume, cancel.");
  }

  /** What the server calls them. */
  enum Kind {
    TWAP,
    VWAP,
    POV,
    ICEBERG,
    IMPLEMENTATION_SHORTFALL
  }

  enum Side {
    BUY,
    SELL
  }

  enum Urgency {
    LOW,
    MEDIUM,
    HIGH
  }

  /** Commands that describe an execution. */
  abstract static class Described extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ALGORITHM", description = "${COMPLETION-CANDIDATES}.")
    Kind algorithm;

    @Parameters(index = "1", paramLabel = "SIDE", description = "${COMPLETION-CANDIDATES}.")
    Side side;

    @Parameters(index = "2", paramLabel = "QUANTITY", description = "Shares in all.")
    long quantity;

    @Parameters(index = "3", paramLabel = "SYMBOL", description = "Like AAPL.")
    String symbol;

    @Option(
        names = "--seconds",
        description = "Window in market seconds; without it 1800.",
        paramLabel = "N")
    Long seconds;

    @Option(names = "--urgency", description = "${COMPLETION-CANDIDATES}; without it medium.")
    Urgency urgency;

    @Option(names = "--limit-price", description = "No child beyond it, USD.", paramLabel = "USD")
    String limitPrice;

    @Option(names = "--display", description = "Iceberg: shares shown at a time.", paramLabel = "N")
    Long display;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "Any other field of POST /api/orders/algorithms: start, slices, collar, participation,"
                + " max_participation, min_slice, max_slice, randomise, seed, risk_aversion.")
    Map<String, String> more = Map.of();

    Map<String, Object> body() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("symbol", symbol);
      body.put("side", word(side));
      body.put("quantity", quantity);
      body.put("algorithm", word(algorithm));
      if (seconds != null) {
        body.put("duration_seconds", seconds);
      }
      if (urgency != null) {
        body.put("urgency", word(urgency));
      }
      if (limitPrice != null) {
        body.put("limit_price", number("--limit-price", limitPrice));
      }
      if (display != null) {
        body.put("display", display);
      }
      more.forEach(
          (name, text) -> body.put(name, name.equals("start") ? text : number(name, text)));
      return body;
    }

    private Object number(String name, String text) {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        throw new ParameterException(
            spec.commandLine(), name + " must be a number, not '" + text + "'.");
      }
    }
  }

  @Command(name = "start", description = "Begins an execution and prints its id (role trader).")
  static final class Start extends Described {
    @Option(
        names = "--idempotency-key",
        description =
            "The same key with the same fields never executes twice; without it a new one.")
    String key = UUID.randomUUID().toString();

    @Override
    int run(ApiClient client) {
      // The name is said before anything is asked: after a lost answer the same key is no second
      // order.
      spec.commandLine().getErr().println("idempotency key " + Table.printable(key));
      return shown(this, client.post(PATH, body(), Map.of("Idempotency-Key", key)));
    }
  }

  @Command(name = "preview", description = "Schedule, expected cost and risk; nothing begins.")
  static final class Preview extends Described {
    @Override
    int run(ApiClient client) {
      var answer = client.post(PATH + "/preview", body(), Map.of());
      return print(
          answer,
          () -> {
            estimate(answer.body()).print(out());
            out().println();
            slices(answer.body()).print(out());
          });
    }

    private static Table estimate(JsonNode plan) {
      Table pairs = Table.pairs().row("basis", Table.show(plan.path("basis")));
      plan.path("estimate")
          .properties()
          .forEach(entry -> pairs.row(entry.getKey(), Table.show(entry.getValue())));
      return pairs;
    }

    private static Table slices(JsonNode plan) {
      var table = new Table("slice", "start", "end", "quantity");
      for (JsonNode slice : plan.path("slices")) {
        table.row(
            Table.show(slice.path("slice")),
            Table.show(slice.path("start")),
            Table.show(slice.path("end")),
            Table.show(slice.path("quantity")));
      }
      return table;
    }
  }

  @Command(name = "list", description = "Executions at work, then the ended ones, newest first.")
  static final class Executions extends ClientCommand {
    @Option(names = "--open", description = "Only those at work.")
    boolean open;

    @Option(names = "--limit", defaultValue = "50", description = "How many; default 50.")
    int limit;

    @Override
    int run(ApiClient client) {
      var answer = client.get(PATH + "?open=" + open + "&limit=" + limit);
      return print(
          answer,
          () -> {
            var table =
                new Table(
                    "execution",
                    "algorithm",
                    "side",
                    "quantity",
                    "symbol",
                    "status",
                    "filled",
                    "average",
                    "reason");
            for (JsonNode one : answer.body().path("executions")) {
              table.row(
                  Table.show(one.path("execution_id")),
                  Table.show(one.path("algorithm")),
                  Table.show(one.path("side")),
                  Table.show(one.path("quantity")),
                  Table.show(one.path("symbol")),
                  Table.show(one.path("status")),
                  Table.show(one.path("filled")),
                  Table.show(one.path("average_price")),
                  Table.show(one.path("reason")));
            }
            table.print(out());
          });
    }
  }

  /** Commands about one execution. */
  abstract static class OneExecution extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Like algo/key.")
    String id;

    String path() {
      return PATH + "/" + ApiClient.encode(id);
    }
  }

  @Command(name = "show", description = "One execution with its children and what it cost.")
  static final class Show extends OneExecution {
    @Override
    int run(ApiClient client) {
      return shown(this, client.get(path()));
    }
  }

  /** Commands that ask an execution for something. */
  abstract static class Steer extends OneExecution {
    @Override
    int run(ApiClient client) {
      return shown(this, client.post(path() + "/" + spec.name(), Map.of(), Map.of()));
    }
  }

  @Command(name = "pause", description = "No further child until it is resumed.")
  static final class Pause extends Steer {}

  @Command(name = "resume", description = "Goes on with a paused execution.")
  static final class Resume extends Steer {}

  @Command(name = "cancel", description = "Ends it: cancels the child at work, places no other.")
  static final class Cancel extends Steer {}

  private static int shown(ClientCommand command, ApiClient.Answer answer) {
    return command.print(answer, () -> table(command, answer.body()));
  }

  private static void table(ClientCommand command, JsonNode one) {
    Table pairs =
        Table.pairs()
            .fields(
                one,
                "execution_id",
                "algorithm",
                "side",
                "quantity",
                "symbol",
                "urgency",
                "limit_price",
                "status",
                "reason",
                "filled",
                "remaining",
                "average_price",
                "commission",
                "started_at",
                "ended_at");
    for (String benchmark : new String[] {"arrival", "vwap", "schedule"}) {
      JsonNode cost = one.path("report").path(benchmark);
      pairs.row(
          "cost against " + benchmark,
          Table.show(cost.path("bps")) + " bps, " + Table.show(cost.path("usd")) + " USD");
    }
    pairs.print(command.out());
    command.out().println();
    var children = new Table("child", "slice", "quantity", "limit", "status", "filled", "average");
    for (JsonNode child : one.path("children")) {
      children.row(
          Table.show(child.path("client_order_id")),
          Table.show(child.path("slice")),
          Table.show(child.path("quantity")),
          Table.show(child.path("limit_price")),
          Table.show(child.path("status")),
          Table.show(child.path("filled")),
          Table.show(child.path("average_price")));
    }
    children.print(command.out());
  }
}
