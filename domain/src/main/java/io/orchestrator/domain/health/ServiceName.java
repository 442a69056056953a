package io.orchestrator.domain.health;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The six services of the specification. */
public enum ServiceName {
  DATABASE,
  REDIS,
  MARKET_DATA,
  TRADING,
  ANALYSIS,
  GPU;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ServiceName> parse(String wireName) {
    return Arrays.stream(values()).filter(s -> s.wireName().equals(wireName)).findFirst();
  }
}
