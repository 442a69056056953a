package io.orchestrator.actors.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Memory and a lagging store together answer like one complete list. */
class EventWindowTest {
  private static final EventFilter EVEN =
      new EventFilter(
          Set.of("even"),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @Property(tries = 500)
  void pagingVisitsEverythingOnceInOrder(
      @ForAll @IntRange(max = 60) int total,
      @ForAll @IntRange(min = 1, max = 20) int memory,
      @ForAll @IntRange(max = 60) int stored,
      @ForAll @IntRange(min = 1, max = 7) int limit,
      @ForAll boolean ascending,
      @ForAll boolean filtered) {
    List<SystemEvent> all = events(total);
    // The store lags, but never by more than memory covers.
    int inStore = Math.max(Math.min(stored, total), total - memory);
    EventWindow window = new EventWindow(memory);
    window.append(all);
    EventFilter filter = filtered ? EVEN : EventFilter.ALL;
    List<Long> seen = new ArrayList<>();
    Optional<Long> cursor = Optional.empty();
    for (int pages = 0; pages <= total + 1; pages++) {
      EventQuery query = new EventQuery(filter, cursor, limit, ascending);
      EventPage page =
          window
              .page(query)
              .orElseGet(() -> window.merge(query, store(all, inStore, query), inStore));
      assertTrue(page.events().size() <= limit);
      page.events().forEach(event -> seen.add(event.seq()));
      cursor = page.nextAfterSeq();
      if (cursor.isEmpty()) {
        break;
      }
    }
    List<Long> expected =
        new ArrayList<>(all.stream().filter(filter::matches).map(SystemEvent::seq).toList());
    assertEquals(ascending ? expected : expected.reversed(), seen);
  }

  @Test
  void aStoreThatLagsTooFarLeavesNoHole() {
    EventWindow window = new EventWindow(5);
    List<SystemEvent> all = events(100);
    window.append(all);
    EventQuery query = new EventQuery(EventFilter.ALL, Optional.of(0L), 1000, true);
    EventPage page = window.merge(query, store(all, 40, query), 40);
    assertEquals(40, page.events().size());
    assertEquals(Optional.of(40L), page.nextAfterSeq(), "the reader asks again from there");
  }

  @Test
  void neverHoldsAHole() {
    EventWindow window = new EventWindow(5);
    window.append(events(3));
    assertThrows(IllegalStateException.class, () -> window.append(List.of(event(5))));
    window.append(events(4));
    assertEquals(4, window.lastSeq());
  }

  private static EventPage store(List<SystemEvent> all, int count, EventQuery query) {
    List<SystemEvent> table = new ArrayList<>(all.subList(0, count));
    List<SystemEvent> ordered = query.ascending() ? table : table.reversed();
    List<SystemEvent> found =
        ordered.stream()
            .filter(
                e ->
                    query.ascending()
                        ? e.seq() > query.afterSeq().orElse(0L)
                        : e.seq() < query.afterSeq().orElse(Long.MAX_VALUE))
            .filter(query.filter()::matches)
            .limit(query.limit() + 1L)
            .toList();
    boolean more = found.size() > query.limit();
    List<SystemEvent> page = more ? found.subList(0, query.limit()) : found;
    return new EventPage(
        List.copyOf(page), more ? Optional.of(page.getLast().seq()) : Optional.empty());
  }

  private static List<SystemEvent> events(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(EventWindowTest::event).toList();
  }

  private static SystemEvent event(long seq) {
    return new SystemEvent(
        seq,
        Instant.EPOCH.plusSeconds(seq),
        seq % 2 == 0 ? "even" : "odd",
        "test",
        Severity.INFO,
        Map.of(),
        "");
  }
}
