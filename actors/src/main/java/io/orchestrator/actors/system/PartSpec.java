package io.orchestrator.actors.system;

import akka.actor.typed.Behavior;
import akka.actor.typed.receptionist.ServiceKey;
import io.orchestrator.domain.system.SystemPart;
import java.util.function.Function;

/**
 * How a part is made.
 *
 * @param key under which every node finds it
 * @param factory called at each start and restart; must not block
 */
public record PartSpec<T>(
    SystemPart part, ServiceKey<T> key, Function<PartRefs, Behavior<T>> factory) {

  /** Of the part's name and protocol. */
  public static <T> ServiceKey<T> key(Class<T> protocol, SystemPart part) {
    return ServiceKey.create(protocol, part.wireName());
  }
}
