package io.orchestrator.cli;

import io.orchestrator.adapters.store.ImportReport;
import io.orchestrator.adapters.store.ImportReport.ImportedFile;
import io.orchestrator.adapters.store.ImportReport.Rejected;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.http.json.MarketJson;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An import's report for people and for programs. */
final class ImportView {
  private static final int SHOWN = 20;

  private ImportView() {}

  static void print(ImportReport report, PrintWriter out) {
    Table files = new Table("file", "bars", "lines", "added", "changed", "same", "left out");
    for (ImportedFile f : report.files()) {
      files.row(
          f.file(),
          f.series().map(s -> s.symbol() + " " + s.timeframe().wireName()).orElse("-"),
          f.lines(),
          f.written().added(),
          f.written().changed(),
          f.written().same(),
          f.rejected());
    }
    files.print(out);
    if (!report.rejected().isEmpty()) {
      out.println();
      Table rejected = new Table("left out", "line", "why");
      report.rejected().stream()
          .limit(SHOWN)
          .forEach(r -> rejected.row(r.file(), r.line() == 0 ? "all" : r.line(), r.reason()));
      rejected.print(out);
      if (report.rejectedFound() > SHOWN) {
        out.println("… " + report.rejectedFound() + " in all; --json lists them");
      }
    }
    report.quality().stream().filter(q -> q.first() != null).forEach(q -> print(q, out));
    out.printf(Locale.ROOT, "%nDone in %.1f s.%n", report.took().toMillis() / 1000.0);
    out.flush();
  }

  private static void print(SeriesQuality q, PrintWriter out) {
    out.println();
    Table table = Table.pairs();
    table.row(
        q.series().symbol() + " " + q.series().timeframe().wireName(),
        "%s to %s, %d bars".formatted(q.first(), q.last(), q.bars()));
    table.row("  sessions", q.sessionsPresent() + " of " + q.sessionsExpected());
    q.gaps().stream()
        .limit(SHOWN)
        .forEach(
            g ->
                table.row(
                    "  gap", "%s to %s, %d sessions".formatted(g.first(), g.last(), g.sessions())));
    if (q.holesFound() > 0) {
      table.row(
          "  holes",
          q.holesFound() + " inside sessions, longest " + q.holes().getFirst().bars() + " bars");
    }
    row(table, "  closed by an event", q.specialClosures());
    table.row("  half days", q.halfDays().size());
    row(table, "  splits", actions(q, Kind.SPLIT));
    row(table, "  splits by jump", q.suspectedSplits().stream().map(ImportView::split).toList());
    table.row("  dividends", actions(q, Kind.DIVIDEND).size());
    table.row(
        "  large moves",
        q.outliersFound()
            + q.outliers().stream()
                .sorted((a, b) -> Double.compare(Math.abs(b.fraction()), Math.abs(a.fraction())))
                .limit(3)
                .map(
                    o ->
                        "%s %s %.1f %%"
                            .formatted(
                                TradingCalendar.dateOf(o.at()), o.kind(), 100 * o.fraction()))
                .collect(Collectors.joining(", ", ": ", "")));
    if (q.barsOutsideHours() > 0) {
      table.row("  outside the session", q.barsOutsideHours() + " bars");
    }
    if (q.daysCompared() > 0) {
      table.row(
          "  days differ from their minutes", q.differencesFound() + " of " + q.daysCompared());
    }
    if (q.zeroVolume() > 0) {
      table.row("  without volume", q.zeroVolume() + " bars");
    }
    table.print(out);
  }

  private static void row(Table table, String title, List<?> values) {
    if (!values.isEmpty()) {
      table.row(
          title,
          values.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", ")));
    }
  }

  private static String split(SeriesQuality.SuspectedSplit split) {
    return split.date() + " 1:" + split.ratio();
  }

  private static List<String> actions(SeriesQuality quality, Kind kind) {
    return quality.actions().stream()
        .filter(a -> a.kind() == kind)
        .map(a -> a.date() + " 1:" + a.value())
        .toList();
  }

  static Map<String, Object> json(ImportReport report) {
    return row(
        "files", report.files().stream().map(ImportView::file).toList(),
        "rejected", report.rejected().stream().map(ImportView::rejected).toList(),
        "rejected_total", report.rejectedFound(),
        "quality", report.quality().stream().map(q -> MarketJson.audit(q).map()).toList(),
        "duration", report.took().toMillis() / 1000.0);
  }

  private static Map<String, Object> file(ImportedFile f) {
    return row(
        "file", f.file(),
        "symbol", f.series().map(s -> s.symbol().value()).orElse(null),
        "timeframe", f.series().map(s -> s.timeframe().wireName()).orElse(null),
        "lines", f.lines(),
        "added", f.written().added(),
        "changed", f.written().changed(),
        "same", f.written().same(),
        "rejected", f.rejected(),
        "unordered", f.unordered());
  }

  private static Map<String, Object> rejected(Rejected r) {
    return row("file", r.file(), "line", r.line(), "reason", r.reason());
  }

  /** Names and values in turn. */
  private static Map<String, Object> row(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
