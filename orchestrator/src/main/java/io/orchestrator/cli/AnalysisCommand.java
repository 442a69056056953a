package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the analysis of a node knows: its models and its latest signals. */
final class AnalysisCommand {
  private AnalysisCommand() {}

  @Command(
      name = "models",
      description = "Learned models: which is in charge, how good it is out of sample, drift.",
      mixinStandardHelpOptions = true)
  static final class ModelsCommand extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.get("/api/analysis/models");
      return print(answer, () -> table(answer.body().path("models")));
    }

    private void table(JsonNode lines) {
      Table table =
          new Table(
              "engine",
              "timeframe",
              "version",
              "role",
              "kind",
              "trained",
              "log-loss",
              "base",
              "evidence",
              "drift");
      for (JsonNode line : lines) {
        for (JsonNode card : line.path("versions")) {
          table.row(
              Table.show(card.path("engine")),
              Table.show(card.path("timeframe")),
              Table.show(card.path("version")),
              Table.show(card.path("role")),
              Table.show(card.path("kind")),
              Table.show(card.path("trained_at")),
              "%.4f".formatted(card.path("scores").path("log_loss").asDouble()),
              "%.4f".formatted(card.path("scores").path("base_log_loss").asDouble()),
              "%.2f".formatted(card.path("scores").path("evidence").asDouble()),
              card.path("drift").path("level").asText("not asked"));
        }
      }
      table.print(out());
    }
  }

  @Command(
      name = "signals",
      description = "The latest signal of each symbol, or all recent ones of one.",
      mixinStandardHelpOptions = true)
  static final class SignalsCommand extends ClientCommand {
    @Option(names = "--symbol", description = "Only this one, newest first.")
    String symbol;

    @Override
    int run(ApiClient client) {
      String only = symbol == null ? "" : "&symbol=" + ApiClient.encode(symbol);
      var answer = client.get("/api/analysis/signals?limit=500" + only);
      return print(answer, () -> table(answer.body().path("signals")));
    }

    private void table(JsonNode signals) {
      Table table =
          new Table("symbol", "as of", "direction", "strength", "confidence", "abstains because");
      for (JsonNode signal : signals) {
        table.row(
            Table.show(signal.path("symbol")),
            Table.show(signal.path("as_of")),
            Table.show(signal.path("direction")),
            "%.3f".formatted(signal.path("strength").asDouble()),
            "%.2f".formatted(signal.path("confidence").asDouble()),
            signal.path("explanation").path("abstention").asText(""));
      }
      table.print(out());
    }
  }
}
