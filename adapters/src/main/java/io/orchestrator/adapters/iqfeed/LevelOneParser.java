package io.orchestrator.adapters.iqfeed;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Lines of Level 1 to messages, but for P and Q, which are {@link LevelOneDecoder}'s. Never throws:
 * what cannot be read is {@link LevelOneMessage.Malformed}.
 */
final class LevelOneParser {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss");
  private static final int FIELDS_MAX = 256;

  /** Name of the line that tells the columns of P and Q from then on. */
  static final String FIELD_NAMES = "CURRENT UPDATE FIELDNAMES";

  /**
   * What protocol 6.x sends before any field set is selected. The simulator has a list of its own
   * on purpose: a name that is wrong in one of them must make a test fail.
   */
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

  private LevelOneParser() {}

  static LevelOneMessage parse(String line) {
    if (line.isEmpty()) {
      return new LevelOneMessage.Malformed("empty line");
    }
    char type = line.charAt(0);
    if (line.length() > 1 && line.charAt(1) != ',') {
      return new LevelOneMessage.Malformed("no comma after the type");
    }
    String rest = line.length() > 2 ? line.substring(2) : "";
    return switch (type) {
      case 'T' -> timestamp(rest);
      case 'S' -> system(rest);
      case 'n' -> new LevelOneMessage.UnknownSymbol(withoutComma(rest));
      case 'E' -> new LevelOneMessage.Failure(rest);
      case 'F', 'R', 'N', 'C' -> spoken(type, rest);
      default ->
          Character.isLetter(type)
              ? new LevelOneMessage.Ignored(type)
              : new LevelOneMessage.Malformed("unknown type");
    };
  }

  private static LevelOneMessage timestamp(String rest) {
    try {
      return new LevelOneMessage.Timestamp(LocalDateTime.parse(withoutComma(rest), STAMP));
    } catch (DateTimeException e) {
      return new LevelOneMessage.Malformed("time stamp");
    }
  }

  private static LevelOneMessage spoken(char type, String rest) {
    try {
      return type == 'C'
          ? new LevelOneMessage.Correction(NoticeParser.correction(rest))
          : new LevelOneMessage.Notice(NoticeParser.parse(type, rest));
    } catch (DateTimeException | IllegalArgumentException e) {
      return new LevelOneMessage.Malformed(type + ": " + e.getMessage());
    }
  }

  private static LevelOneMessage system(String rest) {
    List<String> words = List.of(withoutComma(rest).split(",", -1));
    String name = words.getFirst();
    List<String> following = words.subList(1, words.size());
    if (name.equals(FIELD_NAMES)
        && (following.size() > FIELDS_MAX || !following.contains("Symbol"))) {
      return new LevelOneMessage.Malformed("field names");
    }
    return new LevelOneMessage.System(name, following);
  }

  private static String withoutComma(String text) {
    return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
  }
}
