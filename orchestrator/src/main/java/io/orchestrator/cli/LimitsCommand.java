package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Limits of the account, of symbols and of strategies. */
@Command(
    name = "limits",
    description = "The limits in force: the account's, then those of symbols and strategies. USD.",
    subcommands = LimitsCommand.Set.class)
final class LimitsCommand extends ClientCommand {
  private static final String PATH = "/api/risk/limits";
  private static final List<String> SCOPES = List.of("symbols", "strategies");

  @Override
  int run(ApiClient client) {
    return show(this, client.get(PATH));
  }

  private static int show(ClientCommand command, ApiClient.Answer answer) {
    return command.print(
        answer,
        () -> {
          var table = new Table("of", "limit", "value");
          for (var field : answer.body().properties()) {
            if (field.getValue().isNumber()) {
              table.row("account", field.getKey(), Table.show(field.getValue()));
            }
          }
          for (String scope : SCOPES) {
            for (var narrow : answer.body().path(scope).properties()) {
              for (var field : narrow.getValue().properties()) {
                table.row(narrow.getKey(), field.getKey(), Table.show(field.getValue()));
              }
            }
          }
          table.row("account", "four_eyes", Table.show(answer.body().path("four_eyes")));
          table.print(command.out());
        });
  }

  @Command(
      name = "set",
      description = {
        "Changes limits, effective at once (role risk); what is not named stays.",
        "Looser ones wait for a second person where four eyes are configured; refused if somebody"
            + " else changed limits meanwhile.",
        "Account: the names of 'risk limits', and no_short_sales=true.",
        "Symbol or strategy: max_order_notional, max_order_quantity, max_orders_per_minute,"
            + " max_position, price_collar, restricted, no_short, located, lot; 'none' takes one"
            + " away."
      })
  static final class Set extends ClientCommand {
    private static final String NONE = "none";

    @Parameters(
        arity = "1..*",
        paramLabel = "KEY=VALUE",
        description = "A number, true or false, like max_order_notional=50000.")
    Map<String, String> values;

    @Mixin GivenReason reason;

    @Option(names = "--symbol", description = "Of this symbol alone.")
    String symbol;

    @Option(names = "--strategy", description = "Of this strategy alone.")
    String strategy;

    @Override
    int run(ApiClient client) {
      if (symbol != null && strategy != null) {
        throw usage("--symbol or --strategy, not both.");
      }
      Map<String, Object> wanted = new LinkedHashMap<>();
      values.forEach((key, text) -> wanted.put(key, value(key, text)));
      JsonNode present = client.get(PATH).body();
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("reason", reason.text);
      // Of what was read here: a change by somebody else in between is refused, not overwritten.
      body.put("expected_version", present.path("version"));
      if (account()) {
        body.put("account", wanted);
      } else if (symbol != null) {
        body.put("symbols", merged(present.path("symbols"), symbol, wanted));
      } else {
        body.put("strategies", merged(present.path("strategies"), strategy, wanted));
      }
      return show(this, client.put(PATH, body));
    }

    private boolean account() {
      return symbol == null && strategy == null;
    }

    /** The node replaces all symbols, or all strategies, as a whole: the others stay as read. */
    private static JsonNode merged(JsonNode all, String name, Map<String, Object> wanted) {
      ObjectNode changed = ApiClient.JSON.createObjectNode();
      all.properties().forEach(e -> changed.set(e.getKey(), e.getValue()));
      ObjectNode one = changed.withObjectProperty(name);
      wanted.forEach(
          (key, value) -> {
            if (NONE.equals(value)) {
              one.remove(key);
            } else {
              one.putPOJO(key, value);
            }
          });
      return changed;
    }

    private Object value(String key, String text) {
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      if (text.equals(NONE) && !account()) {
        return text;
      }
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        throw usage(key + " must be a number, true or false, not '" + text + "'.");
      }
    }

    private ParameterException usage(String message) {
      return new ParameterException(spec.commandLine(), message);
    }
  }
}
