package io.orchestrator.domain.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OrderQueryTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static OrderView view(String id, String symbol, OrderStatus status, Instant at) {
    return new OrderView(
        new ClientOrderId(id),
        symbol,
        Side.BUY,
        10,
        OrderType.MARKET,
        Optional.empty(),
        TimeInForce.DAY,
        status,
        0,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        0,
        0,
        at,
        at,
        "wf-" + symbol,
        "test",
        "",
        OrderConditions.NONE);
  }

  private static OrderQuery all(Optional<OrderQuery.Cursor> after, int limit) {
    return new OrderQuery(
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        after,
        limit);
  }

  @Test
  void pagesShowEachOrderOnceAlsoWhenNewOnesCome() {
    List<OrderView> orders = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      // Some share an instant: the name decides.
      orders.add(view("o/" + i, "AAPL", OrderStatus.FILLED, NOON.plusSeconds(i / 3)));
    }
    List<String> seen = new ArrayList<>();
    Optional<OrderQuery.Cursor> cursor = Optional.empty();
    do {
      OrderQuery.Page page = all(cursor, 4).select(orders);
      page.orders().forEach(o -> seen.add(o.clientOrderId().value()));
      cursor = page.next().map(c -> OrderQuery.Cursor.parse(c.toString()));
      orders.add(view("new/" + seen.size(), "AAPL", OrderStatus.SENT, NOON.plusSeconds(999)));
    } while (cursor.isPresent());
    assertEquals(25, seen.size());
    assertEquals(25, Set.copyOf(seen).size());
    assertEquals("o/24", seen.getFirst());
  }

  /** Some orders are remembered, in whatever order they ended; all that ended are in the table. */
  @Property(tries = 200)
  void pagesOfMemoryAndTableTogetherShowEachOrderOnceInOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int limit) {
    Random random = new Random(seed);
    List<OrderView> remembered = new ArrayList<>();
    List<OrderView> table = new ArrayList<>();
    List<OrderView> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      boolean open = random.nextInt(4) == 0;
      OrderStatus status = open ? OrderStatus.SENT : OrderStatus.FILLED;
      OrderView view = view("o/" + i, "AAPL", status, NOON.plusSeconds(random.nextInt(12)));
      expected.add(view);
      if (open || random.nextBoolean()) {
        remembered.add(view);
      }
      if (!open) {
        table.add(view);
      }
    }
    List<OrderView> seen = new ArrayList<>();
    Optional<OrderQuery.Cursor> cursor = Optional.empty();
    do {
      OrderQuery query = all(cursor, limit);
      List<OrderView> older = all(cursor, limit + 1).select(table).orders();
      OrderQuery.Page page = query.merge(query.select(remembered), older);
      assertTrue(page.orders().size() <= limit);
      seen.addAll(page.orders());
      cursor = page.next();
    } while (cursor.isPresent());
    expected.sort(OrderQuery.NEWEST_FIRST);
    assertEquals(expected, seen);
  }

  @Test
  void filtersAddUp() {
    List<OrderView> orders =
        List.of(
            view("a", "AAPL", OrderStatus.FILLED, NOON),
            view("b", "MSFT", OrderStatus.FILLED, NOON.plusSeconds(1)),
            view("c", "AAPL", OrderStatus.UNKNOWN, NOON.plusSeconds(2)));
    OrderQuery query =
        new OrderQuery(
            Set.of(OrderStatus.FILLED, OrderStatus.UNKNOWN),
            Optional.of("AAPL"),
            Optional.of(NOON.plusSeconds(1)),
            Optional.of(NOON.plusSeconds(3)),
            Optional.of("wf-AAPL"),
            Optional.empty(),
            10);
    OrderQuery.Page page = query.select(orders);
    assertEquals(List.of("c"), page.orders().stream().map(o -> o.clientOrderId().value()).toList());
    assertTrue(page.next().isEmpty());
    assertFalse(query.matches(orders.getFirst()));
    assertThrows(IllegalArgumentException.class, () -> OrderQuery.Cursor.parse("garbage"));
    assertThrows(IllegalArgumentException.class, () -> OrderQuery.Cursor.parse("x~y"));
    assertThrows(
        IllegalArgumentException.class,
        () -> OrderQuery.Cursor.parse("+1000000000-12-31T23:59:59Z~y"));
  }

  /** SEC Rule 612: a cent from a dollar up, a hundredth of a cent below. */
  @Test
  void pricesLieOnTheStepsOfTheExchange() {
    assertTrue(PriceTick.valid(new BigDecimal("1.00")));
    assertTrue(PriceTick.valid(new BigDecimal("189.37")));
    assertFalse(PriceTick.valid(new BigDecimal("189.375")));
    assertTrue(PriceTick.valid(new BigDecimal("0.9999")));
    assertFalse(PriceTick.valid(new BigDecimal("0.99995")));
  }
}
