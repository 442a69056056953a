package io.orchestrator.actors.system;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.domain.system.SystemPart;
import java.util.EnumMap;
import java.util.Map;

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

  /** Where the Health Monitor reports to. */
  public ActorRef<HealthMonitor.Notice> healthNotices() {
    return healthNotices;
  }
}
