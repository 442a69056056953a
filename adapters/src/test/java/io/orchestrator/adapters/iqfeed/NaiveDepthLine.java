package io.orchestrator.adapters.iqfeed;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A line 7, 8 or 9 of the depth port read the slow and obvious way; what the parser is compared
 * with.
 */
record NaiveDepthLine(String symbol, boolean bid, BigDecimal price, long size, long orders) {
  private static final String SYMBOL = "[A-Z0-9@#][A-Z0-9@#.\\-+=]{0,29}";
  private static final BigDecimal LIMIT = new BigDecimal("1e9");

  static Optional<NaiveDepthLine> parse(String line) {
    String[] words = (line + " ").split(",");
    words[words.length - 1] =
        words[words.length - 1].substring(0, words[words.length - 1].length() - 1);
    boolean gone = line.startsWith("9");
    int time = gone ? 4 : 7;
    if (words.length < time + 2
        || words[0].length() != 1
        || !words[1].matches(SYMBOL)
        || !words[2].matches("[AB]")
        || !words[3].matches("[0-9]*\\.?[0-9]*")
        || !words[3].replace(".", "").matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    var price = new BigDecimal(words[3]);
    boolean priced = price.doubleValue() > 0 && price.doubleValue() < LIMIT.doubleValue();
    boolean counted = gone || words[4].matches("[0-9]{1,18}") && words[5].matches("[0-9]{0,18}");
    try {
      LocalTime.parse(words[time], DateTimeFormatter.ISO_LOCAL_TIME);
      LocalDate.parse(words[time + 1], DateTimeFormatter.ISO_LOCAL_DATE);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    if (!priced || !counted) {
      return Optional.empty();
    }
    return Optional.of(
        new NaiveDepthLine(
            words[1],
            words[2].equals("B"),
            price,
            gone ? 0 : Long.parseLong(words[4]),
            gone || words[5].isEmpty() ? 0 : Long.parseLong(words[5])));
  }
}
