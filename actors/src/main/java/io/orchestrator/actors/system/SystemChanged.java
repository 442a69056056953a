package io.orchestrator.actors.system;

import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.SystemState;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the supervisor tells every node: at each change and every few seconds.
 *
 * @param bootedAt when the supervisor's process took over, wall time
 * @param since when the present state began
 * @param loops the running loops, as {@code active_workflows} names them
 */
public record SystemChanged(
    SystemState state,
    Set<Capability> capabilities,
    List<String> reasons,
    Instant bootedAt,
    Instant since,
    List<String> loops)
    implements ClusterMessage {
  public static final String TOPIC = "system-state";
}
