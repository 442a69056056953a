package io.orchestrator.domain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.portfolio.Book;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What the events of a desk fold to is what its books and orders were. */
class PastStateTest {
  private static final Instant T0 = Instant.parse("2026-11-30T15:00:00Z");
  private static final List<String> NAMES = List.of("AAPL", "MSFT");

  private final PastState state = new PastState();
  private long seq;

  private void tell(String type, Map<String, Object> data) {
    seq++;
    state.accept(
        new SystemEvent(seq, T0.plusSeconds(seq), type, "trading_desk", Severity.INFO, data, ""));
  }

  private void intend(String id, String symbol, String side, long quantity) {
    tell(
        EventTypes.ORDER_INTENDED,
        Map.of("client_order_id", id, "symbol", symbol, "side", side, "quantity", quantity));
  }

  private void update(String id, String status, long filled, long remaining) {
    tell(
        EventTypes.ORDER_UPDATED,
        Map.of("client_order_id", id, "status", status, "filled", filled, "remaining", remaining));
  }

  private void fill(String id, String execId, String symbol, String side, long quantity) {
    tell(
        EventTypes.ORDER_FILLED,
        Map.of(
            "client_order_id", id,
            "exec_id", execId,
            "symbol", symbol,
            "side", side,
            "quantity", quantity,
            "price", new BigDecimal("10.00")));
  }

  private void adopt(String symbol, long shares) {
    tell(EventTypes.POSITION_ADOPTED, Map.of("symbol", symbol, "broker", Long.toString(shares)));
  }

  private Map<String, Long> positions() {
    return state.view().positions();
  }

  private PastState.Order order() {
    List<PastState.Order> open = state.view().openOrders();
    assertEquals(1, open.size(), open::toString);
    return open.getFirst();
  }

  private static PastState.Order working(String status, long filled, long remaining) {
    return new PastState.Order("a", "AAPL", "BUY", 100, status, filled, remaining);
  }

  /** Fills move the order, too: the desk says nothing else of them. */
  @Test
  void anOrderIsOpenUntilItsFillsAreWhole() {
    intend("a", "AAPL", "BUY", 100);
    assertEquals(working("INTENDED", 0, 100), order());
    update("a", "ACKNOWLEDGED", 0, 100);
    fill("a", "x.1.01", "AAPL", "BUY", 60);
    assertEquals(working("PARTIALLY_FILLED", 60, 40), order());
    assertEquals(Map.of("AAPL", 60L), positions());
    fill("a", "x.2.01", "AAPL", "BUY", 40);
    assertEquals(List.of(), state.view().openOrders());
    assertEquals(Map.of("AAPL", 100L), positions());
    assertEquals(4, state.view().seq());
    assertEquals(T0.plusSeconds(4), state.view().at());
  }

  /** The order's own word tells the state after all that was heard with it. */
  @Test
  void aFillThatTheOrdersWordContainsIsCountedOnce() {
    intend("a", "AAPL", "BUY", 100);
    update("a", "PARTIALLY_FILLED", 60, 40);
    fill("a", "x.1.01", "AAPL", "BUY", 60);
    assertEquals(working("PARTIALLY_FILLED", 60, 40), order());
    update("a", "FILLED", 100, 0);
    fill("a", "x.2.01", "AAPL", "BUY", 40);
    assertEquals(List.of(), state.view().openOrders());
    assertEquals(Map.of("AAPL", 100L), positions());
  }

  @Test
  void aCorrectionTakesThePlaceOfTheFillAndABustTakesItAway() {
    intend("a", "AAPL", "BUY", 100);
    fill("a", "x.1.01", "AAPL", "BUY", 100);
    assertEquals(List.of(), state.view().openOrders());
    fill("a", "x.1.02", "AAPL", "BUY", 70);
    assertEquals(Map.of("AAPL", 70L), positions());
    assertEquals(working("PARTIALLY_FILLED", 70, 30), order());
    fill("a", "x.1.02", "AAPL", "BUY", 70);
    fill("a", "x.1.01", "AAPL", "BUY", 100);
    assertEquals(Map.of("AAPL", 70L), positions(), "a repeated and an older word change nothing");
    fill("a", "x.1.03", "AAPL", "BUY", 0);
    assertEquals(Map.of(), positions());
    assertEquals(working("ACKNOWLEDGED", 0, 100), order());
  }

  @Test
  void aCorrectionOfTheNameLeavesNothingInTheWrongOne() {
    fill("", "x.1.01", "AAPL", "BUY", 50);
    fill("", "x.1.02", "MSFT", "SELL", 50);
    assertEquals(Map.of("MSFT", -50L), positions());
  }

  @Test
  void aSaleCrossesZeroAndComesBack() {
    fill("", "x.1.01", "AAPL", "BUY", 30);
    fill("", "x.2.01", "AAPL", "SELL", 50);
    assertEquals(Map.of("AAPL", -20L), positions());
    fill("", "x.3.01", "AAPL", "BUY", 20);
    assertEquals(Map.of(), positions(), "a flat name is not held");
  }

  /** The broker's word replaces; what comes later counts from there. */
  @Test
  void anAdoptionIsTheNewBeginning() {
    fill("", "x.1.01", "AAPL", "BUY", 30);
    adopt("AAPL", -5);
    adopt("MSFT", 7);
    assertEquals(Map.of("AAPL", -5L, "MSFT", 7L), positions());
    fill("", "x.2.01", "AAPL", "BUY", 10);
    fill("", "x.1.02", "AAPL", "BUY", 31);
    adopt("MSFT", 0);
    assertEquals(Map.of("AAPL", 6L), positions());
  }

