package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Columns for people. Text from the network loses its control characters before it is shown. */
final class Table {
  private static final String GAP = "  ";
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles).stream().map(t -> t.toUpperCase(Locale.ROOT)).toList());
  }

  /** Two columns without titles. */
  static Table pairs() {
    var table = new Table();
    table.rows.clear();
    return table;
  }

  /** A row for each of these fields. */
  Table fields(JsonNode object, String... names) {
    for (String name : names) {
      row(name, show(object.path(name)));
    }
    return this;
  }

  Table row(Object... cells) {
    rows.add(List.of(cells).stream().map(cell -> printable(String.valueOf(cell))).toList());
    return this;
  }

  void print(PrintWriter out) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i < row.size() - 1) {
          line.append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        }
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  /** A value as a person writes it: lists by comma, null as a dash. */
  static String show(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "-";
    }
    if (value.isArray()) {
      String joined =
          StreamSupport.stream(value.spliterator(), false)
              .map(Table::show)
              .collect(Collectors.joining(", "));
      return joined.isEmpty() ? "-" : joined;
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  static String printable(String text) {
    return text.codePoints()
        .filter(c -> c == '\n' || !Character.isISOControl(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
