package io.orchestrator.domain.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lots by hand. */
class LotsTest {
  private static final Instant DAY = Instant.parse("2026-03-02T15:00:00Z");

  private static Execution trade(int day, String id, Side side, long quantity, String price) {
    return new Execution(
        id,
        "wf/x/0",
        "AAPL",
        side,
        quantity,
        new BigDecimal(price),
        DAY.plusSeconds(86_400L * day));
  }

  private static Book book(Execution... executions) {
    Book book = Book.EMPTY.adoptCash(new BigDecimal("100000"));
    for (Execution execution : executions) {
      book = book.book(execution, DAY);
    }
    return book;
  }

  private static void same(String expected, BigDecimal actual) {
    assertEquals(0, new BigDecimal(expected).compareTo(actual), "was " + actual);
  }

  private static String open(Book book) {
    return book.lots("AAPL").open().stream()
        .map(l -> l.quantity() + "@" + l.price().stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(" "));
  }

  /**
   * Buy 100 @ 10, 100 @ 12, 50 @ 20. Sell 150 @ 15 closes the first lot (+500) and half the second
   * (+150). Average cost is (1000 + 1200 + 1000) / 250 = 12.8, by which the same sale made 330.
   */
  @Test
  void theOldestLotIsClosedFirst() {
    Book book =
        book(
            trade(0, "a.1.01", Side.BUY, 100, "10"),
            trade(1, "a.2.01", Side.BUY, 100, "12"),
            trade(2, "a.3.01", Side.BUY, 50, "20"),
            trade(3, "a.4.01", Side.SELL, 150, "15"));
    assertEquals("50@12 50@20", open(book));
    same("650", book.lots("AAPL").realized());
    same("330", book.holding("AAPL").realized());
    same("12.8", book.holding("AAPL").averageCost());
    // Both ways of counting agree on the whole: 330 + 100 x (15 - 12.8) = 650 + 50 x 3 + 50 x -5.
    same("550", total(book, "15"));
    same("550", book.lots("AAPL").realized().add(unrealized(book, "15")));
  }

  private static BigDecimal total(Book book, String price) {
    Holding h = book.holding("AAPL");
    return h.realized()
        .add(
            new BigDecimal(price)
                .subtract(h.averageCost())
                .multiply(BigDecimal.valueOf(h.quantity())));
  }

  private static BigDecimal unrealized(Book book, String price) {
    Lots lots = book.lots("AAPL");
    return new BigDecimal(price)
        .multiply(BigDecimal.valueOf(lots.quantity()))
        .subtract(lots.cost());
  }

  @Test
  void aFillThatIsHeardLateTakesItsPlaceByTime() {
    Book book =
        book(
            trade(1, "a.2.01", Side.BUY, 100, "12"),
            trade(0, "a.1.01", Side.BUY, 100, "10"),
            trade(3, "a.4.01", Side.SELL, 100, "15"));
    assertEquals("100@12", open(book));
    same("500", book.lots("AAPL").realized());
  }

  @Test
  void namedLotsAreClosedFirstThenByTheRule() {
    Execution sale = trade(3, "a.4.01", Side.SELL, 120, "15");
    Book book =
        book(
            trade(0, "a.1.01", Side.BUY, 100, "10"),
            trade(1, "a.2.01", Side.BUY, 100, "12"),
            trade(2, "a.3.01", Side.BUY, 50, "20"),
            sale);
    Book named = book.choose("a.4.01", new LotChoice(LotChoice.Rule.OLDEST_FIRST, List.of("a.3")));
    assertEquals("30@10 100@12", open(named));
    same("100", named.lots("AAPL").realized()); // 50 x -5 + 70 x 5
    Book dearest =
        book.choose("a.4.01", new LotChoice(LotChoice.Rule.HIGHEST_COST_FIRST, List.of()));
    assertEquals("100@10 30@12", open(dearest));
    same("-40", dearest.lots("AAPL").realized()); // 50 x -5 + 70 x 3
    Book newest = book.choose("a.4.01", new LotChoice(LotChoice.Rule.NEWEST_FIRST, List.of()));
    assertEquals("100@10 30@12", open(newest));
    assertEquals(book.holding("AAPL"), newest.holding("AAPL"));
    assertEquals(book.cash(), newest.cash());
  }

  @Test
  void throughZeroTheRestOpensAShortLot() {
    Book book =
        book(
            trade(0, "a.1.01", Side.BUY, 100, "10"),
            trade(1, "a.2.01", Side.SELL, 130, "11"),
            trade(2, "a.3.01", Side.BUY, 10, "9"));
    assertEquals("-20@11", open(book));
    same("120", book.lots("AAPL").realized()); // 100 x 1 + 10 x 2
  }

  /** What the books would say had the broker been right at once. */
  @Test
  void aCorrectionBetweenOtherFillsGivesTheBooksOfTheRightFill() {
    Execution second = trade(1, "a.2.01", Side.BUY, 100, "12");
    Execution sale = trade(3, "a.4.01", Side.SELL, 150, "15");
    Book mended =
        book(
            trade(0, "a.1.01.01", Side.BUY, 100, "10"),
            second,
            sale,
            trade(0, "a.1.01.02", Side.BUY, 90, "11"));
    Book right = book(trade(0, "a.1.01.02", Side.BUY, 90, "11"), second, sale);
    assertEquals(right.lots("AAPL"), mended.lots("AAPL"));
    assertEquals(right.holding("AAPL"), mended.holding("AAPL"));
    assertEquals(0, right.cash().orElseThrow().compareTo(mended.cash().orElseThrow()));
    assertEquals("40@12", open(mended));
    same("540", mended.lots("AAPL").realized()); // 90 x 4 + 60 x 3
  }

