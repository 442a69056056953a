package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The minutes of one session of one symbol, prices in ten-thousandths of a USD to be small. The
 * price inside a minute is a function of time through open, both extremes and close.
 */
final class MinuteSession {
  static final double SCALE = 10_000;
  private final Symbol symbol;
  private final TradingSession session;
  private final int[] open;
  private final int[] high;
  private final int[] low;
  private final int[] close;
  private final int[] volume;
  private final long[] volumeBefore;

  MinuteSession(
      Symbol symbol,
      TradingSession session,
      int[] open,
      int[] high,
      int[] low,
      int[] close,
      int[] volume) {
    this.symbol = symbol;
    this.session = session;
    this.open = open;
    this.high = high;
    this.low = low;
    this.close = close;
    this.volume = volume;
    this.volumeBefore = new long[volume.length + 1];
    for (int i = 0; i < volume.length; i++) {
      volumeBefore[i + 1] = volumeBefore[i] + volume[i];
    }
  }

  TradingSession session() {
    return session;
  }

  int minutes() {
    return open.length;
  }

  double openPrice() {
    return open[0] / SCALE;
  }

  double high(int minute) {
    return high[minute] / SCALE;
  }

  double low(int minute) {
    return low[minute] / SCALE;
  }

  /** Last trade at so many seconds after the open. */
  double priceAt(double seconds) {
    int minute = minuteOf(seconds);
    double part = Math.clamp(seconds / 60 - minute, 0.0, 1.0);
    long key = session.date().toEpochDay();
    double firstAt = 0.15 + 0.3 * Noise.uniform(key, minute, open[minute]);
    double secondAt = 0.55 + 0.3 * Noise.uniform(key, minute, close[minute]);
    boolean lowFirst = close[minute] >= open[minute];
    double first = lowFirst ? low[minute] : high[minute];
    double second = lowFirst ? high[minute] : low[minute];
    double price;
    if (part < firstAt) {
      price = open[minute] + (first - open[minute]) * part / firstAt;
    } else if (part < secondAt) {
      price = first + (second - first) * (part - firstAt) / (secondAt - firstAt);
    } else {
      price = second + (close[minute] - second) * (part - secondAt) / (1 - secondAt);
    }
    return Math.rint(price / 100) / 100;
  }

  /** Shares traded from the open to so many seconds after it. */
  long volumeAt(double seconds) {
    int minute = minuteOf(seconds);
    double part = Math.clamp(seconds / 60 - minute, 0.0, 1.0);
    return volumeBefore[minute] + (long) (volume[minute] * part);
  }

  private int minuteOf(double seconds) {
    return Math.clamp((long) (seconds / 60), 0, open.length - 1);
  }

  /** Bars of the timeframe that are finished at the instant, oldest first, from the open on. */
  List<Bar> bars(Timeframe timeframe, Instant now) {
    if (timeframe == Timeframe.S1) {
      return secondBars(now);
    }
    int perBar = (int) timeframe.length().toMinutes();
    var result = new ArrayList<Bar>(open.length / perBar + 1);
    for (int from = 0; from < open.length; from += perBar) {
      int to = Math.min(from + perBar, open.length);
      if (session.open().plusSeconds(60L * to).isAfter(now)) {
        break;
      }
      result.add(merged(timeframe, from, to));
    }
    return result;
  }

  private Bar merged(Timeframe timeframe, int from, int to) {
    int highest = high[from];
    int lowest = low[from];
    for (int i = from + 1; i < to; i++) {
      highest = Math.max(highest, high[i]);
      lowest = Math.min(lowest, low[i]);
    }
    return new Bar(
        symbol,
        timeframe,
        session.open().plusSeconds(60L * from),
        open[from] / SCALE,
        highest / SCALE,
        lowest / SCALE,
        close[to - 1] / SCALE,
        volumeBefore[to] - volumeBefore[from]);
  }

  private List<Bar> secondBars(Instant now) {
    long finished = Duration.between(session.open(), now).toSeconds();
    int count = Math.clamp(finished, 0, open.length * 60);
    var result = new ArrayList<Bar>(count);
    for (int second = 0; second < count; second++) {
      double first = priceAt(second);
      double last = priceAt(second + 0.999);
      result.add(
          new Bar(
              symbol,
              Timeframe.S1,
              session.open().plusSeconds(second),
              first,
              Math.max(first, last),
              Math.min(first, last),
              last,
              volumeAt(second + 1) - volumeAt(second)));
    }
    return result;
  }
}
