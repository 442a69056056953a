package io.orchestrator.analysis.backtest;

import io.orchestrator.domain.common.Markup;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Evidence as a page with drawings, from its JSON-like row: nothing else is needed to read it. */
public final class EvidenceReport {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 240;

  private EvidenceReport() {}

  /**
   * @param row as {@link Evidence#row} makes it
   */
  public static String html(Map<String, Object> row) {
    var page = new StringBuilder();
    page.append(
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>
        <style>body{font-family:sans-serif;max-width:800px;margin:2em auto;color:#222}
        table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;
        text-align:left}td+td{text-align:right}</style>
        <h1>%s</h1><p>%s to %s, %s trials. <strong>%s</strong></p>
        """
            .formatted(
                text(row.get("strategy")),
                text(row.get("strategy")),
                text(row.get("from")),
                text(row.get("to")),
                text(row.get("trials")),
                Boolean.TRUE.equals(row.get("promotable"))
                    ? "May be promoted."
                    : "Not to be promoted:"));
    if (row.get("failures") instanceof List<?> failures && !failures.isEmpty()) {
      page.append("<ul>");
      failures.forEach(f -> page.append("<li>").append(text(f)).append("</li>"));
      page.append("</ul>");
    }
    page.append(svg(row));
    table(page, "Parameters", row.get("parameters"));
    page.append("<h2>Against overfitting</h2><table>");
    for (String name :
        List.of(
            "deflated_sharpe",
            "probability_of_overfitting",
            "probability_of_loss",
            "shortfall_to_the_median_trial",
            "walk_forward_sharpe",
            "rolling_walk_forward_sharpe",
            "market_sharpe",
            "walk_forward_interval",
            "purged_cross_validation",
            "parameter_stability")) {
      line(page, name, row.get(name));
    }
    page.append("</table>");
    table(page, "Figures", row.get("metrics"));
    return page.append("</html>\n").toString();
  }

  /** Equity, its draw-down and the trials as one drawing. */
  public static String svg(Map<String, Object> row) {
    var svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
            .formatted(WIDTH, 3 * HEIGHT));
    double[] equity = numbers(row.get("equity"));
    double[] forward = numbers(row.get("walk_forward_equity"));
    chart(
        svg, 0, text(row.get("strategy")) + ": equity of the best trial, start = 1", unit(equity));
    chart(svg, HEIGHT, "Choosing anew each quarter (anchored walk-forward), start = 1", forward);
    double[] sharpes = numbers(row.get("trial_sharpes"));
    java.util.Arrays.sort(sharpes);
    chart(svg, 2 * HEIGHT, "Sharpe ratios of all trials, sorted", sharpes);
    return svg.append("</svg>\n").toString();
  }

  private static double[] unit(double[] v) {
    return java.util.Arrays.stream(v).map(x -> x / v[0]).toArray();
  }

  private static void chart(StringBuilder svg, int top, String title, double[] v) {
    double low = java.util.Arrays.stream(v).min().orElse(0);
    double high = java.util.Arrays.stream(v).max().orElse(1);
    double span = high > low ? high - low : 1;
    ToDoubleFunction<Double> y = x -> top + HEIGHT - 20 - (x - low) / span * (HEIGHT - 60);
    svg.append("<text x=\"50\" y=\"%d\" font-size=\"14\">%s</text>%n".formatted(top + 22, title));
    for (double at : new double[] {low, (low + high) / 2, high}) {
      double line = y.applyAsDouble(at);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"50\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"4\" y=\"%.1f\">%.2f</text>%n",
              WIDTH - 10,
              line,
              line,
              line + 4,
              at));
    }
    svg.append("<polyline fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"1.5\" points=\"");
    for (int i = 0; i < v.length; i++) {
      double x = 50 + (WIDTH - 60.0) * i / Math.max(1, v.length - 1);
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y.applyAsDouble(v[i])));
    }
    svg.append("\"/>\n");
  }

  private static void table(StringBuilder page, String title, Object values) {
    page.append("<h2>").append(title).append("</h2><table>");
    if (values instanceof Map<?, ?> map) {
      map.forEach((name, value) -> line(page, String.valueOf(name), value));
    }
    page.append("</table>");
  }

  private static void line(StringBuilder page, String name, Object value) {
    page.append("<tr><td>")
        .append(text(name.replace('_', ' ')))
        .append("</td><td>")
        .append(shown(value))
        .append("</td></tr>");
  }

  private static String shown(Object value) {
    return switch (value) {
      case Double d -> String.format(Locale.ROOT, "%,.4f", d);
      case List<?> list -> String.join(" … ", list.stream().map(EvidenceReport::shown).toList());
      case null -> "";
      default -> text(value);
    };
  }

  private static double[] numbers(Object list) {
    return list instanceof List<?> l
        ? l.stream().mapToDouble(x -> ((Number) x).doubleValue()).toArray()
        : new double[0];
  }

  private static String text(Object value) {
    return Markup.escaped(String.valueOf(value));
  }
}
