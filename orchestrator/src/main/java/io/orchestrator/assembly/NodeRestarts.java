package io.orchestrator.assembly;

import io.orchestrator.actors.node.Node;
import io.orchestrator.domain.system.SystemPart;
import java.util.concurrent.atomic.AtomicReference;

/** The way from a service, which exists before the node, to the part that talks to it. */
final class NodeRestarts {
  private final AtomicReference<Node> node = new AtomicReference<>();

  void attach(Node started) {
    node.set(started);
  }

  /** Does nothing while the node starts: then the part starts anyway. */
  void restart(SystemPart part) {
    Node running = node.get();
    if (running != null) {
      running.restart(part);
    }
  }
}
