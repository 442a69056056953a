package io.orchestrator.adapters.ibkr.wire;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One element of a message table. */
sealed interface Part {
  /**
   * @param ifUnset what is written when the message has no value
   */
  record Field(String name, Kind kind, String ifUnset) implements Part {}

  /** A count, then that many rows, whose fields have {@code names}. */
  record Rows(String name, List<Part> parts, Set<String> names) implements Part {}

  /** Fields that are on the wire only when what was read or written before says so. */
  record When(Predicate<Message> present, List<Part> parts) implements Part {}

  /** Fields of a span of server versions: {@code from} up to, but not with, {@code before}. */
  record Between(int from, int before, List<Part> parts) implements Part {
    boolean holds(int version) {
      return version >= from && version < before;
    }
  }
}
