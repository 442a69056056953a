package io.orchestrator.cli;

import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Each day's result, the forecasts of one method below it, and the days that went beyond. */
final class BacktestDrawing {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 420;
  private static final int LEFT = 64;
  private static final int TOP = 40;
  private static final int BOTTOM = 380;

  private final List<GradedDay> days;
  private final RiskMethod method;
  private final double most;
  private final StringBuilder svg = new StringBuilder(1 << 16);

  private BacktestDrawing(List<GradedDay> days, RiskMethod method) {
    this.days = days;
    this.method = method;
    most =
        days.stream()
            .mapToDouble(d -> Math.max(Math.abs(share(d, d.pnl())), share(d, figures(d).var99())))
            .max()
            .orElse(1);
  }

  static String svg(List<GradedDay> days, RiskMethod method) {
    return new BacktestDrawing(days, method).draw();
  }

  private String draw() {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH, HEIGHT);
    line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    axes();
    bars();
    step("#e08a00", f -> f.var95());
    step("#b00020", f -> f.var99());
    breaches();
    legend();
    line("</svg>");
    return svg.toString();
  }

  private void axes() {
    for (int k = -2; k <= 2; k++) {
      double y = y(k * most / 2);
      line("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH);
      line(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f %%</text>",
          LEFT - 6, y + 4, 50 * k * most);
    }
    int before = 0;
    for (int t = 0; t < days.size(); t++) {
      int year = days.get(t).outcomeDay().getYear();
      if (year != before && t > 0 && year % 2 == 0) {
        line("<text x=\"%.1f\" y=\"%d\">%d</text>", x(t), BOTTOM + 20, year);
        line("<path d=\"M%.1f %dV%d\" stroke=\"#eee\"/>", x(t), TOP, BOTTOM);
      }
      before = year;
    }
  }

  private void bars() {
    svg.append("<path stroke=\"#9ab\" stroke-width=\"0.5\" d=\"");
    for (int t = 0; t < days.size(); t++) {
      add("M%.1f %.1fV%.1f", x(t), y(0), y(share(days.get(t), days.get(t).pnl())));
    }
    line("\"/>");
  }

  private void step(String colour, ToDoubleFunction<MethodFigures> figure) {
    svg.append("<path fill=\"none\" stroke-width=\"0.9\" stroke=\"")
        .append(colour)
        .append("\" d=\"");
    boolean open = false;
    for (int t = 0; t < days.size(); t++) {
      MethodFigures f = figures(days.get(t));
      if (f.known()) {
        String go = open ? "L" : "M";
        add(go + "%.1f %.1f", x(t), y(-share(days.get(t), figure.applyAsDouble(f))));
      }
      open = f.known();
    }
    line("\"/>");
  }

  private void breaches() {
    for (int t = 0; t < days.size(); t++) {
      GradedDay day = days.get(t);
      MethodFigures f = figures(day);
      if (f.known() && -day.pnl() > f.var99()) {
        line(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"#b00020\"><title>%s %.2f %%</title>"
                + "</circle>",
            x(t), y(share(day, day.pnl())), day.outcomeDay(), 100 * share(day, day.pnl()));
      }
    }
  }

  private void legend() {
    line(
        "<text x=\"%d\" y=\"22\" font-size=\"14\">Daily result and %s forecasts of the day"
            + " before</text>",
        LEFT, method.key());
    line("<text x=\"620\" y=\"22\" fill=\"#e08a00\">VaR 95 %%</text>");
    line("<text x=\"700\" y=\"22\" fill=\"#b00020\">VaR 99 %%</text>");
    line("<circle cx=\"784\" cy=\"18\" r=\"3\" fill=\"#b00020\"/>");
    line("<text x=\"792\" y=\"22\">loss beyond VaR 99 %%</text>");
  }

  private MethodFigures figures(GradedDay day) {
    return day.figures().stream()
        .filter(f -> f.method() == method)
        .findFirst()
        .orElseGet(() -> MethodFigures.none(method, "no forecast"));
  }

  private static double share(GradedDay day, double usd) {
    return usd / day.value();
  }

  private double x(int t) {
    return LEFT + (double) t * (WIDTH - LEFT) / days.size();
  }

  private double y(double share) {
    return TOP + (BOTTOM - TOP) * (most - share) / (2 * most);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private void line(String format, Object... values) {
    add(format, values);
    svg.append('\n');
  }
}
