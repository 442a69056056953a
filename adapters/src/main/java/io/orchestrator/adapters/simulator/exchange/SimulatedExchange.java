package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.TimeInForce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker with one account in front of a {@link MarketView}. Every answer is on the disk before it
 * is given, so that orders, fills and positions survive any death of the process. Thread-safe.
 */
public final class SimulatedExchange implements AutoCloseable {
  /** Exchange time: days begin and end here. */
  public static final ZoneId ZONE = ZoneId.of("America/New_York");

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedExchange.class);

  private final MarketView market;
  private final ExchangeSettings settings;
  private final Matching matching;
  private final Books books;
  private final Ledger ledger;
  private final List<ExchangeListener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore marketMoved = new Semaphore(0);
  private volatile boolean closed;
  private AutoCloseable subscription;
  private Thread matcher;

  private SimulatedExchange(
      MarketView market, ExchangeSettings settings, Books books, Ledger ledger) {
    this.market = market;
    this.settings = settings;
    this.books = books;
    this.ledger = ledger;
    this.matching =
        new Matching(
            settings.partialFills(), settings.oneSidedSpread(), new Random(settings.seed()));
  }

  /**
   * Opens the books and begins to match.
   *
   * @throws UncheckedIOException books damaged, in use, not writable or of another account
   */
  public static SimulatedExchange open(MarketView market, ExchangeSettings settings) {
    try {
      Books books = new Books();
      Ledger ledger = Ledger.open(market, settings, books);
      SimulatedExchange exchange = new SimulatedExchange(market, settings, books, ledger);
      exchange.begin();
      return exchange;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void begin() {
    matcher = Thread.ofVirtual().name("simulated-exchange-matcher").start(this::matchForever);
    subscription = market.onStep(quotes -> marketMoved.release());
  }

  public void addListener(ExchangeListener listener) {
    listeners.add(listener);
  }

  public void removeListener(ExchangeListener listener) {
    listeners.remove(listener);
  }

  public MarketView market() {
    return market;
  }

  public String account() {
    return settings.account();
  }

  /** New order, or a modification when (client, order id) names a live one. */
  public Verdict place(OrderTerms terms) {
    lock.lock();
    try {
      Optional<BrokerOrder> known = books.find(terms.clientId(), terms.orderId());
      if (known.isPresent()) {
        return modify(known.get(), terms);
      }
      Optional<Verdict.Refused> refusal = new OrderRules(books, matching, market).check(terms);
      if (refusal.isEmpty() && ledger.records() >= settings.maxRecords()) {
        refusal = Optional.of(rejected("the books are full; move the books file away"));
      }
      if (refusal.isPresent()) {
        return refuse(terms, refusal.get());
      }
      long permId = books.nextPermId();
      ledger.write(List.of(new BookRecord.OrderAccepted(permId, terms, ledger.now())));
      changed(books.order(permId));
      matchNow(permId);
      return new Verdict.Accepted(books.order(permId));
    } catch (IOException e) {
      return notWritten(e);
    } finally {
      lock.unlock();
    }
  }

  /** Rejects an order for a reason of the caller's; the id is burned and the books know it. */
  public Verdict reject(OrderTerms terms, int code, String text) {
    lock.lock();
    try {
      return refuse(terms, new Verdict.Refused(code, text));
    } catch (IOException e) {
      return notWritten(e);
    } finally {
      lock.unlock();
    }
  }

  public Verdict cancel(int clientId, int orderId) {
    lock.lock();
    try {
      Optional<BrokerOrder> known = books.find(clientId, orderId);
      if (known.isEmpty()) {
        return new Verdict.Refused(
            10147, "OrderId " + orderId + " that needs to be cancelled is not found.");
      }
      BrokerOrder order = known.get();
      if (!order.live()) {
        return new Verdict.Refused(
            10148,
            "OrderId "
                + orderId
                + " that needs to be cancelled cannot be cancelled, state: "
                + order.state().word()
                + ".");
      }
      cancel(order, "Cancelled by Trader");
      return new Verdict.Accepted(books.order(order.permId()));
    } catch (IOException e) {
      return notWritten(e);
    } finally {
      lock.unlock();
    }
  }

  /** Cancels every live order of the account. */
  public void cancelAll() {
    lock.lock();
    try {
      for (BrokerOrder order : List.copyOf(books.live())) {
        cancel(order, "Cancelled by Trader");
      }
    } catch (IOException e) {
      LOG.error("global cancel could not be written to the books", e);
    } finally {
      lock.unlock();
    }
  }

  /** Every order that the broker ever knew, oldest first, rejected ones included. */
  public List<BrokerOrder> orders() {
    return locked(() -> List.copyOf(books.orders()));
  }

  public List<BrokerOrder> openOrders() {
    return locked(() -> List.copyOf(books.live()));
  }

  public Optional<BrokerOrder> find(int clientId, int orderId) {
    return locked(() -> books.find(clientId, orderId));
  }

  /** How many accepted orders carry each reference: anything above 1 is an order sent twice. */
  public Map<String, Long> acceptedOrdersByRef() {
    return locked(
        () -> {
          Map<String, Long> counts = new TreeMap<>();
          for (BrokerOrder order : books.orders()) {
            if (order.state() != BrokerOrder.State.INACTIVE) {
              counts.merge(order.terms().orderRef(), 1L, Long::sum);
            }
          }
          return counts;
        });
  }

  /** All fills since the account exists, oldest first. */
  public List<BrokerExecution> executions() {
    return locked(() -> List.copyOf(books.executions()));
  }

  /** Fills of the present exchange day, all that a real gateway can report. */
  public List<BrokerExecution> executionsToday() {
    LocalDate today = ledger.today();
    return executions().stream()
        .filter(e -> !LocalDate.ofInstant(e.at(), ZONE).isBefore(today))
        .toList();
  }

  /** Next id that the client may use: above every id it ever used. */
  public int nextOrderId(int clientId) {
    return locked(() -> books.highestOrderId(clientId) + 1);
  }

  public AccountView accountView() {
    return locked(ledger::view);
  }

  private Verdict modify(BrokerOrder order, OrderTerms terms) throws IOException {
    if (!order.live()) {
      return new Verdict.Refused(103, "Duplicate order id");
    }
    if (!order.terms().modifiableTo(terms) || terms.quantity() <= order.filled()) {
      return new Verdict.Refused(105, "Order being modified does not match original order");
    }
    OrderTerms next = order.terms().with(terms.quantity(), terms.limit(), terms.timeInForce());
    if (!next.equals(order.terms())) {
      ledger.write(List.of(new BookRecord.OrderModified(order.permId(), next, ledger.now())));
    }
    changed(books.order(order.permId()));
    matchNow(order.permId());
    return new Verdict.Accepted(books.order(order.permId()));
  }

  private Verdict refuse(OrderTerms terms, Verdict.Refused refusal) throws IOException {
    boolean idIsNew = books.find(terms.clientId(), terms.orderId()).isEmpty();
    // A refused duplicate must not hide the order that owns the id.
    if (idIsNew && refusal.code() != 103 && ledger.records() < settings.maxRecords()) {
      ledger.write(
          List.of(
              new BookRecord.OrderRejected(
                  books.nextPermId(), terms, refusal.code(), refusal.text(), ledger.now())));
    }
    return refusal;
  }

  private void cancel(BrokerOrder order, String reason) throws IOException {
    ledger.write(List.of(new BookRecord.OrderCancelled(order.permId(), reason, ledger.now())));
    changed(books.order(order.permId()));
  }

  private void matchForever() {
    while (!closed) {
      try {
        marketMoved.acquire();
        marketMoved.drainPermits();
        matchAll();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException e) {
        LOG.error("matching failed; goes on with the next market step", e);
      }
    }
  }

  /** One round over all live orders; also what a market step triggers. */
  private void matchAll() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      ledger.turnDay();
      expireDayOrders();
      for (BrokerOrder order : List.copyOf(books.live())) {
        matchNow(order.permId());
      }
    } catch (IOException e) {
      LOG.error("fills could not be written to the books", e);
    } finally {
      lock.unlock();
    }
  }

  private void matchNow(long permId) throws IOException {
    BrokerOrder order = books.order(permId);
    Symbol symbol = Symbol.of(order.terms().symbol());
    if (order.live() && market.open() && market.symbols().contains(symbol)) {
      Optional<Matching.Fill> fill = matching.match(order, market.quote(symbol));
      if (fill.isPresent()) {
        fill(order, fill.get());
      }
    }
    BrokerOrder after = books.order(permId);
    if (after.live() && after.terms().timeInForce() == TimeInForce.IOC) {
      cancel(after, "IOC: rest not filled at once");
    }
  }

  private void fill(BrokerOrder order, Matching.Fill fill) throws IOException {
    OrderTerms terms = order.terms();
    BigDecimal commission = ledger.commission(order, fill.quantity());
    BigDecimal realized =
        books
            .holding(terms.symbol())
            .trade(terms.side(), fill.quantity(), fill.price(), commission)
            .realized();
    ledger.write(
        List.of(
            new BookRecord.OrderExecuted(
                books.execId(0),
                order.permId(),
                fill.quantity(),
                fill.price(),
                commission,
                realized,
                ledger.now())));
    BrokerOrder after = books.order(order.permId());
    BrokerExecution execution = books.executions().getLast();
    for (ExchangeListener listener : listeners) {
      listener.executed(after, execution);
    }
  }

  private void expireDayOrders() throws IOException {
    LocalDate today = ledger.today();
    for (BrokerOrder order : List.copyOf(books.live())) {
      boolean older = LocalDate.ofInstant(order.since(), ZONE).isBefore(today);
      if (older && order.terms().timeInForce() == TimeInForce.DAY) {
        cancel(order, "DAY order expired");
      }
    }
  }

  private void changed(BrokerOrder order) {
    for (ExchangeListener listener : listeners) {
      listener.orderChanged(order);
    }
  }

  private static Verdict.Refused rejected(String reason) {
    return new Verdict.Refused(201, "Order rejected - reason:" + reason);
  }

  private static Verdict notWritten(IOException e) {
    LOG.error("the simulated broker's books cannot be written", e);
    return rejected("the broker's books cannot be written: " + e.getMessage());
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  /** Stops matching and closes the books. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      subscription.close();
      ledger.close();
    } catch (Exception e) {
      LOG.warn("simulated exchange did not close cleanly", e);
    } finally {
      lock.unlock();
      matcher.interrupt();
    }
  }
}
