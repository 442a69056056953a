package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A book that follows the changes answers every question as one that was added up anew. */
class ExposureBookTest {
  private static final List<String> NAMES = List.of("AAPL", "MSFT", "IBM", "KO", "GE");
  private static final Map<String, String> SECTORS =
      Map.of("AAPL", "tech", "MSFT", "tech", "IBM", "tech", "KO", "food", "GE", "works");

  private final List<WorkingOrder> working = new ArrayList<>();
  private final Map<String, Double> marks = new HashMap<>();
  private Map<String, Long> positions = Map.of();
  private int made;

  @Property(tries = 300)
  void theNextBookIsTheBookMadeAnew(@ForAll long seed) {
    Random random = new Random(seed);
    working.clear();
    marks.clear();
    positions = Map.of();
    ExposureBook followed = ExposureBook.EMPTY;
    for (int step = 0; step < 60; step++) {
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        change(random);
      }
      followed =
          followed.next(positions, List.copyOf(working), s -> marks.getOrDefault(s, Double.NaN));
      assertEquals(
          told(ExposureBook.of(positions, working, marks)),
          told(followed),
          "seed " + seed + " step " + step);
    }
  }

  /** One thing that happens between two checks of the gate. */
  private void change(Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    int at = working.isEmpty() ? -1 : random.nextInt(working.size());
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> working.add(order(random, "w" + made++, name));
      case 3 -> {
        if (at >= 0) {
          working.remove(at);
        }
      }
      case 4 -> {
        // A partial fill, or what somebody else changed in an order.
        if (at >= 0) {
          working.set(at, order(random, working.get(at).name(), working.get(at).symbol()));
        }
      }
      case 5 -> {
        positions = new HashMap<>(positions);
        positions.put(name, (long) random.nextInt(-2, 3) * 10);
      }
      case 6 -> marks.put(name, List.of(10.0, 20.5, 1e13, Double.NaN, 0.0).get(random.nextInt(5)));
      default -> {
        if (at >= 0) {
          working.add(random.nextInt(working.size()), working.remove(at));
        }
      }
    }
  }

  private WorkingOrder order(Random random, String id, String symbol) {
    return new WorkingOrder(
        id,
        symbol,
        random.nextBoolean() ? Side.BUY : Side.SELL,
        random.nextInt(50),
        random.nextInt(3) * 12.5,
        random.nextInt(4) == 0,
        random.nextInt(3) == 0 ? "g" + random.nextInt(2) : "",
        random.nextInt(6) == 0 ? "w" + random.nextInt(made + 1) : "",
        "s" + random.nextInt(2),
        false);
  }

  /** Every answer that the gate may want. */
  private static List<Object> told(ExposureBook book) {
    List<Object> told = new ArrayList<>();
    told.add(book.working());
    told.add(book.workingEntriesUsd());
    told.add(book.workingEntriesUsd("s0"));
    told.add(book.sumOfNames((symbol, held, entries) -> symbol.length() * held + 3 * entries));
    for (String symbol : NAMES) {
      told.add(book.position(symbol));
      told.add(book.namesWith(symbol));
      told.add(book.unpriced(symbol));
      for (Side side : Side.values()) {
        told.add(
            book.orders(symbol, side).stream()
                .sorted(Comparator.comparing(WorkingOrder::toString))
                .toList());
        for (String group : List.of("", "g0", "g1")) {
          OrderRequest request = request(symbol, side, group);
          told.add(book.beside(request));
          told.add(book.grossWith(request, 11));
          told.add(book.shortWith(request, 11));
          told.add(book.netWith(request, 11));
          told.add(book.sectorWith(request, 11, SECTORS));
        }
      }
    }
    return told;
  }

  private static OrderRequest request(String symbol, Side side, String group) {
    OrderRequest plain = GateScene.order(symbol, side, 7, "", "");
    return group.isEmpty() ? plain : plain.with(OrderConditions.NONE.withOcaGroup(group));
  }

  @Test
  void whatDidNotChangeIsNotAddedUpAgain() {
    positions = Map.of("AAPL", 100L);
    marks.put("AAPL", 10.0);
    working.add(new WorkingOrder("w", "AAPL", Side.BUY, 5, 10, false));
    ExposureBook first = ExposureBook.of(positions, List.copyOf(working), marks);
    assertSame(first, first.next(positions, List.copyOf(working), marks::get));
    marks.put("AAPL", 11.0);
    assertNotSame(first, first.next(positions, List.copyOf(working), marks::get));
  }
}
