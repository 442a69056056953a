package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;

/** Updates of many symbols as bytes, and what the session does with them up to validated state. */
final class LevelOneLines {
  static final int MESSAGES = 20_000;
  private static final int SYMBOLS = 500;
  private static final int CHUNK = 65_536;

  final byte[] bytes;
  private final WatchList watched = new WatchList();
  private final LevelOneDecoder decoder = new LevelOneDecoder();
  private final ExchangeTime clock = new ExchangeTime();
  private final long feedNanos;
  private final long feedDay;
  private long trades;
  private long refused;

  LevelOneLines() {
    var random = new SplittableRandom(7);
    var text = new StringBuilder();
    for (int i = 0; i < SYMBOLS; i++) {
      watched.put(new WatchedSymbol(Symbol.of("SY" + i), false));
    }
    for (int i = 0; i < MESSAGES; i++) {
      text.append(line(random, i));
    }
    bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    decoder.columns(WatchedSymbol.FIELDS);
    Instant now = Instant.parse("2026-11-20T17:00:00Z");
    feedNanos = ExchangeTime.nanos(now);
    feedDay = LocalDate.of(2026, 11, 20).toEpochDay();
  }

  /** By the names of the columns, so that it follows the field set of the client. */
  private static String line(SplittableRandom random, int i) {
    double bid = 50 + random.nextInt(10_000) / 100.0;
    int symbol = random.nextInt(SYMBOLS);
    boolean trade = random.nextInt(3) == 0;
    var line = new StringBuilder("Q");
    for (String field : WatchedSymbol.FIELDS) {
      line.append(',')
          .append(
              switch (field) {
                case "Symbol" -> "SY" + symbol;
                case "Most Recent Trade", "Bid" -> String.format(Locale.ROOT, "%.4f", bid);
                case "Ask" -> String.format(Locale.ROOT, "%.4f", bid + 0.01);
                case "Most Recent Trade Date" -> "11/20/2026";
                case "Most Recent Trade Time" ->
                    String.format(
                        Locale.ROOT,
                        "11:59:%02d.%06d",
                        random.nextInt(60),
                        random.nextInt(1_000_000));
                case "Bid Time", "Ask Time" -> "11:59:59.200000";
                case "TickID" -> String.valueOf(i + 1);
                case "Total Volume" -> String.valueOf(1_000_000 + 100L * i);
                case "Most Recent Trade Size", "Bid Size", "Ask Size" ->
                    String.valueOf(100 * random.nextInt(1, 9));
                case "Delay" -> "0";
                case "Message Contents" -> trade ? "Cvba" : "ba";
                default -> "";
              });
    }
    return line.append(",\r\n").toString();
  }

  /**
   * What the session does with chunks of the socket.
   *
   * @param quotes also the quote that a subscriber gets
   */
  long decode(boolean quotes) {
    var splitter = new LineSplitter(1 << 20);
    long[] sum = new long[1];
    var sink =
        new LineSplitter.Sink() {
          @Override
          public void line(String line) {
            refused++;
          }

          @Override
          public void bytes(byte[] buffer, int from, int to) {
            WatchedSymbol symbol = update(buffer, from, to);
            if (quotes && symbol != null) {
              sum[0] += symbol.quote().volume();
            }
          }

          @Override
          public void oversized(int limit) {
            refused++;
          }
        };
    for (int at = 0; at < bytes.length; at += CHUNK) {
      splitter.accept(bytes, at, Math.min(CHUNK, bytes.length - at), sink);
    }
    if (refused > 0) {
      throw new IllegalStateException(refused + " lines were refused");
    }
    return trades + sum[0];
  }

  private WatchedSymbol update(byte[] buffer, int from, int to) {
    if (decoder.decode(buffer, from, to) != null) {
      refused++;
      return null;
    }
    WatchedSymbol symbol = watched.find(buffer, decoder.symbolFrom(), decoder.symbolTo());
    if (symbol == null) {
      refused++;
    } else if (symbol.update(decoder, clock, feedDay, feedNanos, false)) {
      trades++;
    }
    return symbol;
  }
}
