package io.orchestrator.http.routes;

import io.orchestrator.domain.common.Markup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An explanation as a page for people: whatever the JSON says, with lists of rows as tables. One
 * file without scripts or links to elsewhere, so that it can be kept beside the books.
 */
final class WhyPage {
  private static final int MAX_DEPTH = 8;
  private static final String NONE = "<span class=\"none\">none</span>";

  /** Wider rows are told one below the other. */
  private static final int MOST_COLUMNS = 12;

  private static final String STYLE =
      """
      body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:75em;color:#1b1f24}
      h1{font-size:1.4em} h2{font-size:1.1em;border-bottom:1px solid #ccd;margin-top:1.6em}
      table{border-collapse:collapse;margin:.3em 0} td,th{border:1px solid #dde;padding:.2em .5em;
      text-align:left;vertical-align:top} th{background:#f3f5f9;font-weight:600}
      td{overflow-wrap:anywhere} .none{color:#889}
      """;

  private WhyPage() {}

  /**
   * @param explanation JSON-like; its keys become sections in their order
   */
  static String html(String title, Map<String, Object> explanation) {
    var page = new StringBuilder();
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(Markup.escaped(title))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>")
        .append(Markup.escaped(title))
        .append("</h1>");
    explanation.forEach(
        (name, value) -> {
          page.append("<h2>").append(words(name)).append("</h2>");
          append(page, value, 0);
        });
    return page.append("</body></html>").toString();
  }

  private static void append(StringBuilder page, Object value, int depth) {
    if (depth > MAX_DEPTH) {
      page.append("…");
      return;
    }
    if (value == null) {
      page.append("<span class=\"none\">not recorded</span>");
    } else if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        page.append(NONE);
      } else {
        pairs(page, map, depth);
      }
    } else if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        page.append(NONE);
      } else if (rows(list)) {
        table(page, list, depth);
      } else {
        items(page, list, depth);
      }
    } else {
      page.append(Markup.escaped(String.valueOf(value)));
    }
  }

  private static void pairs(StringBuilder page, Map<?, ?> map, int depth) {
    page.append("<table>");
    map.forEach(
        (name, item) -> {
          page.append("<tr><th>").append(words(String.valueOf(name))).append("</th><td>");
          append(page, item, depth + 1);
          page.append("</td></tr>");
        });
    page.append("</table>");
  }

  private static boolean rows(List<?> list) {
    return list.stream().allMatch(item -> item instanceof Map<?, ?>)
        && columns(list).size() <= MOST_COLUMNS;
  }

  private static Set<String> columns(List<?> rows) {
    var names = new LinkedHashSet<String>();
    for (Object row : rows) {
      ((Map<?, ?>) row).keySet().forEach(k -> names.add(String.valueOf(k)));
    }
    return names;
  }

  private static void table(StringBuilder page, List<?> rows, int depth) {
    Set<String> columns = columns(rows);
    page.append("<table><tr>");
    columns.forEach(c -> page.append("<th>").append(words(c)).append("</th>"));
    page.append("</tr>");
    for (Object row : rows) {
      page.append("<tr>");
      for (String column : columns) {
        page.append("<td>");
        append(page, ((Map<?, ?>) row).get(column), depth + 1);
        page.append("</td>");
      }
      page.append("</tr>");
    }
    page.append("</table>");
  }

  private static void items(StringBuilder page, List<?> list, int depth) {
    boolean plain = list.stream().noneMatch(i -> i instanceof Map<?, ?> || i instanceof List<?>);
    String between = plain ? ", " : "<br>";
    String before = "";
    for (Object item : list) {
      page.append(before);
      append(page, item, depth + 1);
      before = between;
    }
  }

  private static String words(String name) {
    String text = name.replace('_', ' ');
    return Markup.escaped(
        text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1));
  }
}
