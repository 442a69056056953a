package io.orchestrator.domain.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.portfolio.Book.Recognition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A repetition of the broker's is recognised, however many executions a day has. */
class BookMemoryTest {
  private static final List<String> NAMES = List.of("AAPL", "MSFT", "SPY");
  private static final Instant FIRST_DAY = Instant.parse("2026-03-02T14:30:00Z");
  private static final BigDecimal START = new BigDecimal("1000000");
  private static final BigDecimal FEE = new BigDecimal("0.35");

  /** Never forgets: the highest revision by root. */
  private static final class Naive {
    final Map<String, Execution> executions = new HashMap<>();

    void hear(Execution execution) {
      ExecId id = ExecId.parse(execution.execId());
      Execution known = executions.get(id.root());
      if (known == null || ExecId.parse(known.execId()).revision() < id.revision()) {
        executions.put(id.root(), execution);
      }
    }

    ExecId newest(Execution execution) {
      String root = ExecId.parse(execution.execId()).root();
      return ExecId.parse(executions.getOrDefault(root, execution).execId());
    }

    long position(String name) {
      return executions.values().stream()
          .filter(e -> e.symbol().equals(name))
          .mapToLong(e -> e.side().sign() * e.quantity())
          .sum();
    }

    BigDecimal cash() {
      BigDecimal cash = START;
      for (Execution e : executions.values()) {
        long signed = e.side().sign() * e.quantity();
        cash = cash.subtract(e.price().multiply(BigDecimal.valueOf(signed))).subtract(FEE);
      }
      return cash;
    }
  }

  /** As the desk does. */
  private static Book hear(Book book, Execution heard, Instant at) {
    Book next =
        book.recognise(heard.execId(), heard.timestamp()) == Recognition.NEW
            ? book.book(heard, at)
            : book;
    return next.remembers(heard.execId()) ? next.charge(heard.execId(), FEE) : next;
  }

  @Property(tries = 3)
  void sharesAndCashAreThoseOfOneWhoNeverForgets(@ForAll long seed) {
    Random random = new Random(seed);
    Naive naive = new Naive();
    Book book = Book.EMPTY.adoptCash(START);
    List<Execution> before = List.of();
    List<Execution> everything = new ArrayList<>();
    for (int day = 0; day < 9; day++) {
      List<Execution> today = new ArrayList<>();
      Instant open = FIRST_DAY.plus(Duration.ofDays(day));
      int fills = day == 4 ? 5_600 : random.nextInt(700);
      for (int i = 0; i < fills; i++) {
        Execution fill = random(random, day + "." + i, 1, open.plusSeconds(i));
        today.add(fill);
        if (random.nextInt(100) == 0) {
          List<Execution> known = random.nextBoolean() && !before.isEmpty() ? before : today;
          Execution wrong = known.get(random.nextInt(known.size()));
          // A broker never numbers two corrections of one execution alike.
          ExecId id = naive.newest(wrong);
          String number = id.root().substring(2);
          today.add(random(random, number, id.revision() + 1, open.plusSeconds(i)));
        }
        Execution heard = today.getLast();
        for (Execution said : List.of(fill, heard)) {
          naive.hear(said);
          book = hear(book, said, open.plusSeconds(i));
        }
      }
      // A sync at the end of the day repeats what the broker still has.
      for (Execution repeated : random.nextBoolean() ? before : today) {
        book = hear(book, repeated, open.plusSeconds(fills));
      }
      for (Execution repeated : today) {
        book = hear(book, repeated, open.plusSeconds(fills));
      }
      everything.addAll(today);
      before = today;
      check(naive, book, "seed " + seed + " day " + day);
    }
    assertTrue(book.executions().size() < naive.executions.size(), "something was forgotten");
    for (Execution repeated : everything) {
      book = hear(book, repeated, FIRST_DAY.plus(Duration.ofDays(9)));
    }
    check(naive, book, "seed " + seed + " everything once more");
  }

  private static void check(Naive naive, Book book, String where) {
    for (String name : NAMES) {
      assertEquals(naive.position(name), book.position(name), where);
      assertEquals(naive.position(name), book.lots(name).quantity(), where);
    }
    assertEquals(0, naive.cash().compareTo(book.cash().orElseThrow()), where);
  }

  private static Execution random(Random random, String number, int revision, Instant at) {
    return new Execution(
        "x." + number + ".0" + revision,
        "",
        NAMES.get(Math.floorMod(number.hashCode(), NAMES.size())),
        random.nextBoolean() ? Side.BUY : Side.SELL,
        1 + random.nextInt(200),
        BigDecimal.valueOf(5_000 + random.nextInt(10_000), 2),
        at);
  }

  /** At the limit entries stop; what comes nevertheless is booked, once. */
  @Test
  void theLimitStopsEntriesAndForgetsNothing() {
    Map<String, Execution> many = new HashMap<>();
    for (int i = 0; i < Book.MAX_EXECUTIONS - 1; i++) {
      Execution fill = random(new Random(i), "1." + i, 1, FIRST_DAY);
      many.put(ExecId.parse(fill.execId()).root(), fill);
    }
    Book almost =
        new Book(Map.of(), many, Map.of(), Book.EMPTY.cash(), Map.of(), Map.of(), null, null);
    assertFalse(almost.full());
    Execution last = random(new Random(7), "2.1", 1, FIRST_DAY);
    Execution above = random(new Random(8), "2.2", 1, FIRST_DAY);
    Book full = almost.book(last, FIRST_DAY);
    assertTrue(full.full());
    Book over = full.book(above, FIRST_DAY).book(above, FIRST_DAY);
    assertEquals(Book.MAX_EXECUTIONS + 1, over.executions().size());
    assertTrue(over.full());
    many.values().forEach(e -> assertTrue(over.knows(e.execId())));
  }
}
