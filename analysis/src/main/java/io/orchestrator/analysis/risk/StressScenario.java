package io.orchestrator.analysis.risk;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A move of prices that today's positions are put through. */
public sealed interface StressScenario {
  /** Every symbol and sector that no other shock names. */
  String OTHERS = "*";

  String name();

  String description();

  /**
   * The closes of two past days.
   *
   * @param benchmark relative move of the benchmark between them, for symbols without prices
   */
  record Historic(String name, LocalDate from, LocalDate to, double benchmark)
      implements StressScenario {
    @Override
    public String description() {
      return from + " to " + to;
    }
  }

  /**
   * @param moves relative move by symbol, sector or {@link #OTHERS}
   */
  record Shock(String name, Map<String, Double> moves) implements StressScenario {
    public Shock {
      moves = Map.copyOf(moves);
    }

    @Override
    public String description() {
      return String.join(
          ", ",
          moves.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(e -> e.getKey() + " " + e.getValue())
              .toList());
    }

    /** Symbol first, then its sector, then the others. */
    Optional<Double> move(String symbol, String sector) {
      return Optional.ofNullable(moves.get(symbol))
          .or(() -> Optional.ofNullable(moves.get(sector)))
          .or(() -> Optional.ofNullable(moves.get(OTHERS)));
    }
  }

  Pattern NAMED = Pattern.compile("\\s*([^:]{1,60}?)\\s*:\\s*(.+)");
  Pattern HISTORIC =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})\\s*\\.\\.\\s*(\\d{4}-\\d{2}-\\d{2})\\s+(\\S+)");

  /**
   * @param text {@code Covid crash: 2020-02-19..2020-03-23 -0.337}
   * @throws IllegalArgumentException saying what is expected
   */
  static Historic historic(String text) {
    Matcher named = NAMED.matcher(text);
    Matcher days = HISTORIC.matcher(named.matches() ? named.group(2).strip() : "");
    if (!days.matches()) {
      throw new IllegalArgumentException(
          "stress-dates: '" + text + "' is not 'NAME: FROM..TO MOVE-OF-THE-BENCHMARK'");
    }
    try {
      LocalDate from = LocalDate.parse(days.group(1));
      LocalDate to = LocalDate.parse(days.group(2));
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("stress-dates: '" + text + "' ends before it begins");
      }
      return new Historic(named.group(1), from, to, move("stress-dates", text, days.group(3)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("stress-dates: '" + text + "' has a day that is none", e);
    }
  }

  /**
   * @param text {@code Technology falls: Technology -0.25, * -0.05}
   * @throws IllegalArgumentException saying what is expected
   */
  static Shock shock(String text) {
    Matcher named = NAMED.matcher(text);
    if (!named.matches()) {
      throw new IllegalArgumentException(
          "stress-shocks: '" + text + "' is not 'NAME: SYMBOL-OR-SECTOR MOVE, …'");
    }
    Map<String, Double> moves = new LinkedHashMap<>();
    for (String part : named.group(2).split(",")) {
      int gap = part.strip().lastIndexOf(' ');
      if (gap < 1) {
        throw new IllegalArgumentException(
            "stress-shocks: '" + part.strip() + "' in '" + text + "' is not 'WHAT MOVE'");
      }
      String what = part.strip().substring(0, gap).strip();
      moves.put(what, move("stress-shocks", text, part.strip().substring(gap + 1)));
    }
    return new Shock(named.group(1), moves);
  }

  private static double move(String key, String text, String number) {
    try {
      double move = Double.parseDouble(number);
      if (move >= -1 && move <= 10) {
        return move;
      }
    } catch (NumberFormatException e) {
      // Said below, as for what is out of range.
    }
    throw new IllegalArgumentException(
        key + ": '" + number + "' in '" + text + "' is no move between -1 and 10");
  }
}
