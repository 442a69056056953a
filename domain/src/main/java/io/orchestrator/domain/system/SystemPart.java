package io.orchestrator.domain.system;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parts under the supervisor, in the order in which they start; they stop in reverse. */
public enum SystemPart {
  /** Without the event log nothing that happens can be proven. */
  EVENT_MANAGER(Set.of(Capability.ENTRIES, Capability.WORKFLOWS)),
  /** Without it nobody knows whether the rest is well. */
  HEALTH_MONITOR(Set.of(Capability.ENTRIES)),
  DATA_PIPELINE(Set.of(Capability.ENTRIES, Capability.MARKET_DATA)),
  RISK_MONITOR(Set.of(Capability.ENTRIES)),
  TRADING_DESK(Set.of(Capability.ENTRIES)),
  /** While it fails nobody watches the children of the orders that it works. */
  EXECUTION_DESK(Set.of(Capability.ENTRIES));

  private final Set<Capability> requiredFor;

  SystemPart(Set<Capability> requiredFor) {
    this.requiredFor = requiredFor;
  }

  /** What stops while this part fails again and again. */
  public Set<Capability> requiredFor() {
    return requiredFor;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<SystemPart> parse(String wireName) {
    return Arrays.stream(values()).filter(p -> p.wireName().equals(wireName)).findFirst();
  }
}
