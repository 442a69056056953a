package io.orchestrator.domain.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExecutionQueryTest {
  private static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");

  private static Execution execution(int number, long second) {
    return new Execution(
        "e" + number, "wf/0", "AAPL", Side.BUY, 1, BigDecimal.ONE, NOW.plusSeconds(second));
  }

  /** Many in the same second, and new ones come while somebody turns the pages. */
  @Property(tries = 200)
  void everyExecutionIsOnOnePage(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int limit) {
    Random random = new Random(seed);
    List<Execution> all = new ArrayList<>();
    for (int i = 0; i < random.nextInt(40); i++) {
      all.add(execution(i, random.nextInt(4)));
    }
    List<Execution> before = List.copyOf(all);
    List<Execution> read = new ArrayList<>();
    Optional<ExecutionQuery.Cursor> cursor = Optional.empty();
    do {
      Collections.shuffle(all, random);
      var page = new ExecutionQuery(cursor, limit).select(all);
      assertTrue(page.executions().size() <= limit);
      read.addAll(page.executions());
      cursor = page.next().map(c -> ExecutionQuery.Cursor.parse(c.toString()));
      all.add(execution(1_000 + all.size(), 100));
    } while (cursor.isPresent());
    assertEquals(before.size(), read.size(), "seed " + seed);
    assertEquals(new HashSet<>(before), new HashSet<>(read), "seed " + seed);
    for (int i = 1; i < read.size(); i++) {
      assertTrue(!read.get(i - 1).timestamp().isBefore(read.get(i).timestamp()), "seed " + seed);
    }
  }

  @Test
  void whatWasNotHandedOutIsNoCursor() {
    for (String bad : List.of("", "~", "e1", "yesterday~e1", "+10000-01-01T00:00:00Z~e1")) {
      assertThrows(
          IllegalArgumentException.class, () -> ExecutionQuery.Cursor.parse(bad), () -> bad);
    }
  }
}
