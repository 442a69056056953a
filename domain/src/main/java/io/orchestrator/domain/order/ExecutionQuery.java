package io.orchestrator.domain.order;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A page of executions, newest first.
 *
 * @param after the last execution of the page before
 * @param limit 1 or more
 */
public record ExecutionQuery(Optional<Cursor> after, int limit) {

  private static final Comparator<Execution> NEWEST_FIRST =
      Comparator.comparing(Execution::timestamp).reversed().thenComparing(Execution::execId);

  /** The newest. */
  public static ExecutionQuery newest(int limit) {
    return new ExecutionQuery(Optional.empty(), limit);
  }

  /** A place between two executions that stays where it is when others come. */
  public record Cursor(Instant timestamp, String execId) {
    static Cursor of(Execution execution) {
      return new Cursor(execution.timestamp(), execution.execId());
    }

    /**
     * @throws IllegalArgumentException not a cursor that was handed out
     */
    public static Cursor parse(String text) {
      return CursorText.parse(text, Cursor::new);
    }

    @Override
    public String toString() {
      return CursorText.of(timestamp, execId);
    }

    boolean before(Execution execution) {
      int byTime = execution.timestamp().compareTo(timestamp);
      return byTime < 0 || (byTime == 0 && execution.execId().compareTo(execId) > 0);
    }
  }

  /**
   * @param next where the following page begins; empty at the end
   */
  public record Page(List<Execution> executions, Optional<Cursor> next) {}

  public Page select(Collection<Execution> all) {
    List<Execution> found =
        all.stream()
            .filter(execution -> after.map(cursor -> cursor.before(execution)).orElse(true))
            .sorted(NEWEST_FIRST)
            .limit(limit + 1L)
            .toList();
    if (found.size() <= limit) {
      return new Page(found, Optional.empty());
    }
    List<Execution> page = List.copyOf(found.subList(0, limit));
    return new Page(page, Optional.of(Cursor.of(page.getLast())));
  }
}
