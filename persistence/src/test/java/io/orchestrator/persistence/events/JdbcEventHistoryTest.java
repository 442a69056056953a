package io.orchestrator.persistence.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcEventHistoryTest {
  private static final Instant T0 = Instant.parse("2026-11-20T14:30:00.123456Z");
  private static final List<String> TYPES = List.of("order_filled", "risk_violation", "x");
  private static final List<String> SOURCES = List.of("trading_desk", "risk_monitor");

  private static List<SystemEvent> events(int count) {
    Random random = new Random(7);
    List<SystemEvent> events = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("symbol", "A\"ÄPL\n\u0000💥");
      data.put("price", 187.35);
      data.put("missing", null);
      data.put("nested", List.of(1, Map.of("k", true)));
      events.add(
          new SystemEvent(
              i,
              T0.plusMillis(i * 250L),
              TYPES.get(random.nextInt(TYPES.size())),
              SOURCES.get(random.nextInt(SOURCES.size())),
              Severity.values()[random.nextInt(5)],
              data,
              random.nextBoolean() ? "" : "w-" + random.nextInt(5)));
    }
    return events;
  }

  private static void store(Database database, List<SystemEvent> events) throws SQLException {
    try (Connection connection = database.connection()) {
      EventRows.insert(
          connection,
          database.isPostgres(),
          events.stream().map(event -> new EventRows.Row(event, event.seq())).toList());
    }
  }

  /** Against the filter's own rule, on random filters, both directions, page by page. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void agreesWithTheFilterInMemory(Kind kind) throws Exception {
    List<SystemEvent> all = events(300);
    try (Database database = TestDatabases.migrated(kind)) {
      store(database, all);
      JdbcEventHistory history = new JdbcEventHistory(database);
      assertEquals(300, history.lastSeq());
      Random random = new Random(11);
      for (int round = 0; round < 40; round++) {
        EventFilter filter = randomFilter(random);
        boolean ascending = random.nextBoolean();
        List<SystemEvent> expected =
            all.stream()
                .filter(filter::matches)
                .sorted(
                    ascending
                        ? Comparator.comparing(SystemEvent::seq)
                        : Comparator.comparing(SystemEvent::seq).reversed())
                .toList();
        assertEquals(expected, everyPage(history, filter, ascending, 1 + random.nextInt(60)));
      }
    }
  }

  private static EventFilter randomFilter(Random random) {
    return new EventFilter(
        random.nextBoolean() ? Set.of() : Set.of(TYPES.get(0), TYPES.get(2)),
        random.nextBoolean() ? Set.of() : Set.of(SOURCES.get(random.nextInt(2))),
        random.nextBoolean() ? Optional.empty() : Optional.of(Severity.values()[random.nextInt(5)]),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(T0.plusMillis(250L * random.nextInt(300))),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(T0.plusMillis(250L * random.nextInt(300))),
        random.nextInt(3) > 0 ? Optional.empty() : Optional.of("w-" + random.nextInt(6)));
  }

  private static List<SystemEvent> everyPage(
      JdbcEventHistory history, EventFilter filter, boolean ascending, int limit) {
    List<SystemEvent> found = new ArrayList<>();
    Optional<Long> after = Optional.empty();
    do {
      EventPage page = history.page(new EventQuery(filter, after, limit, ascending));
      found.addAll(page.events());
      after = page.nextAfterSeq();
    } while (after.isPresent());
    return found;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anEmptyHistoryIsAnEmptyLastPage(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcEventHistory history = new JdbcEventHistory(database);
      assertEquals(0, history.lastSeq());
      assertEquals(
          new EventPage(List.of(), Optional.empty()),
          history.page(new EventQuery(EventFilter.ALL, Optional.empty(), 1000, true)));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void hostileFiltersFindNothingOrAreRefused(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      store(database, events(3));
      JdbcEventHistory history = new JdbcEventHistory(database);
      EventFilter injection =
          new EventFilter(
              Set.of("x' OR '1'='1", "a\0b"),
              Set.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      assertEquals(List.of(), everyPage(history, injection, true, 10));
      Set<String> many = IntStream.range(0, 201).mapToObj(i -> "t" + i).collect(Collectors.toSet());
      EventFilter tooLarge =
          new EventFilter(
              many,
              Set.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      RefusedException e =
          assertThrows(RefusedException.class, () -> everyPage(history, tooLarge, true, 10));
      assertEquals("events.filter_too_large", e.refusal().code());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void overlongNamesAreCutAndDoNotStopTheTable(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      store(
          database,
          List.of(
              new SystemEvent(
                  1,
                  T0,
                  "t".repeat(500),
                  "s\0".repeat(500),
                  Severity.INFO,
                  Map.of(),
                  "c".repeat(500))));
      SystemEvent stored =
          everyPage(new JdbcEventHistory(database), EventFilter.ALL, true, 10).getFirst();
      assertEquals("t".repeat(100), stored.eventType());
      assertEquals("s".repeat(100), stored.source());
      assertEquals("c".repeat(200), stored.correlationId());
    }
  }
}
