package io.orchestrator.domain.market;

import java.time.Instant;

/**
 * One bar of trades. Prices in USD as traded, all finite and positive, {@code low <= open, close <=
 * high}; checked here so that a bad number stops at the border.
 *
 * @param start begin of the bar, UTC; a daily bar starts at the regular open of its session
 * @param volume shares, at least 0
 */
public record Bar(
    Symbol symbol,
    Timeframe timeframe,
    Instant start,
    double open,
    double high,
    double low,
    double close,
    long volume) {
  public Bar {
    if (!(low > 0) || !(high < Double.POSITIVE_INFINITY) || !(low <= high)) {
      throw new IllegalArgumentException("bad range low=" + low + " high=" + high);
    }
    if (!(open >= low && open <= high && close >= low && close <= high)) {
      throw new IllegalArgumentException("open/close outside low..high");
    }
    if (volume < 0) {
      throw new IllegalArgumentException("negative volume " + volume);
    }
  }
}
