package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Variable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A CSV file (RFC 4180 without line breaks inside quotes, UTF-8) whose first line names the
 * columns. Columns {@code date} and {@code timestamp} name the rows and are no series. Lines that
 * are empty or start with {@code %} or {@code #} are left out.
 */
record SeriesFile(Path file, List<String> names, List<String> keys, double[][] columns) {
  private static final Set<String> KEYS = Set.of("date", "timestamp");
  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_COLUMNS = 1_000;
  private static final int MOST_ROWS = 1_000_000;
  private static final int SHOWN = 40;

  /**
   * @param column of each file, joined by date; null for all columns of one file
   * @param returns take log returns of them
   * @throws CliFailure as {@link #read}, or several files without a column
   */
  static SeriesFile of(List<Path> files, String column, boolean returns) {
    if (column == null && files.size() > 1) {
      throw new CliFailure(CliFailure.USAGE, "Several files need --column.");
    }
    SeriesFile data = column == null ? read(files.get(0)) : join(files, column);
    return returns ? data.logReturns() : data;
  }

  /**
   * @throws CliFailure the file cannot be read, or is not as said; names the line
   */
  static SeriesFile read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new CliFailure(CliFailure.USAGE, "There is no file " + file + ".");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new CliFailure(
            CliFailure.REFUSED, file + " is larger than " + (MOST_BYTES >> 20) + " MiB.");
      }
      try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        return new Reading(file, reader).read();
      }
    } catch (CharacterCodingException e) {
      throw new CliFailure(CliFailure.REFUSED, file + " is no text in UTF-8.");
    } catch (IOException e) {
      throw new CliFailure(CliFailure.REFUSED, file + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * One column of several files, joined on the rows that all of them have; each is named after its
   * file.
   */
  static SeriesFile join(List<Path> files, String column) {
    List<String> names = new ArrayList<>();
    List<Map<String, Double>> series = new ArrayList<>();
    for (Path path : files) {
      SeriesFile one = read(path);
      int at = one.names.indexOf(column);
      if (at < 0 || one.keys.isEmpty()) {
        throw new CliFailure(
            CliFailure.USAGE, path + " needs a column '" + column + "' and a date or timestamp.");
      }
      Map<String, Double> values = new LinkedHashMap<>();
      for (int r = 0; r < one.keys.size(); r++) {
        if (values.put(one.keys.get(r), one.columns[at][r]) != null) {
          throw new CliFailure(
              CliFailure.REFUSED, path + " has two lines of " + one.keys.get(r) + ".");
        }
      }
      series.add(values);
      names.add(path.getFileName().toString().replaceFirst("\\.[^.]*$", ""));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new CliFailure(CliFailure.USAGE, "Two files have the same name.");
    }
    List<String> common =
        series.get(0).keySet().stream()
            .filter(key -> series.stream().allMatch(s -> s.containsKey(key)))
            .toList();
    double[][] columns =
        series.stream()
            .map(s -> common.stream().mapToDouble(s::get).toArray())
            .toArray(double[][]::new);
    return new SeriesFile(files.get(0), names, common, columns);
  }

  /** ln(v(t) / v(t−1)) in place of each value; one row less. */
  SeriesFile logReturns() {
    double[][] returns = new double[columns.length][];
    for (int c = 0; c < columns.length; c++) {
      double[] values = columns[c];
      if (Arrays.stream(values).anyMatch(v -> !(v > 0))) {
        throw new CliFailure(
            CliFailure.REFUSED, "'" + names.get(c) + "' has values that are not above 0.");
      }
      returns[c] = new double[Math.max(0, values.length - 1)];
      Arrays.setAll(returns[c], t -> Math.log(values[t + 1] / values[t]));
    }
    List<String> later =
        keys.isEmpty() ? keys : keys.subList(Math.min(1, keys.size()), keys.size());
    return new SeriesFile(file, names, later, returns);
  }

  int rows() {
    return columns[0].length;
  }

  /**
   * @param text {@code NAME:LAG}
   */
  Variable variable(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new Variable(
          index(text.substring(0, Math.max(0, colon))),
          Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new CliFailure(CliFailure.USAGE, "NAME:LAG is needed, not '" + text + "'.");
    }
  }

  /**
   * @throws CliFailure there is no such series
   */
  int index(String name) {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new CliFailure(
          CliFailure.USAGE,
          "There is no series '%s'; there are: %s"
              .formatted(name, String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))));
    }
    return at;
  }

  /** One pass over the lines. */
  private static final class Reading {
    private final Path file;
    private final BufferedReader reader;
    private int line;

    Reading(Path file, BufferedReader reader) {
      this.file = file;
      this.reader = reader;
    }

    SeriesFile read() throws IOException {
      List<String> header = next();
      if (header == null) {
        throw failure("there is no first line with names");
      }
      header = header.stream().map(String::strip).toList();
      boolean[] isKey = new boolean[header.size()];
      List<String> names = new ArrayList<>();
      for (int c = 0; c < isKey.length; c++) {
        isKey[c] = KEYS.contains(header.get(c).toLowerCase(Locale.ROOT));
        if (!isKey[c]) {
          names.add(header.get(c));
        }
      }
      check(names);
      List<String> keys = new ArrayList<>();
      List<double[]> rows = new ArrayList<>();
      List<String> cells;
      while ((cells = next()) != null) {
        if (cells.size() != header.size()) {
          throw failure(cells.size() + " cells where the first line has " + header.size());
        }
        if (rows.size() == MOST_ROWS) {
          throw failure("more than " + MOST_ROWS + " rows");
        }
        rows.add(row(cells, isKey, names, keys));
      }
      if (rows.isEmpty()) {
        throw failure("there are no values");
      }
      double[][] columns = new double[names.size()][rows.size()];
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < columns.length; c++) {
          columns[c][r] = rows.get(r)[c];
        }
      }
      return new SeriesFile(file, List.copyOf(names), keys, columns);
    }

    private void check(List<String> names) {
      if (names.isEmpty() || names.size() > MOST_COLUMNS) {
        throw failure("1 to " + MOST_COLUMNS + " series are needed, not " + names.size());
      }
      if (names.stream().anyMatch(String::isEmpty) || new HashSet<>(names).size() < names.size()) {
        throw failure("each column needs a name of its own");
      }
      if (names.stream().allMatch(Reading::isNumber)) {
        throw failure("numbers where the names of the columns are expected");
      }
    }

    private static boolean isNumber(String text) {
      try {
        Double.parseDouble(text);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    private double[] row(
        List<String> cells, boolean[] isKey, List<String> names, List<String> keys) {
      double[] row = new double[names.size()];
      int at = 0;
      boolean named = false;
      for (int c = 0; c < isKey.length; c++) {
        String cell = cells.get(c).strip();
        if (!isKey[c]) {
          row[at] = number(cell, names.get(at));
          at++;
        } else if (!named) {
          keys.add(cell);
          named = true;
        }
      }
      return row;
    }

    private double number(String cell, String name) {
      try {
        double value = Double.parseDouble(cell);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, as for what is not finite.
      }
      throw failure("%s '%s' is no finite number".formatted(name, shortened(cell)));
    }

    private static String shortened(String text) {
      return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private List<String> next() throws IOException {
      String text;
      while ((text = reader.readLine()) != null) {
        line++;
        String content = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (!content.isBlank() && content.charAt(0) != '%' && content.charAt(0) != '#') {
          return cells(content);
        }
      }
      return null;
    }

    private List<String> cells(String text) {
      List<String> cells = new ArrayList<>();
      StringBuilder cell = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          cells.add(cell.toString());
          cell.setLength(0);
        } else {
          cell.append(c);
        }
        if (cells.size() > MOST_COLUMNS + KEYS.size()) {
          throw failure("more than " + MOST_COLUMNS + " columns");
        }
      }
      if (quoted) {
        throw failure("a quote that is not closed");
      }
      cells.add(cell.toString());
      return cells;
    }

    private CliFailure failure(String what) {
      return new CliFailure(
          CliFailure.REFUSED, "%s, line %d: %s.".formatted(file, Math.max(1, line), what));
    }
  }
}
