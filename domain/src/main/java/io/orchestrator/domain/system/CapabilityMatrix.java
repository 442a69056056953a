package io.orchestrator.domain.system;

import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ServiceName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * State × health → what is allowed, and why the rest is not. A service counts as working while it
 * is HEALTHY or DEGRADED; one that nobody has judged yet does not count as working.
 */
public final class CapabilityMatrix {
  private CapabilityMatrix() {}

  /**
   * What health permits, whatever the state is.
   *
   * @param verdict RUNNING, DEGRADED or ERROR
   * @param lost the capabilities that are missing
   * @param reasons one line for each service or part that is missing
   */
  public record Verdict(SystemState verdict, Set<Capability> lost, List<String> reasons) {
    public String cause() {
      return reasons.isEmpty() ? "every required service works" : String.join("; ", reasons);
    }
  }

  public static Verdict judge(Map<ServiceName, HealthStatus> health, Set<SystemPart> failing) {
    EnumSet<Capability> lost = EnumSet.noneOf(Capability.class);
    List<String> reasons = new ArrayList<>();
    for (ServiceName service : ServiceName.values()) {
      Set<Capability> needs = Dependencies.requiredFor(service);
      HealthStatus status = health.get(service);
      if (!needs.isEmpty() && !works(status)) {
        lost.addAll(needs);
        reasons.add(
            service.wireName() + " is " + (status == null ? "not judged" : status.wireName()));
      }
    }
    for (SystemPart part : SystemPart.values()) {
      if (failing.contains(part)) {
        lost.addAll(part.requiredFor());
        reasons.add(part.wireName() + " keeps failing");
      }
    }
    return new Verdict(verdictOf(health, failing, lost), Set.copyOf(lost), List.copyOf(reasons));
  }

  /** What a state allows under a verdict; exits always. */
  public static Set<Capability> allowed(SystemState state, Verdict verdict) {
    EnumSet<Capability> allowed = EnumSet.noneOf(Capability.class);
    allowed.addAll(ofState(state));
    allowed.removeAll(verdict.lost());
    allowed.add(Capability.EXITS);
    return Collections.unmodifiableSet(allowed);
  }

  /** What a state allows when everything works. */
  public static Set<Capability> ofState(SystemState state) {
    return switch (state) {
      case RUNNING, DEGRADED -> EnumSet.allOf(Capability.class);
      case READY -> EnumSet.of(Capability.EXITS, Capability.MARKET_DATA, Capability.ANALYSIS);
      case INITIALIZING, MAINTENANCE, ERROR -> EnumSet.of(Capability.EXITS, Capability.MARKET_DATA);
      case SHUTDOWN -> EnumSet.of(Capability.EXITS);
    };
  }

  static boolean works(HealthStatus status) {
    return status == HealthStatus.HEALTHY || status == HealthStatus.DEGRADED;
  }

  /** ERROR: nothing can be recorded any more, or the only path of orders does not stay alive. */
  private static SystemState verdictOf(
      Map<ServiceName, HealthStatus> health, Set<SystemPart> failing, Set<Capability> lost) {
    if (health.get(ServiceName.DATABASE) == HealthStatus.CRITICAL
        || failing.contains(SystemPart.TRADING_DESK)
        || failing.contains(SystemPart.EVENT_MANAGER)) {
      return SystemState.ERROR;
    }
    return lost.isEmpty() ? SystemState.RUNNING : SystemState.DEGRADED;
  }
}
