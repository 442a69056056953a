package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.analysis.risk.AlignedHistory;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.analysis.risk.grading.Backtest;
import io.orchestrator.analysis.risk.grading.Grades;
import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.MethodGrade;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The node's own forecasts, or with --csv the same methods over a past of one's own. */
@Command(
    name = "backtest",
    description = {
      "How each method's forecasts did: breaches, tests, traffic light.",
      "Without --csv: the running node's own. With it: over the files, without a node."
    })
final class RiskBacktestCommand extends ClientCommand {
  private static final double VALUE = 1_000_000;
  private static final int STEP = 250;

  @Option(
      names = "--csv",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Daily prices, one file a symbol, with a date column.")
  List<Path> files;

  @Option(
      names = "--column",
      defaultValue = "adjusted_close",
      description = "Of the price (${DEFAULT-VALUE}).")
  String column;

  @Option(names = "--from", paramLabel = "DATE", description = "First day of the files to use.")
  LocalDate from;

  @Option(
      names = "--window",
      defaultValue = "500",
      description = "Past days behind each forecast (${DEFAULT-VALUE}).")
  int window;

  @Option(
      names = "--refit",
      defaultValue = "20",
      description = "Days between two GARCH fits (${DEFAULT-VALUE}).")
  int refit;

  @Option(
      names = "--paths",
      defaultValue = "10000",
      description = "Of Monte-Carlo (${DEFAULT-VALUE}).")
  int paths;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draw forecasts and breaches.")
  Path svg;

  @Option(
      names = "--draw",
      defaultValue = "FILTERED_HISTORICAL",
      description = "Method that is drawn (${DEFAULT-VALUE}).")
  RiskMethod drawn;

  @Override
  public Integer call() throws Exception {
    return files == null ? super.call() : overFiles();
  }

  @Override
  int run(ApiClient client) {
    var answer = client.get("/api/risk/backtest?limit=1");
    return print(answer, () -> table(answer.body()));
  }

  private void table(JsonNode body) {
    out().println("Leads: " + Table.show(body.path("method")));
    var table =
        new Table(
            "method",
            "days",
            "over 95 %",
            "over 99 %",
            "Kupiec 95",
            "Kupiec 99",
            "independent",
            "coverage 99",
            "zone");
    for (JsonNode m : body.path("methods")) {
      table.row(
          Table.show(m.path("method")),
          Table.show(m.path("observations")),
          Table.show(m.path("breaches_95")),
          Table.show(m.path("breaches_99")),
          Table.show(m.path("kupiec_95_p")),
          Table.show(m.path("kupiec_99_p")),
          Table.show(m.path("independence_p")),
          Table.show(m.path("coverage_99_p")),
          Table.show(m.path("zone")));
    }
    table.print(out());
  }

  private int overFiles() {
    SeriesFile data = SeriesFile.join(files, column);
    AlignedHistory history = history(data);
    if (history.returns().length <= window) {
      throw new CliFailure(
          CliFailure.REFUSED,
          "%d common days; more than the window of %d are needed."
              .formatted(history.returns().length, window));
    }
    double[] exposures = new double[data.names().size()];
    Arrays.fill(exposures, VALUE / exposures.length);
    int total = history.returns().length - window;
    List<GradedDay> days =
        new Backtest(settings(), refit).run(history, exposures, done -> progress(done, total));
    out()
        .printf(
            Locale.ROOT,
            "%s equally held, %s to %s, forecasts from the %d days before%n",
            String.join(", ", data.names()),
            days.getFirst().outcomeDay(),
            days.getLast().outcomeDay(),
            window);
    markdown(Grades.of(days, days.size()));
    if (svg != null) {
      draw(days);
    }
    return 0;
  }

  private RiskSettings settings() {
    try {
      return RiskSettings.DEFAULT.withWindow(window).withPaths(paths);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.USAGE, e.getMessage());
    }
  }

  private AlignedHistory history(SeriesFile data) {
    int first = 0;
    while (from != null
        && first < data.keys().size()
        && LocalDate.parse(data.keys().get(first)).isBefore(from)) {
      first++;
    }
    int begin = first;
    int count = Math.max(0, data.rows() - begin - 1);
    double[][] returns = new double[count][data.names().size()];
    for (int t = 0; t < count; t++) {
      for (int a = 0; a < returns[t].length; a++) {
        double[] prices = data.columns()[a];
        returns[t][a] = prices[begin + t + 1] / prices[begin + t] - 1;
        if (!Double.isFinite(returns[t][a])) {
          throw new CliFailure(
              CliFailure.REFUSED,
              data.names().get(a) + " has no price on " + data.keys().get(begin + t) + ".");
        }
      }
    }
    List<LocalDate> days =
        data.keys().subList(Math.min(data.keys().size(), begin + 1), data.keys().size()).stream()
            .map(LocalDate::parse)
            .toList();
    double[] unknown = new double[count];
    Arrays.fill(unknown, Double.NaN);
    return new AlignedHistory(data.names(), days, returns, unknown);
  }

  private void progress(int done, int total) {
    if (done % STEP == 0) {
      spec.commandLine().getErr().printf(Locale.ROOT, "\r%d of %d days", done, total);
      spec.commandLine().getErr().flush();
    }
  }

  private void markdown(List<MethodGrade> grades) {
    spec.commandLine().getErr().println();
    out()
        .println(
            "| method | days | over 95 % (5 % expected) | over 99 % (1 % expected) | Kupiec p 95 % | 99 % |"
                + " independence p | coverage p 95 % | 99 % | loss / shortfall | zone |");
    out().println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (MethodGrade g : grades) {
      out()
          .printf(
              Locale.ROOT,
              "| %s | %d | %d (%.2f %%) | %d (%.2f %%) | %.4f | %.4f | %.4f | %.4f | %.4f | %.2f | %s |%n",
              g.method().key(),
              g.observations(),
              g.breaches95(),
              100.0 * g.breaches95() / g.observations(),
              g.breaches99(),
              100.0 * g.breaches99() / g.observations(),
              g.kupiec95(),
              g.kupiec99(),
              g.independence(),
              g.coverage95(),
              g.coverage99(),
              g.shortfallRatio(),
              g.zone().name().toLowerCase(Locale.ROOT));
    }
    out().flush();
  }

  private void draw(List<GradedDay> days) {
    OutputFile.write(svg, BacktestDrawing.svg(days, drawn));
    out().println("drawn: " + svg);
  }
}
