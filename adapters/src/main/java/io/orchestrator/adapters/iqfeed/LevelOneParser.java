package io.orchestrator.adapters.iqfeed;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of Level 1 to messages. Columns of P and Q are named by the feed's own acknowledgement
 * ({@code S,CURRENT UPDATE FIELDNAMES}), never by what was asked for. Never throws: what cannot be
 * read is {@link LevelOneMessage.Malformed}. Not thread-safe.
 */
final class LevelOneParser {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss");
  private static final int FIELDS_MAX = 256;

  /** What protocol 6.x sends before any field set is selected. */
  static final List<String> DEFAULT_FIELDS =
      List.of(
          "Symbol",
          "Most Recent Trade",
          "Most Recent Trade Size",
          "Most Recent Trade Time",
          "Most Recent Trade Market Center",
          "Total Volume",
          "Bid",
          "Bid Size",
          "Ask",
          "Ask Size",
          "Open",
          "High",
          "Low",
          "Close",
          "Message Contents",
          "Most Recent Trade Conditions");

  private List<String> fields = DEFAULT_FIELDS;

  LevelOneMessage parse(String line) {
    if (line.isEmpty()) {
      return new LevelOneMessage.Malformed("empty line");
    }
    char type = line.charAt(0);
    if (line.length() > 1 && line.charAt(1) != ',') {
      return new LevelOneMessage.Malformed("no comma after the type");
    }
    String rest = line.length() > 2 ? line.substring(2) : "";
    return switch (type) {
      case 'P', 'Q' -> update(type == 'P', rest);
      case 'T' -> timestamp(rest);
      case 'S' -> system(rest);
      case 'n' -> new LevelOneMessage.UnknownSymbol(withoutComma(rest));
      case 'E' -> new LevelOneMessage.Failure(rest);
      default ->
          Character.isLetter(type)
              ? new LevelOneMessage.Ignored(type)
              : new LevelOneMessage.Malformed("unknown type");
    };
  }

  private LevelOneMessage update(boolean summary, String rest) {
    String[] columns = rest.split(",", -1);
    // A line ends with a comma, which makes one empty column more; some servers leave it out.
    if (columns.length < fields.size()) {
      return new LevelOneMessage.Malformed(
          columns.length + " columns, " + fields.size() + " expected");
    }
    Map<String, String> values = HashMap.newHashMap(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      if (!columns[i].isEmpty()) {
        values.put(fields.get(i), columns[i]);
      }
    }
    String symbol = values.get("Symbol");
    return symbol == null
        ? new LevelOneMessage.Malformed("no symbol")
        : new LevelOneMessage.Update(summary, symbol, values);
  }

  private static LevelOneMessage timestamp(String rest) {
    try {
      return new LevelOneMessage.Timestamp(LocalDateTime.parse(withoutComma(rest), STAMP));
    } catch (DateTimeException e) {
      return new LevelOneMessage.Malformed("time stamp");
    }
  }

  private LevelOneMessage system(String rest) {
    List<String> words = List.of(withoutComma(rest).split(",", -1));
    String name = words.getFirst();
    List<String> following = words.subList(1, words.size());
    if (name.equals("CURRENT UPDATE FIELDNAMES")) {
      if (following.size() > FIELDS_MAX || !following.contains("Symbol")) {
        return new LevelOneMessage.Malformed("field names");
      }
      fields = List.copyOf(following);
    }
    return new LevelOneMessage.System(name, following);
  }

  private static String withoutComma(String text) {
    return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
  }
}
