package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

/**
 * Lines of the depth port to messages. Never throws: what cannot be read is {@link
 * DepthMessage.Malformed}.
 */
final class DepthParser {
  private DepthParser() {}

  static DepthMessage parse(String line) {
    if (line.isEmpty()) {
      return new DepthMessage.Malformed("empty line");
    }
    char type = line.charAt(0);
    boolean known = "0123456789ZqOM".indexOf(type) >= 0;
    if (!known) {
      return common(line);
    }
    if (line.length() < 2 || line.charAt(1) != ',') {
      return new DepthMessage.Malformed("no comma after the type");
    }
    String[] words = line.split(",", -1);
    try {
      return switch (type) {
        case '7', '8' -> level(words);
        case '9' -> gone(words);
        case 'Z', '2' -> maker(words);
        case 'q' -> new DepthMessage.NoDepth(words[1]);
        default -> new DepthMessage.Ignored(type);
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      return new DepthMessage.Malformed(type + ": " + e.getMessage());
    } catch (ArrayIndexOutOfBoundsException e) {
      return new DepthMessage.Malformed(type + ": too few columns");
    }
  }

  private static DepthMessage common(String line) {
    LevelOneMessage message = LevelOneParser.parse(line);
    return message instanceof LevelOneMessage.Malformed bad
        ? new DepthMessage.Malformed(bad.reason())
        : new DepthMessage.Common(message);
  }

  // Symbol, side, price, size, orders, precision, time, date.
  private static DepthMessage level(String[] words) {
    return new DepthMessage.Level(
        Symbol.of(words[1]),
        bid(words[2]),
        Words.price(words[3]),
        Words.whole(words[4]),
        Words.wholeOrZero(words[5]),
        instant(words[8], words[7]));
  }

  // Symbol, side, price, time, date.
  private static DepthMessage gone(String[] words) {
    return new DepthMessage.LevelGone(
        Symbol.of(words[1]), bid(words[2]), Words.price(words[3]), instant(words[5], words[4]));
  }

  // Symbol, maker, bid, ask, sizes, bid time, date, condition, ask time, both sides valid, last.
  private static DepthMessage maker(String[] words) {
    if (words[2].isBlank()) {
      throw new IllegalArgumentException("no market maker");
    }
    Instant bidAt = instant(words[8], words[7]);
    Instant askAt = instant(words[8], words[10]);
    double bid = words[11].equals("T") ? Words.priceOrZero(words[3]) : 0;
    double ask = words[12].equals("T") ? Words.priceOrZero(words[4]) : 0;
    return new DepthMessage.Maker(
        Symbol.of(words[1]),
        words[2],
        bid,
        bid > 0 ? Words.wholeOrZero(words[5]) : 0,
        ask,
        ask > 0 ? Words.wholeOrZero(words[6]) : 0,
        bidAt.isAfter(askAt) ? bidAt : askAt);
  }

  private static boolean bid(String side) {
    return switch (side) {
      case "B" -> true;
      case "A" -> false;
      default -> throw new IllegalArgumentException("side " + side);
    };
  }

  private static Instant instant(String date, String time) {
    return LocalDate.parse(date)
        .atTime(LocalTime.parse(time))
        .atZone(TradingCalendar.NEW_YORK)
        .toInstant();
  }
}
