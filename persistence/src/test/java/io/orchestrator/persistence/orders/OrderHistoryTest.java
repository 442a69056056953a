package io.orchestrator.persistence.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import io.orchestrator.persistence.journal.JournalSerializer;
import io.orchestrator.persistence.journal.Node;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderHistoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456789Z");
  private static final int MANY = 700;

  private static OrderView order(int i, OrderStatus status) {
    return new OrderView(
        new ClientOrderId("wf-" + i % 7 + "/Buy/" + i),
        i % 2 == 0 ? "AAPL" : "MSFT",
        Side.BUY,
        10 + i,
        OrderType.LIMIT,
        Optional.of(new BigDecimal("101.25")),
        TimeInForce.DAY,
        status,
        status == OrderStatus.FILLED ? 10 + i : 0,
        new BigDecimal("101.25"),
        BigDecimal.ONE,
        i,
        900_000 + i,
        // Three share an instant; the next is a nanosecond later.
        NOON.plusNanos(i / 3),
        NOON.plusSeconds(i),
        "wf-" + i % 7,
        "test",
        "",
        OrderConditions.NONE);
  }

  private static JdbcOrderHistory history(Database database) {
    return new JdbcOrderHistory(
        database,
        JournalSerializer.codec(
            ConfigFactory.load().getConfig("orchestrator.persistence.journal")));
  }

  private static OrderQuery query(Optional<OrderQuery.Cursor> after, int limit) {
    return new OrderQuery(
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        after,
        limit);
  }

  /** Page by page, as a client goes through them. */
  private static List<OrderView> everything(JdbcOrderHistory history) {
    List<OrderView> all = new ArrayList<>();
    Optional<OrderQuery.Cursor> cursor = Optional.empty();
    do {
      OrderQuery.Page page = query(cursor, 90).select(history.select(query(cursor, 90)));
      all.addAll(page.orders());
      cursor = page.next();
    } while (cursor.isPresent());
    return all;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eachOrderThatEverEndedIsFoundOnceAsItEndedLast(Kind kind) throws Exception {
    List<OrderView> expected = new ArrayList<>();
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcOrderHistory history = history(database);
      try (Node node = Node.start(database)) {
        ActorRef<DeskWriter.Batch> desk = node.spawn(DeskWriter.create(), "desk");
        OrderHistoryProjection first = OrderHistoryProjection.start(node.system(), database);
        List<DeskEvent> events = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
          OrderView order = order(i, i % 3 == 0 ? OrderStatus.CANCELLED : OrderStatus.FILLED);
          expected.add(order);
          events.add(new DeskEvent.OrderOpened(order.clientOrderId().value(), NOON));
          events.add(new DeskEvent.OrderClosed(order, NOON));
          if (i % 5 == 0) {
            // A fee comes late: the same order ends again, in the same batch.
            events.add(new DeskEvent.OrderClosed(order, NOON));
          }
          if (events.size() > i % 90) {
            desk.tell(new DeskWriter.Batch(List.copyOf(events)));
            events.clear();
          }
          if (i == MANY / 2) {
            first.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
          }
        }
        // A fill came behind the cancel: it ended again, as another.
        expected.set(3, order(3, OrderStatus.FILLED));
        events.add(new DeskEvent.OrderClosed(expected.get(3), NOON));
        desk.tell(new DeskWriter.Batch(List.copyOf(events)));
        OrderHistoryProjection.start(node.system(), database);
        Await.until("the last end", PATIENCE, () -> ended(history, expected.get(3)));
      }
      expected.sort(OrderQuery.NEWEST_FIRST);
      assertEquals(expected, everything(history));
      filters(history, expected);
    }
  }

  private static boolean ended(JdbcOrderHistory history, OrderView order) {
    return everything(history).stream()
        .anyMatch(
            o -> o.clientOrderId().equals(order.clientOrderId()) && o.status() == order.status());
  }

  private static void filters(JdbcOrderHistory history, List<OrderView> all) {
    OrderQuery narrow =
        new OrderQuery(
            Set.of(OrderStatus.FILLED, OrderStatus.REJECTED),
            Optional.of("AAPL"),
            Optional.of(NOON.plusNanos(20)),
            Optional.of(NOON.plusNanos(200)),
            Optional.of("wf-3"),
            Optional.empty(),
            1000);
    List<OrderView> found = history.select(narrow);
    assertEquals(all.stream().filter(narrow::matches).toList(), found);
    assertTrue(found.size() > 5, () -> "too few to prove anything: " + found.size());
    assertEquals(11, history.select(query(Optional.empty(), 10)).size(), "one more than asked for");
  }
}
