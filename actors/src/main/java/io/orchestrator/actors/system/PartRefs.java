package io.orchestrator.actors.system;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.domain.system.SystemPart;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stable addresses of the parts under one supervisor. A part may be told something before it
 * was started: its host keeps it.
 */
public final class PartRefs {
  private final Map<SystemPart, ActorRef<Object>> hosts = new EnumMap<>(SystemPart.class);
  private final ActorRef<HealthMonitor.Notice> healthNotices;

  PartRefs(ActorRef<HealthMonitor.Notice> healthNotices) {
    this.healthNotices = healthNotices;
  }

  void put(SystemPart part, ActorRef<Object> host) {
    hosts.put(part, host);
  }

  ActorRef<Object> host(SystemPart part) {
    return hosts.get(part);
  }

  public boolean has(SystemPart part) {
    return hosts.containsKey(part);
  }

  /** The address of a part, by its protocol. */
  public <T> ActorRef<T> ref(PartSpec<T> spec) {
    return ref(spec.part());
  }

  /** The caller knows the protocol of the part. */
  public <T> ActorRef<T> ref(SystemPart part) {
    ActorRef<Object> host = hosts.get(part);
    if (host == null) {
      throw new IllegalStateException(part + " is not hosted here, or starts later");
    }
    return host.narrow();
  }

  /** The running loops, as {@code active_workflows} names them. */
  List<String> loops(Set<SystemPart> failing) {
    Map<SystemPart, String> names = new EnumMap<>(SystemPart.class);
    names.put(SystemPart.HEALTH_MONITOR, "health_monitoring");
    names.put(SystemPart.DATA_PIPELINE, "data_pipeline");
    names.put(SystemPart.RISK_MONITOR, "risk_monitoring");
    names.keySet().retainAll(hosts.keySet());
    names.keySet().removeAll(failing);
    return List.copyOf(names.values());
  }

  /** Where the Health Monitor reports to. */
  public ActorRef<HealthMonitor.Notice> healthNotices() {
    return healthNotices;
  }
}
