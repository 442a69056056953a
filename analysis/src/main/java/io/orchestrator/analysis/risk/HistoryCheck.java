package io.orchestrator.analysis.risk;

import io.orchestrator.domain.market.Bar;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether numbers may rest on these histories; the reason names symbol and day. */
final class HistoryCheck {
  /** A symbol whose newest bar is this much older than another's is not up to date. */
  private static final Duration MAX_LAG = Duration.ofDays(7);

  private HistoryCheck() {}

  static Optional<RiskEstimate.Unavailable> problem(
      Holdings holdings,
      Map<String, List<Bar>> bars,
      AlignedHistory history,
      RiskSettings settings) {
    for (int a = 0; a < holdings.exposures().length; a++) {
      if (!Double.isFinite(holdings.exposures()[a])) {
        return unavailable(
            "risk.not_finite",
            "value of " + holdings.symbols().get(a) + " is " + holdings.exposures()[a]);
      }
    }
    Optional<RiskEstimate.Unavailable> stale = stale(holdings.symbols(), bars);
    if (stale.isPresent()) {
      return stale;
    }
    if (history.returns().length < settings.minObservations()) {
      return unavailable(
          "risk.too_few_observations",
          "%d common returns, at least %d are needed; the shortest history is that of %s"
              .formatted(
                  history.returns().length,
                  settings.minObservations(),
                  shortest(holdings.symbols(), bars)));
    }
    for (int t = 0; t < history.returns().length; t++) {
      Optional<RiskEstimate.Unavailable> bad = dayProblem(holdings, history, t, settings);
      if (bad.isPresent()) {
        return bad;
      }
    }
    return Optional.empty();
  }

  private static Optional<RiskEstimate.Unavailable> stale(
      List<String> symbols, Map<String, List<Bar>> bars) {
    Optional<Instant> newest =
        symbols.stream()
            .map(s -> bars.getOrDefault(s, List.of()))
            .filter(b -> !b.isEmpty())
            .map(b -> b.getLast().start())
            .max(Comparator.naturalOrder());
    return symbols.stream()
        .filter(s -> !bars.getOrDefault(s, List.of()).isEmpty())
        .filter(
            s -> bars.get(s).getLast().start().plus(MAX_LAG).isBefore(newest.orElse(Instant.MIN)))
        .findFirst()
        .flatMap(
            s ->
                unavailable(
                    "risk.stale_history",
                    "history of "
                        + s
                        + " ends "
                        + bars.get(s).getLast().start()
                        + ", that of another "
                        + newest.orElseThrow()));
  }

  private static String shortest(List<String> symbols, Map<String, List<Bar>> bars) {
    return symbols.stream()
        .min(Comparator.comparingInt(s -> bars.getOrDefault(s, List.of()).size()))
        .map(s -> s + " with " + bars.getOrDefault(s, List.of()).size() + " days")
        .orElse("nothing");
  }

  private static Optional<RiskEstimate.Unavailable> dayProblem(
      Holdings holdings, AlignedHistory history, int day, RiskSettings settings) {
    double[] row = history.returns()[day];
    for (int a = 0; a < row.length; a++) {
      if (Math.abs(row[a]) <= settings.maxAbsoluteReturn()) {
        continue;
      }
      String place =
          "return of "
              + holdings.symbols().get(a)
              + " on "
              + history.days().get(day)
              + " is "
              + row[a];
      return Double.isFinite(row[a])
          ? unavailable(
              "risk.implausible_return", place + ": an unadjusted split or a wrong price?")
          : unavailable("risk.not_finite", place);
    }
    return Optional.empty();
  }

  private static Optional<RiskEstimate.Unavailable> unavailable(String code, String reason) {
    return Optional.of(new RiskEstimate.Unavailable(code, reason));
  }
}