  @Test
  void ordersEndAndOneThatIsFoundAgainIsOpen() {
    intend("a", "AAPL", "BUY", 100);
    tell(EventTypes.ORDER_UNKNOWN, Map.of("client_order_id", "a", "cause", "no answer"));
    assertEquals(working("UNKNOWN", 0, 100), order());
    update("a", "CANCELLED", 0, 0);
    assertEquals(List.of(), state.view().openOrders());
    update("a", "ACKNOWLEDGED", 0, 100);
    assertEquals(working("ACKNOWLEDGED", 0, 100), order());
    update("a", "ACKNOWLEDGED", 0, 40);
    fill("a", "x.1.01", "AAPL", "BUY", 40);
    assertEquals(List.of(), state.view().openOrders(), "it worked for 40 in the end");
    intend("b", "AAPL", "SELL", 5);
    tell(EventTypes.ORDER_DENIED, Map.of("client_order_id", "b", "code", "risk.x"));
    assertEquals(List.of(), state.view().openOrders());
    update("never-intended", "ACKNOWLEDGED", 0, 1);
    assertEquals(List.of(), state.view().openOrders());
  }

  /** A late fill of a cancelled order is held; the order works no more, nor after a correction. */
  @Test
  void aCancelledOrderStaysEnded() {
    intend("a", "AAPL", "BUY", 100);
    update("a", "CANCELLED", 0, 0);
    fill("a", "x.1.01", "AAPL", "BUY", 100);
    fill("a", "x.1.02", "AAPL", "BUY", 90);
    assertEquals(List.of(), state.view().openOrders());
    assertEquals(Map.of("AAPL", 90L), positions());
  }

  /** By the broker's list of completed orders: its fills are out of reach and may trickle in. */
  @Test
  void anOrderFilledByReportIsNotOpenedByItsLateFills() {
    intend("a", "AAPL", "BUY", 100);
    update("a", "FILLED", 0, 0);
    fill("a", "x.1.01", "AAPL", "BUY", 60);
    assertEquals(List.of(), state.view().openOrders());
  }

  @Test
  void limitsChangeAndAreRestored() {
    assertEquals(0, state.view().limitsVersion());
    assertEquals(Map.of(), state.view().limits());
    limits(1, 5_000);
    limits(2, 100);
    assertEquals(2, state.view().limitsVersion());
    assertEquals(Map.of("max_daily_loss", 100), state.view().limits());
    limits(3, 5_000);
    assertEquals(3, state.view().limitsVersion());
    assertEquals(Map.of("max_daily_loss", 5_000), state.view().limits());
  }

  private void limits(long version, int loss) {
    tell(
        EventTypes.RISK_LIMITS_CHANGED,
        Map.of("version", version, "limits", Map.of("max_daily_loss", loss)));
  }

  @Test
  void statesAreTheNewestAndOtherEventsAreNoChange() {
    assertEquals("active", state.view().tradingState());
    tell(EventTypes.SYSTEM_STATE_CHANGED, Map.of("from", "ready", "to", "running"));
    tell(EventTypes.TRADING_STATE_CHANGED, Map.of("from", "active", "to", "halted"));
    tell(EventTypes.FEED_STATE_CHANGED, Map.of("to", "down"));
    assertEquals("running", state.view().systemState());
    assertEquals("halted", state.view().tradingState());
    assertEquals(2, state.view().seq());
    assertTrue(PastState.TYPES.contains(EventTypes.ORDER_FILLED));
  }

  /** Against the books themselves, over fills, corrections of anything, and adoptions. */
  @Property(tries = 300)
  void positionsAreThoseOfTheBooks(@ForAll long seed) {
    Random random = new Random(seed);
    PastStateTest told = new PastStateTest();
    Book book = Book.EMPTY;
    for (int step = 0; step < 60; step++) {
      if (random.nextInt(10) == 0) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        long shares = random.nextInt(101) - 50;
        book = book.adoptPosition(name, shares, BigDecimal.TEN, T0);
        told.adopt(name, shares);
      } else {
        int number = random.nextInt(5) == 0 ? random.nextInt(step + 1) : step;
        Execution execution = execution(random, number, 1 + random.nextInt(4));
        if (!book.knows(execution.execId())) {
          told.fill(
              "",
              execution.execId(),
              execution.symbol(),
              execution.side().name(),
              execution.quantity());
        }
        book = book.book(execution, T0);
      }
      assertEquals(held(book), told.positions(), "seed " + seed + " step " + step);
    }
  }

  /** A correction keeps the name of what it corrects, as a broker's does. */
  private static Execution execution(Random random, int number, int revision) {
    return new Execution(
        "x." + number + ".0" + revision,
        "",
        NAMES.get(number % NAMES.size()),
        random.nextBoolean() ? Side.BUY : Side.SELL,
        random.nextInt(100),
        BigDecimal.TEN,
        T0);
  }

  private static Map<String, Long> held(Book book) {
    Map<String, Long> held = new TreeMap<>();
    book.holdings().forEach((symbol, holding) -> held.put(symbol, holding.quantity()));
    held.values().removeIf(shares -> shares == 0);
    return held;
  }
}
