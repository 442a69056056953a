package io.orchestrator.actors.node;

import io.orchestrator.actors.system.PartRefs;
import io.orchestrator.actors.system.PartSpec;
import io.orchestrator.domain.system.Capability;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Parts that the composition brings: the Risk Monitor and the trading desk.
 *
 * @param applyCapabilities tells them what is allowed; called at each change and every few seconds,
 *     must not block
 * @param afterStop when the supervisor has left this node, with all its parts; may block
 */
public record MoreParts(
    List<PartSpec<?>> specs,
    BiConsumer<PartRefs, Set<Capability>> applyCapabilities,
    Runnable afterStop) {
  public static final MoreParts NONE = new MoreParts(List.of(), (refs, capabilities) -> {});

  /** Nothing to do afterwards. */
  public MoreParts(
      List<PartSpec<?>> specs, BiConsumer<PartRefs, Set<Capability>> applyCapabilities) {
    this(specs, applyCapabilities, () -> {});
  }

  public MoreParts {
    specs = List.copyOf(specs);
  }
}
