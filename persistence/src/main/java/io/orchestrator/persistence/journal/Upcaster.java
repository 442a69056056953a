package io.orchestrator.persistence.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * Turns the JSON of one version of a record into that of the next one.
 *
 * @param name logical name of the record
 * @param fromVersion the version it reads; it gives {@code fromVersion + 1}
 * @param step may change its argument; does no input or output
 */
public record Upcaster(String name, int fromVersion, UnaryOperator<ObjectNode> step) {
  public Upcaster {
    if (fromVersion < 1) {
      throw new IllegalArgumentException("versions begin with 1, was " + fromVersion);
    }
  }
}