  /** 3 for 2 on 101 and 50 shares: 226.5 become 226; half a share at 8 USD was paid with 7.90. */
  @Test
  void aSplitChangesLotsAndCostOnce() {
    Book before =
        book(trade(0, "a.1.01", Side.BUY, 101, "12"), trade(1, "a.2.01", Side.BUY, 50, "12"));
    CorporateAction split =
        CorporateAction.split(
            "s1", "AAPL", 3, 2, new BigDecimal("7.90"), DAY.plusSeconds(86_400L * 5));
    Book after = before.apply(split);
    assertEquals("151@8 75@8", open(after));
    assertEquals(226, after.position("AAPL"));
    same("8", after.holding("AAPL").averageCost());
    same("3.90", after.holding("AAPL").realized()); // 7.90 for what had cost 1812 - 226 x 8 = 4
    same("3.90", after.lots("AAPL").realized());
    same("98195.90", after.cash().orElseThrow()); // 100000 - 1812 + 7.90
    assertEquals(after, after.apply(split));
  }

  @Test
  void aCorrectionOfAFillBeforeASplitIsSplitToo() {
    CorporateAction split =
        CorporateAction.split("s1", "AAPL", 4, 1, BigDecimal.ZERO, DAY.plusSeconds(86_400L));
    Book mended =
        book(trade(0, "a.1.01.01", Side.BUY, 100, "400"))
            .apply(split)
            .book(trade(2, "a.2.01", Side.SELL, 100, "110"), DAY)
            .book(trade(0, "a.1.01.02", Side.BUY, 90, "404"), DAY);
    assertEquals("260@101", open(mended));
    assertEquals(260, mended.position("AAPL"));
    same("900", mended.lots("AAPL").realized());
  }

  @Test
  void theBrokersWordAfterASplitContainsIt() {
    CorporateAction split =
        CorporateAction.split("s1", "AAPL", 4, 1, BigDecimal.ZERO, DAY.plusSeconds(86_400L));
    Book book =
        book(trade(0, "a.1.01", Side.BUY, 100, "400"))
            .adoptPosition("AAPL", 400, new BigDecimal("100"), DAY.plusSeconds(90_000))
            .apply(split);
    assertEquals(400, book.position("AAPL"));
    assertEquals("400@100", open(book));
  }

  @Test
  void aDividendIsCashOnceAndCostsWhoIsShort() {
    CorporateAction dividend = CorporateAction.dividend("d1", "AAPL", new BigDecimal("0.24"), DAY);
    Book book = book(trade(0, "a.1.01", Side.BUY, 100, "10")).apply(dividend).apply(dividend);
    same("99024", book.cash().orElseThrow());
    Book poor = book(trade(0, "a.1.01", Side.SELL, 100, "10")).apply(dividend);
    same("100976", poor.cash().orElseThrow());
  }

  /** What is forgotten becomes the opening: nothing that is shown changes. */
  @Test
  void whatIsForgottenIsInTheOpening() {
    Book book = Book.EMPTY.adoptCash(new BigDecimal("100000"));
    BigDecimal realized = BigDecimal.ZERO;
    int days = Book.DAYS_KEPT + 3;
    for (int day = 0; day < days; day++) {
      Instant at = DAY.plus(Duration.ofDays(day));
      book =
          book.book(trade(day, "a." + day + ".b.01", Side.BUY, 3, "10"), at)
              .book(trade(day, "a." + day + ".s.01", Side.SELL, 2, "11"), at)
              .charge("a." + day + ".s.01", BigDecimal.ONE);
      realized = realized.add(new BigDecimal("2"));
    }
    assertEquals(2 * (Book.DAYS_KEPT + 1), book.executions().size());
    assertEquals(Book.DAYS_KEPT + 1, book.commissions().size());
    assertEquals(2 * (Book.DAYS_KEPT + 1), book.ledgers().get("AAPL").entries().size());
    assertEquals(book.position("AAPL"), book.lots("AAPL").quantity());
    same(realized.toPlainString(), book.lots("AAPL").realized());
    assertEquals(
        Book.Recognition.TOO_OLD, book.recognise("a.1.b.01", DAY.plus(Duration.ofDays(1))));
    assertEquals(Book.Recognition.KNOWN, book.recognise("a.2.b.01", DAY.plus(Duration.ofDays(2))));
    assertEquals(Book.Recognition.NEW, book.recognise("a.2.x.01", DAY.plus(Duration.ofDays(2))));
  }

  /** A time in the future does not push what the broker repeats out of the memory. */
  @Test
  void aWrongClockForgetsNothing() {
    Instant future = DAY.plus(Duration.ofDays(400));
    Book book =
        Book.EMPTY
            .book(trade(0, "a.1.01", Side.BUY, 3, "10"), DAY)
            .book(trade(400, "a.2.01", Side.BUY, 3, "10"), DAY)
            .book(trade(0, "a.3.01", Side.BUY, 3, "10"), future);
    assertEquals(3, book.executions().size());
  }

  /** A book from before there were ledgers: what it holds is the opening lot. */
  @Test
  void aBookWithoutLedgersStandsOnAnOpeningLot() {
    Execution old = trade(0, "a.1.01.01", Side.BUY, 100, "10");
    Book written = book(old);
    Book read =
        new Book(
            written.holdings(),
            written.executions(),
            written.commissions(),
            written.cash(),
            null,
            null,
            null,
            null);
    assertEquals("100@10", open(read));
    Book sold = read.book(trade(1, "a.2.01", Side.SELL, 30, "11"), DAY);
    assertEquals("70@10", open(sold));
    Book corrected = sold.book(trade(0, "a.1.01.02", Side.BUY, 90, "10"), DAY);
    assertEquals(60, corrected.position("AAPL"));
    assertEquals(60, corrected.lots("AAPL").quantity());
  }
}
