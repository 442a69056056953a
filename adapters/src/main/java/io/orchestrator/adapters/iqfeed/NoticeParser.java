package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The lines F (fundamentals), R (regional quote) and N (headline), and C (correction). */
final class NoticeParser {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM/dd/yyyy");
  private static final DateTimeFormatter NEWS = DateTimeFormatter.ofPattern("yyyyMMdd HHmmss");
  private static final int HEADLINE_PARTS = 5;

  private NoticeParser() {}

  /**
   * @param rest what follows the type letter and its comma
   * @throws IllegalArgumentException or {@code DateTimeException} if it cannot be read
   */
  static FeedNotice parse(char type, String rest) {
    String[] words = rest.split(",", type == 'N' ? HEADLINE_PARTS : -1);
    return switch (type) {
      case 'F' -> fundamentals(words);
      case 'R' -> regional(words);
      case 'N' -> headline(words);
      default -> throw new IllegalArgumentException("not a notice: " + type);
    };
  }

  private static FeedNotice fundamentals(String[] words) {
    var splits = new ArrayList<FeedNotice.Split>();
    for (int i = 27; i <= 28; i++) {
      String text = word(words, i).trim();
      int space = text.indexOf(' ');
      if (space > 0) {
        double factor = price(text.substring(0, space));
        splits.add(
            new FeedNotice.Split(factor, LocalDate.parse(text.substring(space + 1).trim(), DATE)));
      }
    }
    return new FeedNotice.Fundamentals(
        Symbol.of(words[0]),
        word(words, 17),
        whole(word(words, 3)),
        price(word(words, 4)),
        price(word(words, 5)),
        price(word(words, 9)),
        Optional.of(word(words, 12).trim())
            .filter(text -> !text.isEmpty())
            .map(text -> LocalDate.parse(text, DATE)),
        splits);
  }

  private static FeedNotice regional(String[] words) {
    return new FeedNotice.RegionalQuoted(
        Symbol.of(words[0]),
        word(words, 10),
        price(word(words, 2)),
        whole(word(words, 3)),
        price(word(words, 5)),
        whole(word(words, 6)));
  }

  private static FeedNotice headline(String[] words) {
    if (words.length < HEADLINE_PARTS) {
      throw new IllegalArgumentException("headline is cut off");
    }
    List<String> symbols =
        Arrays.stream(words[2].split(":")).filter(s -> !s.isBlank()).map(String::trim).toList();
    return new FeedNotice.Headline(
        words[0],
        words[1],
        symbols,
        LocalDateTime.parse(words[3], NEWS).atZone(TradingCalendar.NEW_YORK).toInstant(),
        words[4]);
  }

  /**
   * @param rest as for {@link #parse}
   */
  static TradeCorrected correction(String rest) {
    String[] words = rest.split(",", -1);
    String kind = word(words, 1);
    if (!kind.equals("I") && !kind.equals("X")) {
      throw new IllegalArgumentException("correction of kind " + kind);
    }
    LocalDateTime at =
        LocalDate.parse(word(words, 2), DATE).atTime(LocalTime.parse(word(words, 3)));
    return new TradeCorrected(
        Symbol.of(words[0]),
        kind.equals("I"),
        at.atZone(TradingCalendar.NEW_YORK).toInstant(),
        price(word(words, 4)),
        whole(word(words, 5)),
        whole(word(words, 6)));
  }

  private static String word(String[] words, int index) {
    return index < words.length ? words[index] : "";
  }

  private static long whole(String text) {
    return Words.wholeOrZero(text.trim());
  }

  private static double price(String text) {
    return Words.priceOrZero(text.trim());
  }
}
