package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
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
  private final OrderRules rules;
  private final OrderFlow flow;
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
    Matching matching =
        new Matching(
            settings.partialFills(), settings.oneSidedSpread(), new Random(settings.seed()));
    ClosingAuction auction = new ClosingAuction(market);
    this.rules = new OrderRules(books, matching, market, auction);
    this.flow = new OrderFlow(market, matching, auction, books, ledger, listeners);
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
    return place(List.of(terms)).get(0);
  }

  /**
   * Orders that belong together, parents first: none of them trades before all are in the books.
   *
   * @return one verdict an order, in the same order
   */
  public List<Verdict> place(List<OrderTerms> bracket) {
    lock.lock();
    try {
      List<Verdict> verdicts = new ArrayList<>();
      List<Long> accepted = new ArrayList<>();
      for (OrderTerms terms : bracket) {
        Verdict verdict = take(terms);
        verdicts.add(verdict);
        if (verdict instanceof Verdict.Accepted a) {
          accepted.add(a.order().permId());
        }
      }
      for (long permId : accepted) {
        flow.look(permId);
      }
      return verdicts.stream().map(this::latest).toList();
    } catch (IOException e) {
      return Collections.nCopies(bracket.size(), notWritten(e));
    } finally {
      lock.unlock();
    }
  }

  private Verdict latest(Verdict verdict) {
    return verdict instanceof Verdict.Accepted a
        ? new Verdict.Accepted(books.order(a.order().permId()))
        : verdict;
  }

  private Verdict take(OrderTerms terms) throws IOException {
    Optional<BrokerOrder> known = books.find(terms.clientId(), terms.orderId());
    if (known.isPresent()) {
      return modify(known.get(), terms);
    }
    Optional<Verdict.Refused> refusal = rules.check(terms);
    if (refusal.isEmpty() && ledger.records() >= settings.maxRecords()) {
      refusal = Optional.of(rejected("the books are full; move the books file away"));
    }
    return refusal.isPresent()
        ? refuse(terms, refusal.get())
        : new Verdict.Accepted(flow.accept(terms));
  }

  /**
   * An order of somebody else: from the broker's own screen (order id 0, no reference), of another
   * program, or a twin that came into being beside the order of the same id. Nobody's id is used
   * up, and only {@link #cancelAll} or {@link #cancelByPermId} ends it.
   */
  public BrokerOrder placeBeside(OrderTerms terms) {
    lock.lock();
    try {
      long permId = flow.accept(terms).permId();
      flow.look(permId);
      return books.order(permId);
    } catch (IOException e) {
      throw new UncheckedIOException("the simulated broker's books cannot be written", e);
    } finally {
      lock.unlock();
    }
  }

  /** What an order would cost; nothing is changed. */
  public WhatIf whatIf(OrderTerms terms) {
    return locked(() -> rules.whatIf(terms, ledger));
  }

  /**
   * @param refusal why it would not be taken, if so
   * @param grossAfter USD of everything held and this order's part that opens
   */
  public record WhatIf(
      Optional<Verdict.Refused> refusal,
      AccountView account,
      BigDecimal grossAfter,
      BigDecimal commission) {}

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
      flow.cancel(order, "Cancelled by Trader");
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
        if (books.order(order.permId()).live()) {
          flow.cancel(order, "Cancelled by Trader");
        }
      }
    } catch (IOException e) {
      LOG.error("global cancel could not be written to the books", e);
    } finally {
      lock.unlock();
    }
  }

  /** The broker's own screen can cancel any order. */
  public void cancelByPermId(long permId) {
    lock.lock();
    try {
      if (books.order(permId).live()) {
        flow.cancel(books.order(permId), "Cancelled by Trader");
      }
    } catch (IOException e) {
      LOG.error("a cancel could not be written to the books", e);
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
    flow.modify(order, order.terms().changedTo(terms));
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
      flow.expire(ledger.today());
      for (BrokerOrder order : List.copyOf(books.live())) {
        flow.look(order.permId());
      }
    } catch (IOException e) {
      LOG.error("fills could not be written to the books", e);
    } finally {
      lock.unlock();
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
