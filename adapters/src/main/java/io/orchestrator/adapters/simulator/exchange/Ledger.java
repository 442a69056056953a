package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Symbol;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The books in memory and on disk, always together, and the account as they show it. */
final class Ledger implements AutoCloseable {
  private final MarketView market;
  private final ExchangeSettings settings;
  private final Books books;
  private final BookFile file;

  private Ledger(MarketView market, ExchangeSettings settings, Books books, BookFile file) {
    this.market = market;
    this.settings = settings;
    this.books = books;
    this.file = file;
  }

  /**
   * @throws IOException books damaged, in use, not writable or of another account
   */
  static Ledger open(MarketView market, ExchangeSettings settings, Books books) throws IOException {
    BookFile file = BookFile.open(settings.booksFile(), settings.forceToDisk(), books::apply);
    try {
      Ledger ledger = new Ledger(market, settings, books, file);
      ledger.openAccount();
      ledger.turnDay();
      return ledger;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void openAccount() throws IOException {
    if (books.account().isEmpty()) {
      write(
          List.of(
              new BookRecord.AccountOpened(settings.account(), settings.startingCash(), now())));
    } else if (!books.account().equals(settings.account())) {
      throw new IOException(
          "books " + settings.booksFile() + " belong to account " + books.account());
    }
  }

  long records() {
    return file.records();
  }

  /** The first look at a new exchange day notes the equity it begins with. */
  void turnDay() throws IOException {
    String today = today().toString();
    if (today.compareTo(books.day()) > 0) {
      write(List.of(new BookRecord.DayOpened(today, view().equity(), now())));
    }
  }

  void write(List<? extends BookRecord> facts) throws IOException {
    file.append(facts);
    facts.forEach(books::apply);
  }

  AccountView view() {
    List<AccountView.PositionView> positions = new ArrayList<>();
    books
        .holdings()
        .forEach(
            (symbol, h) ->
                positions.add(
                    new AccountView.PositionView(
                        symbol, h.quantity(), h.averageCost(), mark(symbol, h))));
    AccountView flat =
        new AccountView(
            books.account(), books.cash(), books.realizedToday(), BigDecimal.ZERO, positions);
    BigDecimal daily =
        books.day().isEmpty() ? BigDecimal.ZERO : flat.equity().subtract(books.dayEquity());
    return new AccountView(
        flat.account(), flat.cash(), flat.realizedPnl(), daily, List.copyOf(positions));
  }

  private BigDecimal mark(String symbol, Holding holding) {
    if (!market.symbols().contains(Symbol.of(symbol))) {
      return holding.averageCost();
    }
    double mid = market.quote(Symbol.of(symbol)).mid();
    return mid > 0 ? BigDecimal.valueOf(mid) : holding.averageCost();
  }

  /** Per share with a minimum for the whole order, however many fills it takes. */
  BigDecimal commission(BrokerOrder order, long quantity) {
    BigDecimal shares = BigDecimal.valueOf(order.filled() + quantity);
    BigDecimal due =
        settings.commissionPerShare().multiply(shares).max(settings.commissionMinimum());
    return due.subtract(order.commissions()).max(BigDecimal.ZERO);
  }

  /** Of a new order that fills completely. */
  BigDecimal commission(long quantity) {
    return settings
        .commissionPerShare()
        .multiply(BigDecimal.valueOf(quantity))
        .max(settings.commissionMinimum());
  }

  Instant now() {
    return market.clock().instant();
  }

  LocalDate today() {
    return LocalDate.ofInstant(now(), SimulatedExchange.ZONE);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
