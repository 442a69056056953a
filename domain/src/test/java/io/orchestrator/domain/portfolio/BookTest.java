package io.orchestrator.domain.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BookTest {
  private static Execution execution(String id, Side side, long quantity, String price) {
    return new Execution(
        id, "wf/x/0", "AAPL", side, quantity, new BigDecimal(price), Instant.EPOCH);
  }

  private static void same(String expected, BigDecimal actual) {
    assertEquals(0, new BigDecimal(expected).compareTo(actual), "was " + actual);
  }

  /** Average-cost arithmetic by hand: 100@10, 100@12, sell 50@15, sell 200@9 (through zero). */
  @Test
  void averageCostAndRealisedResult() {
    Book book =
        Book.EMPTY
            .adoptCash(new BigDecimal("10000"))
            .book(execution("0a.1.01", Side.BUY, 100, "10"), Instant.EPOCH)
            .book(execution("0a.2.01", Side.BUY, 100, "12"), Instant.EPOCH);
    same("11", book.holding("AAPL").averageCost());
    book = book.book(execution("0a.3.01", Side.SELL, 50, "15"), Instant.EPOCH);
    same("200", book.holding("AAPL").realized());
    same("11", book.holding("AAPL").averageCost());
    book = book.book(execution("0a.4.01", Side.SELL, 200, "9"), Instant.EPOCH);
    assertEquals(-50, book.position("AAPL"));
    same("-100", book.holding("AAPL").realized());
    same("9", book.holding("AAPL").averageCost());
    // 10000 - 1000 - 1200 + 750 + 1800
    same("10350", book.cash().orElseThrow());
    book = book.charge("0a.4.01", new BigDecimal("1.5")).charge("0a.4.01", new BigDecimal("2"));
    same("10348", book.cash().orElseThrow());
  }

  @Test
  void aCorrectionReplacesQuantityPriceAndCash() {
    Book book =
        Book.EMPTY
            .adoptCash(new BigDecimal("10000"))
            .book(execution("0a.1.01.01", Side.BUY, 100, "10"), Instant.EPOCH)
            .book(execution("0a.1.01.02", Side.BUY, 90, "11"), Instant.EPOCH);
    assertEquals(90, book.position("AAPL"));
    same("9010", book.cash().orElseThrow());
    assertTrue(book.knows("0a.1.01.01"));
    assertEquals(book, book.book(execution("0a.1.01.01", Side.BUY, 100, "10"), Instant.EPOCH));
  }

  /** Any order, any repetition: position and cash are the sums over unique executions. */
  @Property(tries = 300)
  void positionAndCashAreSumsOfUniqueExecutions(@ForAll long seed) {
    Random random = new Random(seed);
    List<Execution> unique = new ArrayList<>();
    long position = 0;
    BigDecimal cash = new BigDecimal("100000");
    for (int i = 0; i < 20; i++) {
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      long quantity = 1 + random.nextInt(100);
      String price = (50 + random.nextInt(100)) + "." + random.nextInt(100);
      unique.add(execution("0a." + i + ".01", side, quantity, price));
      position += side.sign() * quantity;
      cash =
          cash.subtract(new BigDecimal(price).multiply(BigDecimal.valueOf(side.sign() * quantity)));
    }
    List<Execution> heard = new ArrayList<>(unique);
    heard.addAll(unique.subList(0, random.nextInt(20)));
    Collections.shuffle(heard, random);
    Book book = Book.EMPTY.adoptCash(new BigDecimal("100000"));
    for (Execution execution : heard) {
      book = book.book(execution, Instant.EPOCH);
    }
    assertEquals(position, book.position("AAPL"));
    assertEquals(0, cash.compareTo(book.cash().orElseThrow()));
    // Total result is the same in every order: cash plus what is held at cost minus realised.
    BigDecimal atCost = book.holding("AAPL").averageCost().multiply(BigDecimal.valueOf(position));
    BigDecimal identity = cash.add(atCost).subtract(book.holding("AAPL").realized());
    assertTrue(
        identity.subtract(new BigDecimal("100000")).abs().compareTo(new BigDecimal("0.01")) < 0,
        "identity broken: " + identity);
  }
}
