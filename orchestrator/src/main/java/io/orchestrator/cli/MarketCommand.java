package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a node keeps of the market, and what is missing in it. */
@Command(
    name = "market",
    description = "Kept series of bars, and what is missing in them.",
    mixinStandardHelpOptions = true,
    subcommands = {MarketCommand.Kept.class, MarketCommand.Gaps.class})
final class MarketCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of: series, gaps.");
  }

  @Command(name = "series", description = "Every series that is kept, with its range.")
  static final class Kept extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.get("/api/market/symbols");
      return print(answer, () -> table(answer.body().path("kept")));
    }

    private void table(JsonNode kept) {
      Table table = new Table("symbol", "timeframe", "source", "first", "last", "bars");
      for (JsonNode one : kept) {
        table.row(
            Table.show(one.path("symbol")),
            Table.show(one.path("timeframe")),
            Table.show(one.path("source")),
            Table.show(one.path("first")),
            Table.show(one.path("last")),
            Table.show(one.path("bars")));
      }
      table.print(out());
    }
  }

  @Command(name = "gaps", description = "What one kept series lacks, and what explains it.")
  static final class Gaps extends ClientCommand {
    @Parameters(paramLabel = "SYMBOL", description = "Like AAPL.")
    String symbol;

    @Option(names = "--timeframe", defaultValue = "1d", description = "1m, 1d, …; default 1d.")
    String timeframe;

    @Option(
        names = "--source",
        defaultValue = "imported",
        description = "As 'market series' lists them; default: your own files.")
    String source;

    @Override
    int run(ApiClient client) {
      var answer =
          client.get(
              "/api/market/series/"
                  + ApiClient.encode(symbol)
                  + "?timeframe="
                  + ApiClient.encode(timeframe)
                  + "&source="
                  + ApiClient.encode(source));
      return print(answer, () -> table(answer.body()));
    }

    private void table(JsonNode series) {
      Table table = Table.pairs();
      table.row("from", Table.show(series.path("first")));
      table.row("to", Table.show(series.path("last")));
      table.row("bars", Table.show(series.path("bars")));
      table.row(
          "sessions",
          Table.show(series.path("sessions_present"))
              + " of "
              + Table.show(series.path("sessions_expected")));
      for (JsonNode gap : series.path("gaps")) {
        table.row(
            "gap",
            "%s to %s, %s sessions"
                .formatted(
                    Table.show(gap.path("first")),
                    Table.show(gap.path("last")),
                    Table.show(gap.path("sessions"))));
      }
      for (JsonNode hole : series.path("holes")) {
        table.row(
            "hole",
            "from %s, %s bars"
                .formatted(Table.show(hole.path("from")), Table.show(hole.path("bars"))));
      }
      table.row("closed by an event", Table.show(series.path("special_closures")));
      table.row("half days", series.path("half_days").size());
      for (JsonNode split : series.path("splits")) {
        table.row(
            "split", Table.show(split.path("date")) + " 1:" + Table.show(split.path("ratio")));
      }
      table.print(out());
    }
  }
}
