package io.orchestrator.domain.system;

import io.orchestrator.domain.health.ServiceName;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which service is required for what.
 *
 * <p>No service takes {@link Capability#EXITS} away: health is always older than the socket, and an
 * exit that could go out must not wait for the next probe. A broker that cannot be reached is found
 * by the desk when it sends.
 */
public final class Dependencies {
  private static final Map<ServiceName, Set<Capability>> REQUIRED_FOR =
      new EnumMap<>(ServiceName.class);

  static {
    REQUIRED_FOR.put(ServiceName.DATABASE, EnumSet.complementOf(EnumSet.of(Capability.EXITS)));
    REQUIRED_FOR.put(ServiceName.REDIS, EnumSet.noneOf(Capability.class));
    REQUIRED_FOR.put(
        ServiceName.MARKET_DATA, EnumSet.of(Capability.ENTRIES, Capability.MARKET_DATA));
    REQUIRED_FOR.put(ServiceName.TRADING, EnumSet.of(Capability.ENTRIES));
    REQUIRED_FOR.put(ServiceName.ANALYSIS, EnumSet.of(Capability.ANALYSIS));
    REQUIRED_FOR.put(ServiceName.GPU, EnumSet.noneOf(Capability.class));
  }

  private Dependencies() {}

  public static Set<Capability> requiredFor(ServiceName service) {
    return Collections.unmodifiableSet(REQUIRED_FOR.get(service));
  }

  /** As {@code required_for} lists them. */
  public static List<String> namesRequiredFor(ServiceName service) {
    return requiredFor(service).stream()
        .map(c -> c.name().toLowerCase(java.util.Locale.ROOT))
        .toList();
  }
}
