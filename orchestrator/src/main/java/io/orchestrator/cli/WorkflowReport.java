package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.domain.common.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A finished run as a page with drawings that needs nothing else to be read. */
final class WorkflowReport {
  private static final int WIDTH = 760;
  private static final int ROW = 22;
  private static final int LEFT = 90;
  private static final int CURVE = 260;
  private static final int MOST_BARS = 40;
  private static final String[] COLOURS = {"#1f4e79", "#c55a11", "#548235", "#7030a0", "#806000"};

  private WorkflowReport() {}

  /**
   * @param run as the server answers it
   */
  static String html(JsonNode run) {
    JsonNode results = run.path("results");
    var page = new StringBuilder();
    page.append(
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>%1$s</title>
        <style>body{font-family:sans-serif;max-width:900px;margin:2em auto;color:#222}
        table{border-collapse:collapse;font-size:.9em}td,th{padding:.2em .7em;border-bottom:1px solid #ddd;
        text-align:right}td:first-child,th:first-child{text-align:left}</style>
        <h1>%1$s</h1><p>%2$s</p>
        """
            .formatted(text(type(run)), text(headline(run))));
    page.append(svg(run));
    switch (type(run)) {
      case "analysis_to_trade" -> trades(page, results);
      case "portfolio_rebalance" -> rebalance(page, results);
      case "strategy_optimization" -> optimization(page, results);
      default -> all(page, results);
    }
    return page.append("</html>\n").toString();
  }

  private static String type(JsonNode run) {
    JsonNode steps = run.path("results");
    if (run.has("workflow")) {
      return run.path("workflow").asText();
    }
    return steps.has("generate_signals")
        ? "analysis_to_trade"
        : steps.has("generate_orders") ? "portfolio_rebalance" : "strategy_optimization";
  }

  private static String headline(JsonNode run) {
    String state = run.has("status") ? run.path("status").asText() : run.path("state").asText();
    return "Run " + run.path("workflow_id").asText() + ", " + state + ".";
  }

  private static void trades(StringBuilder page, JsonNode results) {
    JsonNode plan = results.path("validate_signals");
    JsonNode done = results.path("execute_trades");
    table(
        page,
        "Signals",
        results.path("generate_signals").path("signals"),
        List.of("symbol", "direction", "strength", "confidence", "weight"));
    table(
        page,
        "Planned orders",
        plan.path("orders"),
        List.of("symbol", "side", "quantity", "limit_price", "mid", "exit"));
    table(page, "Refused", plan.path("refused"), List.of("symbol", "code", "detail"));
    table(
        page,
        "Executed",
        done.path("orders"),
        List.of(
            "symbol", "side", "quantity", "filled", "average_price", "slippage_bps", "commission"));
    pairs(page, "Result", done);
    pairs(page, "Data", results.path("fetch_market_data"));
  }

  private static void rebalance(StringBuilder page, JsonNode results) {
    table(
        page,
        "Before, after, trades, cost, risk",
        results.path("generate_orders").path("preview"),
        List.of(
            "symbol",
            "shares_before",
            "shares_after",
            "trade_shares",
            "trade_usd",
            "weight_before",
            "target_weight",
            "weight_after",
            "cost_usd",
            "risk_before",
            "risk_after"));
    table(
        page,
        "Not traded",
        results.path("generate_orders").path("refused"),
        List.of("symbol", "code", "detail"));
    table(
        page,
        "Executed",
        results.path("execute_rebalance").path("orders"),
        List.of(
            "symbol", "side", "quantity", "filled", "average_price", "slippage_bps", "commission"));
    pairs(page, "Portfolio", results.path("analyze_portfolio"));
    pairs(page, "Targets", results.path("calculate_targets"));
    pairs(page, "Plan", results.path("generate_orders"));
    pairs(page, "Result", results.path("execute_rebalance"));
  }

  private static void optimization(StringBuilder page, JsonNode results) {
    table(
        page,
        "Candidates",
        results.path("select_strategies").path("candidates"),
        List.of("strategy", "sharpe", "champion_version"));
    table(
        page,
        "Champion and challenger",
        results.path("analyze_results").path("comparison"),
        List.of(
            "strategy",
            "parameters",
            "sharpe_before",
            "sharpe_after",
            "walk_forward_sharpe",
            "deflated_sharpe",
            "reasons_against"));
    table(
        page,
        "Versions",
        results.path("update_parameters").path("strategies"),
        List.of("strategy", "version", "stage", "reasons_against"));
  }

  private static void all(StringBuilder page, JsonNode results) {
    results.properties().forEach(step -> pairs(page, step.getKey(), step.getValue()));
  }

  /** The drawing alone. */
  static String svg(JsonNode run) {
    JsonNode results = run.path("results");
    return switch (type(run)) {
      case "analysis_to_trade" ->
          bars(
              "Signals: strength by direction, and confidence",
              results.path("generate_signals").path("signals"),
              List.of("strength", "confidence"),
              "direction");
      case "portfolio_rebalance" ->
          bars(
              "Weights before and after",
              results.path("generate_orders").path("preview"),
              List.of("weight_before", "weight_after"),
              "");
      case "strategy_optimization" -> curves(results.path("run_backtests").path("evidence"));
      default -> "";
    };
  }

  private static StringBuilder canvas(int height, String title) {
    return new StringBuilder(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n<text x=\"10\" y=\"20\" font-size=\"14\">%s</text>\n"
            .formatted(WIDTH, height, text(title)));
  }

  /**
   * @param sign field by which the first series points to the left, or empty
   */
  private static String bars(String title, JsonNode rows, List<String> series, String sign) {
    int n = Math.min(MOST_BARS, rows.size());
    double most = 1e-9;
    boolean negative = false;
    for (int i = 0; i < n; i++) {
      for (int s = 0; s < series.size(); s++) {
        double v = value(rows.get(i), series, s, sign);
        most = Math.max(most, Math.abs(v));
        negative |= v < 0;
      }
    }
    StringBuilder svg = canvas(50 + ROW * Math.max(1, n) + 24, title);
    double zero = negative ? (LEFT + WIDTH) / 2.0 : LEFT;
    double unit = (negative ? (WIDTH - LEFT) / 2.0 - 60 : WIDTH - LEFT - 70) / most;
    for (int i = 0; i < n; i++) {
      int top = 36 + ROW * i;
      line(svg, "<text x=\"10\" y=\"%d\">%s</text>", top + 12, text(rows.get(i).path("symbol")));
      for (int s = 0; s < series.size(); s++) {
        double v = value(rows.get(i), series, s, sign);
        double length = Math.abs(v) * unit;
        line(
            svg,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"8\" fill=\"%s\"><title>%.4f</title></rect>",
            v < 0 ? zero - length : zero,
            top + 9 * s,
            length,
            COLOURS[s],
            v);
      }
    }
    for (int s = 0; s < series.size(); s++) {
      line(
          svg,
          "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
          LEFT + 180 * s,
          50 + ROW * Math.max(1, n) + 10,
          COLOURS[s],
          text(series.get(s).replace('_', ' ')));
    }
    return svg.append("</svg>\n").toString();
  }

  private static double value(JsonNode row, List<String> series, int s, String sign) {
    double v = row.path(series.get(s)).asDouble();
    return s == 0 && !sign.isEmpty() ? v * row.path(sign).asDouble() : v;
  }

  /** Choosing anew each quarter, of each strategy that was searched. */
  private static String curves(JsonNode evidence) {
    StringBuilder svg =
        canvas(CURVE + 30, "Choosing anew each quarter (anchored walk-forward), start = 1");
    var all = new ArrayList<double[]>();
    double low = 1;
    double high = 1;
    for (JsonNode e : evidence) {
      var curve = new double[e.path("walk_forward_equity").size()];
      for (int i = 0; i < curve.length; i++) {
        curve[i] = e.path("walk_forward_equity").get(i).asDouble();
        low = Math.min(low, curve[i]);
        high = Math.max(high, curve[i]);
      }
      all.add(curve);
    }
    double scale = (CURVE - 60) / Math.max(1e-9, high - low);
    for (double at : new double[] {low, 1, high}) {
      double y = CURVE - 20 - (at - low) * scale;
      line(
          svg,
          "<line x1=\"50\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"4\" y=\"%.1f\">%.2f</text>",
          WIDTH - 10,
          y,
          y,
          y + 4,
          at);
    }
    for (int k = 0; k < all.size(); k++) {
      String colour = COLOURS[k % COLOURS.length];
      svg.append(
          "<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"" + colour + "\" points=\"");
      double[] curve = all.get(k);
      for (int i = 0; i < curve.length; i++) {
        double x = 50 + (WIDTH - 60.0) * i / Math.max(1, curve.length - 1);
        double y = CURVE - 20 - (curve[i] - low) * scale;
        svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      }
      svg.append("\"/>\n");
      line(
          svg,
          "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
          50 + 220 * k,
          CURVE + 14,
          colour,
          text(evidence.get(k).path("strategy")));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static void table(StringBuilder page, String title, JsonNode rows, List<String> columns) {
    if (rows.isEmpty()) {
      return;
    }
    page.append("<h2>").append(title).append("</h2><table><tr>");
    columns.forEach(c -> page.append("<th>").append(text(c.replace('_', ' '))).append("</th>"));
    page.append("</tr>\n");
    for (JsonNode row : rows) {
      page.append("<tr>");
      columns.forEach(c -> page.append("<td>").append(shown(row.path(c))).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  /** What is one number or word; lists and objects have tables of their own. */
  private static void pairs(StringBuilder page, String title, JsonNode values) {
    var lines = new StringBuilder();
    values
        .properties()
        .forEach(
            e -> {
              if (e.getValue().isValueNode()) {
                lines.append("<tr><td>").append(text(e.getKey().replace('_', ' ')));
                lines.append("</td><td>").append(shown(e.getValue())).append("</td></tr>\n");
              }
            });
    if (!lines.isEmpty()) {
      page.append("<h2>").append(text(title)).append("</h2><table>\n");
      page.append(lines).append("</table>\n");
    }
  }

  private static String shown(JsonNode value) {
    if (value.isFloatingPointNumber()) {
      return String.format(Locale.ROOT, "%,.4f", value.asDouble());
    }
    return value.isMissingNode() ? "" : text(value);
  }

  private static String text(Object value) {
    String plain = value instanceof JsonNode n && n.isValueNode() ? n.asText() : "" + value;
    return Markup.escaped(plain);
  }
}
