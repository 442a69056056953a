package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
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

/** Groups what can be done with single orders. */
@Command(
    name = "order",
    description = "Place, look at and cancel single orders.",
    mixinStandardHelpOptions = true,
    subcommands = {
      OrderCommand.Place.class,
      OrderCommand.Preview.class,
      OrderCommand.Orders.class,
      OrderCommand.Show.class,
      OrderCommand.Cancel.class
    })
final class OrderCommand implements Runnable {
  private static final String PATH = "/api/orders";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of: place, preview, list, show, cancel.");
  }

  /** Commands that describe an order. */
  abstract static class Described extends ClientCommand {
    @Parameters(index = "0", paramLabel = "SYMBOL", description = "Like AAPL.")
    String symbol;

    @Parameters(index = "1", paramLabel = "SIDE", description = "${COMPLETION-CANDIDATES}.")
    Side side;

    @Parameters(index = "2", paramLabel = "QUANTITY", description = "Shares.")
    long quantity;

    @Option(
        names = "--type",
        description =
            "${COMPLETION-CANDIDATES}; without it what the given prices say, else market.")
    OrderType type;

    @Option(names = "--limit", paramLabel = "USD", description = "Limit price.")
    BigDecimal limit;

    @Option(names = "--stop", paramLabel = "USD", description = "Price that triggers it.")
    BigDecimal stop;

    @Option(names = "--trail", paramLabel = "USD", description = "Distance of a trailing stop.")
    BigDecimal trail;

    @Option(names = "--trail-percent", paramLabel = "N", description = "The same in percent.")
    BigDecimal trailPercent;

    @Option(names = "--time-in-force", description = "${COMPLETION-CANDIDATES}; without it day.")
    TimeInForce timeInForce;

    @Option(names = "--oca", paramLabel = "GROUP", description = "One of the group cancels all.")
    String ocaGroup;

    @Option(
        names = "--exit-stop",
        paramLabel = "USD",
        description = "Bracket: the stop that protects the entry.")
    BigDecimal exitStop;

    @Option(
        names = "--exit-target",
        paramLabel = "USD",
        description = "Bracket: where the profit is taken.")
    BigDecimal exitTarget;

    @Option(
        names = "--idempotency-key",
        description = "Names the order for ever: the same key never orders twice; without it new.")
    String key = UUID.randomUUID().toString();

    Map<String, String> name() {
      return Map.of("Idempotency-Key", key);
    }

    Map<String, Object> body() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("symbol", symbol);
      body.put("side", word(side));
      body.put("quantity", quantity);
      if (type() != null) {
        body.put("type", word(type()));
      }
      putIfGiven(body, "limit_price", limit);
      putIfGiven(body, "stop_price", stop);
      putIfGiven(body, "trail_amount", trail);
      putIfGiven(body, "trail_percent", trailPercent);
      if (timeInForce != null) {
        body.put("time_in_force", word(timeInForce));
      }
      putIfGiven(body, "oca_group", ocaGroup);
      Map<String, Object> exits = new LinkedHashMap<>();
      putIfGiven(exits, "stop_price", exitStop);
      putIfGiven(exits, "target_price", exitTarget);
      if (!exits.isEmpty()) {
        body.put("bracket", exits);
      }
      return body;
    }

    /** The node knows market and limit by itself; a stop without its type would be refused. */
    private OrderType type() {
      if (type != null) {
        return type;
      }
      if (trail != null || trailPercent != null) {
        return OrderType.TRAILING_STOP;
      }
      if (stop != null) {
        return limit == null ? OrderType.STOP : OrderType.STOP_LIMIT;
      }
      return null;
    }

    private static void putIfGiven(Map<String, Object> body, String name, Object value) {
      if (value != null) {
        body.put(name, value);
      }
    }
  }

  @Command(
      name = "place",
      description = {
        "Places an order, or an entry with its exits together (role trader).",
        "Exits 1 if it was denied or rejected. After a lost answer repeat it with the key that was"
            + " printed: it is never ordered twice."
      })
  static final class Place extends Described {
    @Override
    int run(ApiClient client) {
      // Said before anything is asked: after a lost answer the same key is no second order.
      var err = spec.commandLine().getErr();
      err.println("idempotency key " + Table.printable(key));
      err.flush();
      var answer = client.post(PATH, body(), name());
      shown(this, answer);
      return switch (answer.body().path("status").asText()) {
        case "denied", "rejected" -> CliFailure.REFUSED;
        default -> 0;
      };
    }
  }

  @Command(
      name = "preview",
      description = {
        "What the gate would say and what the broker would ask; orders nothing (role trader).",
        "Exits 1 if it would be refused."
      })
  static final class Preview extends Described {
    @Override
    int run(ApiClient client) {
      var answer = client.post(PATH + "/what-if", body(), name());
      print(answer, () -> table(answer.body()));
      return answer.body().path("would_pass").asBoolean() ? 0 : CliFailure.REFUSED;
    }

    private void table(JsonNode preview) {
      var pairs = Table.pairs().fields(preview, "would_pass", "code", "detail", "advice");
      for (String part : new String[] {"decision", "broker"}) {
        for (var field : preview.path(part).properties()) {
          pairs.row(part + " " + field.getKey(), Table.show(field.getValue()));
        }
      }
      pairs.row("broker_failure", Table.show(preview.path("broker_failure")));
      pairs.print(out());
    }
  }

  @Command(name = "list", description = "Orders, newest first.")
  static final class Orders extends ClientCommand {
    @Option(names = "--open", description = "Only those at work.")
    boolean open;

    @Option(names = "--state", description = "Only these: filled, unknown, …; by comma.")
    String state;

    @Option(names = "--symbol", description = "Only of this symbol.")
    String symbol;

    @Option(names = "--limit", defaultValue = "50", description = "How many; default 50.")
    int limit;

    @Override
    int run(ApiClient client) {
      var answer =
          client.get(
              PATH
                  + "?limit="
                  + limit
                  + "&open="
                  + open
                  + ApiClient.filter("state", state)
                  + ApiClient.filter("symbol", symbol));
      return print(answer, () -> listed(answer.body().path("orders")).print(out()));
    }
  }

  /** Commands about one order. */
  abstract static class OneOrder extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Its client order id, like manual/key.")
    String id;

    String path() {
      return PATH + "/" + ApiClient.encode(id);
    }
  }

  @Command(name = "show", description = "One order; 'workflow why ID' tells what led to it.")
  static final class Show extends OneOrder {
    @Override
    int run(ApiClient client) {
      return shown(this, client.get(path()));
    }
  }

  @Command(
      name = "cancel",
      description = {
        "Asks the broker to cancel an order (role trader).",
        "What fills before the broker hears of it stays filled."
      })
  static final class Cancel extends OneOrder {
    @Override
    int run(ApiClient client) {
      return shown(this, client.delete(path()));
    }
  }

  private static int shown(ClientCommand command, ApiClient.Answer answer) {
    return command.print(
        answer,
        () -> {
          JsonNode order = answer.body();
          Table.pairs()
              .fields(
                  order,
                  "client_order_id",
                  "symbol",
                  "side",
                  "quantity",
                  "type",
                  "limit_price",
                  "stop_price",
                  "trail_amount",
                  "trail_percent",
                  "time_in_force",
                  "oca_group",
                  "parent",
                  "status",
                  "detail",
                  "filled",
                  "remaining",
                  "average_price",
                  "commission",
                  "requested_by",
                  "created_at",
                  "updated_at")
              .print(command.out());
          if (!order.path("exits").isEmpty()) {
            command.out().println();
            listed(order.path("exits")).print(command.out());
          }
        });
  }

  private static Table listed(JsonNode orders) {
    var table =
        new Table(
            "order",
            "symbol",
            "side",
            "quantity",
            "type",
            "limit",
            "stop",
            "status",
            "filled",
            "average",
            "updated",
            "detail");
    for (JsonNode order : orders) {
      table.row(
          Table.show(order.path("client_order_id")),
          Table.show(order.path("symbol")),
          Table.show(order.path("side")),
          Table.show(order.path("quantity")),
          Table.show(order.path("type")),
          Table.show(order.path("limit_price")),
          Table.show(order.path("stop_price")),
          Table.show(order.path("status")),
          Table.show(order.path("filled")),
          Table.show(order.path("average_price")),
          Table.show(order.path("updated_at")),
          Table.show(order.path("detail")));
    }
    return table;
  }
}
