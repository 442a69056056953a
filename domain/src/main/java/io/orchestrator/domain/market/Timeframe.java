package io.orchestrator.domain.market;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Length of a bar; {@link #wireName()} is what APIs and configuration write. */
public enum Timeframe {
  S1("1s", Duration.ofSeconds(1)),
  M1("1m", Duration.ofMinutes(1)),
  M5("5m", Duration.ofMinutes(5)),
  M15("15m", Duration.ofMinutes(15)),
  H1("1h", Duration.ofHours(1)),
  D1("1d", Duration.ofDays(1));

  private final String wireName;
  private final Duration length;

  Timeframe(String wireName, Duration length) {
    this.wireName = wireName;
    this.length = length;
  }

  public String wireName() {
    return wireName;
  }

  public Duration length() {
    return length;
  }

  public static Optional<Timeframe> parse(String wireName) {
    return Arrays.stream(values()).filter(t -> t.wireName.equals(wireName)).findFirst();
  }
}
