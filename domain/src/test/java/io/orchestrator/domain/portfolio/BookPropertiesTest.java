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

/** What holds after any fills, corrections, fees, splits, dividends and words of the broker. */
class BookPropertiesTest {
  private static final List<String> NAMES = List.of("AAPL", "MSFT");
  private static final BigDecimal START = new BigDecimal("1000000");
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final Instant DAY = Instant.parse("2026-03-02T15:00:00Z");

  private static Execution random(Random random, int number, int revision) {
    return new Execution(
        "a." + number + ".0" + revision,
        "wf/x/0",
        NAMES.get(number % NAMES.size()),
        random.nextBoolean() ? Side.BUY : Side.SELL,
        1 + random.nextInt(200),
        new BigDecimal(50 + random.nextInt(100)).add(BigDecimal.valueOf(random.nextInt(100), 2)),
        DAY.plusSeconds(random.nextInt(100_000)));
  }

  @Property(tries = 500)
  void lotsSumToThePositionAndMoneyIsNeitherMadeNorLost(@ForAll long seed) {
    Random random = new Random(seed);
    Book book = Book.EMPTY.adoptCash(START);
    BigDecimal fees = BigDecimal.ZERO;
    BigDecimal dividends = BigDecimal.ZERO;
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(10)) {
        case 0 -> {
          CorporateAction split = split(random, step);
          book = book.apply(split).apply(split);
        }
        case 1 -> {
          String name = NAMES.get(random.nextInt(NAMES.size()));
          BigDecimal amount = BigDecimal.valueOf(1 + random.nextInt(300), 2);
          dividends = dividends.add(amount.multiply(BigDecimal.valueOf(book.position(name))));
          book = book.apply(CorporateAction.dividend("d" + step, name, amount, DAY));
        }
        case 2 -> {
          if (step > 0) {
            Execution correction = random(random, random.nextInt(step), 1 + random.nextInt(4));
            book = book.book(correction, DAY).book(correction, DAY);
          }
        }
        default -> {
          Execution fill = random(random, step, 1);
          book = book.book(fill, DAY).charge(fill.execId(), CENT);
          fees = book.commissions().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }
      }
      check(book, START.subtract(fees).add(dividends), "seed " + seed + " step " + step);
    }
  }

  private static CorporateAction split(Random random, int step) {
    return CorporateAction.split(
        "s" + step,
        NAMES.get(random.nextInt(NAMES.size())),
        1 + random.nextInt(4),
        1 + random.nextInt(4),
        BigDecimal.valueOf(random.nextInt(1000), 2),
        DAY);
  }

  /** Cash + cost of what is held - what was realised is what was there, by either count. */
  private static void check(Book book, BigDecimal capital, String where) {
    BigDecimal byCost = book.cash().orElseThrow();
    BigDecimal byLots = byCost;
    for (String name : NAMES) {
      Holding h = book.holding(name);
      Lots lots = book.lots(name);
      assertEquals(h.quantity(), lots.quantity(), where);
      assertTrue(
          lots.open().stream().map(l -> Long.signum(l.quantity())).distinct().count() <= 1, where);
      byCost =
          byCost
              .add(h.averageCost().multiply(BigDecimal.valueOf(h.quantity())))
              .subtract(h.realized());
      byLots = byLots.add(lots.cost()).subtract(lots.realized());
    }
    assertTrue(byCost.subtract(capital).abs().compareTo(CENT) < 0, where + ": " + byCost);
    assertTrue(byLots.subtract(capital).abs().compareTo(CENT) < 0, where + ": " + byLots);
  }

  @Property(tries = 300)
  void theOrderOfFillsMattersNeitherForSharesNorForCash(@ForAll long seed) {
    Random random = new Random(seed);
    List<Execution> fills = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      fills.add(random(random, i, 1));
    }
    for (int i = 0; i < 5; i++) {
      fills.add(random(random, random.nextInt(25), 2 + i));
    }
    Book straight = all(fills);
    Collections.shuffle(fills, random);
    fills.addAll(List.copyOf(fills.subList(0, 10)));
    Book shuffled = all(fills);
    for (String name : NAMES) {
      assertEquals(straight.position(name), shuffled.position(name));
      assertEquals(straight.lots(name).quantity(), shuffled.lots(name).quantity());
    }
    assertEquals(0, straight.cash().orElseThrow().compareTo(shuffled.cash().orElseThrow()));
  }

  private static Book all(List<Execution> fills) {
    Book book = Book.EMPTY.adoptCash(START);
    for (Execution fill : fills) {
      book = book.book(fill, DAY);
    }
    return book;
  }

  /** A mistake and its correction leave the books of somebody who never saw the mistake. */
  @Property(tries = 300)
  void aCorrectionLeavesNoTraceOfTheMistake(@ForAll long seed) {
    Random random = new Random(seed);
    List<Execution> right = new ArrayList<>();
    Book mended = Book.EMPTY.adoptCash(START);
    List<Execution> corrections = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Execution wrong = random(random, i, 1);
      mended = mended.book(wrong, DAY);
      Execution truth = random.nextInt(4) == 0 ? random(random, i, 2) : wrong;
      right.add(truth);
      corrections.add(truth);
    }
    Collections.shuffle(corrections, random);
    for (Execution correction : corrections) {
      mended = mended.book(correction, DAY);
    }
    Book truth = all(right);
    for (String name : NAMES) {
      assertEquals(truth.lots(name), mended.lots(name), "seed " + seed);
      assertEquals(truth.holding(name), mended.holding(name), "seed " + seed);
    }
  }
}
