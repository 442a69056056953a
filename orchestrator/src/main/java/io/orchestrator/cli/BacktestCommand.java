package io.orchestrator.cli;

import io.orchestrator.analysis.backtest.Backtest;
import io.orchestrator.analysis.backtest.BacktestResult;
import io.orchestrator.analysis.backtest.Costs;
import io.orchestrator.analysis.backtest.Evidence;
import io.orchestrator.analysis.backtest.EvidenceReport;
import io.orchestrator.analysis.backtest.Metrics;
import io.orchestrator.analysis.backtest.PriceFiles;
import io.orchestrator.analysis.backtest.PriceTable;
import io.orchestrator.analysis.backtest.Search;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.analysis.backtest.TrialStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tests a strategy on daily files; with {@code --search} looks for its parameters. */
@Command(
    name = "backtest",
    description = "Tests a strategy on daily CSV files; needs no running node.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  orchestrator backtest momentum --csv prices --from 2005-01-01 --set lookback=126",
      "  orchestrator backtest momentum --csv prices --search tpe --iterations 200 \\",
      "    --store momentum.trials --report momentum.html"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the files cannot be used", "2:wrong usage"})
final class BacktestCommand implements Callable<Integer> {
  private static final String DEFAULT = " (${DEFAULT-VALUE}).";

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "STRATEGY",
      description =
          "moving_average_cross, momentum, mean_reversion, pairs, breakout, lead_lag, volatility_target.")
  String strategy;

  @Option(
      names = "--csv",
      required = true,
      paramLabel = "DIR",
      description = "SYMBOL.csv with date,open,high,low,close,volume[,adjusted_close].")
  Path csv;

  @Option(names = "--symbols", split = ",", description = "Which of the files; all if none.")
  List<String> symbols = List.of();

  @Option(names = "--from", defaultValue = "1900-01-01", description = "First day" + DEFAULT)
  LocalDate from;

  @Option(names = "--to", defaultValue = "2999-12-31", description = "Last day" + DEFAULT)
  LocalDate to;

  @Option(names = "--set", paramLabel = "NAME=NUMBER", description = "A parameter; repeatable.")
  Map<String, Double> parameters = Map.of();

  @Option(names = "--capital", defaultValue = "1000000", description = "USD" + DEFAULT)
  double capital;

  @Option(names = "--commission", defaultValue = "0.005", description = "USD a share" + DEFAULT)
  double commission;

  @Option(names = "--slippage", defaultValue = "2", description = "Basis points a fill" + DEFAULT)
  double slippage;

  @Option(
      names = "--impact",
      defaultValue = "1",
      description = "Y of the square-root law; 0: none" + DEFAULT)
  double impact;

  @Option(names = "--borrow", defaultValue = "0.01", description = "A year, for shorts" + DEFAULT)
  double borrow;

  @Option(
      names = "--participation",
      defaultValue = "0.05",
      description = "Most of a day's volume in one order" + DEFAULT)
  double participation;

  @Option(names = "--search", description = "grid, random or tpe: looks for the parameters.")
  Search.Kind search;

  @Option(names = "--iterations", defaultValue = "200", description = "Of the search" + DEFAULT)
  int iterations;

  @Option(names = "--seed", defaultValue = "1", description = "Of the search" + DEFAULT)
  long seed;

  @Option(names = "--threads", defaultValue = "0", description = "0: one for each core" + DEFAULT)
  int threads;

  @Option(
      names = "--store",
      paramLabel = "FILE",
      description = "Keeps the trials: a search that is broken off goes on from there.")
  Path store;

  @Option(names = "--report", paramLabel = "FILE", description = "Evidence as a page (HTML).")
  Path report;

  @Option(names = "--svg", paramLabel = "FILE", description = "Its drawing alone.")
  Path svg;

  @Option(names = "--json", description = "Answer as JSON.")
  boolean json;

  @Override
  public Integer call() {
    Strategies chosen =
        Strategies.parse(strategy)
            .orElseThrow(
                () ->
                    new CliFailure(
                        CliFailure.USAGE,
                        "There is no strategy '" + strategy + "'; there are " + known() + "."));
    boolean usable = capital > 0 && iterations > 0 && participation > 0 && threads >= 0;
    if (!usable) {
      throw new CliFailure(
          CliFailure.USAGE, "--capital, --iterations and --participation must be above 0.");
    }
    if (search == null && (report != null || svg != null || store != null)) {
      throw new CliFailure(CliFailure.USAGE, "--report, --svg and --store need --search.");
    }
    Backtest backtest = new Backtest(read(), costs(), capital);
    if (search == null) {
      once(chosen, backtest);
    } else {
      searched(chosen, backtest);
    }
    return 0;
  }

  private static String known() {
    return Arrays.stream(Strategies.values())
        .map(Strategies::wireName)
        .collect(Collectors.joining(", "));
  }

  private Costs costs() {
    return new Costs(commission, 1, slippage, impact, borrow, participation);
  }

  private PriceTable read() {
    try {
      return PriceFiles.read(csv, symbols, from, to);
    } catch (IOException e) {
      throw new CliFailure(CliFailure.REFUSED, "Cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.REFUSED, e.getMessage());
    }
  }

  private void once(Strategies chosen, Backtest backtest) {
    double[] values;
    try {
      values = chosen.space().values(parameters);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.USAGE, strategy + ": " + e.getMessage());
    }
    BacktestResult result = backtest.run(chosen.make(values));
    show(Metrics.of(result, Evidence.market(backtest.table())));
  }

  private void searched(Strategies chosen, Backtest backtest) {
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    PrintWriter err = spec.commandLine().getErr();
    int[] tenth = {0};
    var looking =
        new Search(
            backtest,
            chosen,
            cores,
            () -> false,
            share -> {
              if ((int) (10 * share) > tenth[0]) {
                tenth[0] = (int) (10 * share);
                err.println(10 * tenth[0] + " % of the trials");
                err.flush();
              }
            });
    try (TrialStore kept = opened(backtest)) {
      Evidence evidence =
          Evidence.of(
              backtest,
              chosen,
              looking.run(search, iterations, seed, kept),
              Evidence.Rules.DEFAULT,
              seed);
      Map<String, Object> row = evidence.row();
      OutputFile.write(report, EvidenceReport.html(row));
      OutputFile.write(svg, EvidenceReport.svg(row));
      if (!json) {
        row.keySet().removeAll(List.of("equity", "walk_forward_equity", "trial_sharpes"));
      }
      show(row);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.REFUSED, e.getMessage());
    }
  }

  private TrialStore opened(Backtest backtest) {
    if (store == null) {
      return TrialStore.none();
    }
    var table = backtest.table();
    int prices = Arrays.deepHashCode(table.close()) * 31 + Arrays.deepHashCode(table.open());
    String identity =
        String.join(
            " ",
            strategy,
            search.wireName(),
            String.valueOf(seed),
            String.valueOf(search == Search.Kind.GRID ? iterations : 0),
            String.valueOf(capital),
            costs().toString(),
            table.names().toString(),
            table.days()[0].toString(),
            String.valueOf(table.length()),
            String.valueOf(prices));
    return TrialStore.open(store, identity);
  }

  private void show(Map<String, ?> values) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ApiClient.text(values));
    } else {
      print(out, values);
    }
    out.flush();
  }

  private static void print(PrintWriter out, Map<?, ?> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            print(out, inner);
          } else {
            out.printf("%-30s %s%n", name, shown(value));
          }
        });
  }

  private static String shown(Object value) {
    return value instanceof Double d ? String.format(Locale.ROOT, "%,.4f", d) : "" + value;
  }
}
