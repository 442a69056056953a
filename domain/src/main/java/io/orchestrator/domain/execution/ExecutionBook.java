package io.orchestrator.domain.execution;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which parents are at work, and the last ones that ended.
 *
 * @param open ids, to be woken after a start
 * @param recent newest first, bounded; older ones are found by their id
 */
@Journaled(name = "execution-book")
public record ExecutionBook(Set<String> open, List<ExecutionSummary> recent)
    implements JournalRecord {

  public static final int MAX_RECENT = 500;
  public static final ExecutionBook EMPTY = new ExecutionBook(Set.of(), List.of());

  public ExecutionBook evolve(ExecutionBookEvent event) {
    return switch (event) {
      case ExecutionBookEvent.Opened e -> {
        Set<String> next = new TreeSet<>(open);
        next.add(e.id());
        yield new ExecutionBook(next, recent);
      }
      case ExecutionBookEvent.Closed e -> {
        List<ExecutionSummary> next = new ArrayList<>();
        next.add(e.summary());
        recent.stream().filter(s -> !s.id().equals(e.summary().id())).forEach(next::add);
        yield new ExecutionBook(
            without(e.summary().id().value()),
            List.copyOf(next.subList(0, Math.min(next.size(), MAX_RECENT))));
      }
      case ExecutionBookEvent.Dropped e -> new ExecutionBook(without(e.id()), recent);
    };
  }

  private Set<String> without(String id) {
    Set<String> next = new TreeSet<>(open);
    next.remove(id);
    return next;
  }
}
