package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.DeskState;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.portfolio.Book;
import io.orchestrator.domain.portfolio.Holding;
import io.orchestrator.domain.portfolio.Lots;
import io.orchestrator.domain.portfolio.Mark;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.ExposureBook;
import io.orchestrator.domain.risk.GateContext;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.MarginalVar;
import io.orchestrator.domain.risk.OrderFlow;
import io.orchestrator.domain.risk.PriceBands;
import io.orchestrator.domain.risk.PriceTest;
import io.orchestrator.domain.risk.PriceTests;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.Capability;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the desk knows of the world at this moment: prices, account, session, risk, permissions. */
final class DeskKnowledge {
  /** A mark of a held name may be this many times older than the price of an order. */
  private static final int MARK_AGE_FACTOR = 20;

  private static final int CENTS = 2;

  private final DeskEnvironment env;
  private final TradingDeskSettings settings;
  private final Map<String, Quote> quotes = new HashMap<>();
  private final Map<String, Lots> lots = new HashMap<>();
  private Book lotsOf = Book.EMPTY;
  private final Duration maxMarkAge;

  /** Shares by name in {@link #positionsOf}; another book makes another map. */
  private Map<String, Long> positions = Map.of();

  private Book positionsOf = Book.EMPTY;

  /** Of the last check: the next one pays for what has changed since. */
  private ExposureBook exposures = ExposureBook.EMPTY;

  private final OrderFlow flow = new OrderFlow();
  private final PriceBands bands;
  private final PriceTests priceTests = new PriceTests(TradingCalendar.nyse());
  private Optional<RiskReport> report = Optional.empty();
  private Duration reportGoodFor = Duration.ZERO;
  private MarginalVar marginalVar = MarginalVar.NONE;
  private Set<Capability> capabilities = Set.of();
  private Optional<BigDecimal> dayStartEquity = Optional.empty();
  private Optional<BigDecimal> brokerNetLiquidation = Optional.empty();
  private Optional<BigDecimal> brokerCash = Optional.empty();
  private BigDecimal buyingPower = BigDecimal.ZERO;
  private String account = "";
  private boolean sessionUp;
  private boolean upstreamUp;
  private boolean reconciled;
  private Optional<String> drift = Optional.empty();
  private final StandingAlarms alarms = new StandingAlarms();
  private String notWatched = "";

  DeskKnowledge(DeskEnvironment env, TradingDeskSettings settings) {
    this.env = env;
    this.settings = settings;
    maxMarkAge = settings.maxQuoteAge().multipliedBy(MARK_AGE_FACTOR);
    bands = new PriceBands(settings.priceBands());
  }

  void report(RiskReport newReport, Duration goodFor) {
    report = Optional.of(newReport);
    // A monitor of the version before does not say: entries wait for one of ours.
    reportGoodFor = goodFor == null ? Duration.ZERO : goodFor;
    marginalVar = MarginalVar.of(newReport.metrics());
  }

  /** Of strategies that executed enough at some time. */
  List<Breaker> executionBreakers() {
    return report
        .map(
            r ->
                r.breakers().stream()
                    .filter(b -> b.name() == BreakerName.REPEATED_EXECUTION)
                    .toList())
        .orElse(List.of());
  }

  LimitSet limits() {
    return report.map(r -> r.guard().limits()).orElseGet(() -> LimitSet.of(env.limits()));
  }

  void capabilities(Set<Capability> allowed) {
    capabilities = allowed.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(allowed));
  }

  void dayStart(BigDecimal equity) {
    dayStartEquity = Optional.of(equity);
  }

  /**
   * @return names whose price has, confirmed, left its band with these
   */
  Map<String, Double> quotes(Map<Symbol, Quote> fresh) {
    Map<String, Double> shocked = new HashMap<>();
    fresh.forEach(
        (symbol, quote) -> {
          quotes.put(symbol.value(), quote);
          boolean good = quote.quality() == DataQuality.GOOD && quote.twoSided();
          if (good && env.marketOpen().test(quote.timestamp())) {
            priceTests.seen(symbol.value(), quote.last(), quote.timestamp());
          }
          double reference = bands.band(symbol.value()).reference();
          if (good && bands.seen(symbol.value(), quote.mid(), quote.timestamp())) {
            shocked.put(symbol.value(), quote.mid() / reference - 1);
          }
        });
    return shocked;
  }

  /** Forgets prices that nobody needs. */
  void keepQuotes(Set<Symbol> needed) {
    Set<String> names = new HashSet<>();
    needed.forEach(s -> names.add(s.value()));
    quotes.keySet().retainAll(names);
    bands.keep(names);
    priceTests.keep(names);
  }

  /** Whether a sale of it could be a short sale that cannot be judged yet. */
  boolean closesWanted(OrderRequest request) {
    return settings.shortSales().priceTest()
        && request.side() == Side.SELL
        && priceTest(request.symbol().value()) == PriceTest.UNKNOWN;
  }

  void closes(Symbol symbol, List<Bar> daily) {
    priceTests.closes(symbol.value(), daily, env.market().now());
  }

  private PriceTest priceTest(String symbol) {
    return priceTests.of(symbol, env.market().now());
  }

  void account(String name) {
    account = name;
  }

  void session(boolean up) {
    sessionUp = up;
    upstreamUp = up;
    reconciled = reconciled && up;
  }

  void upstream(boolean up) {
    upstreamUp = up;
    reconciled = reconciled && up;
  }

  void reconciled(boolean clean) {
    reconciled = clean;
  }

  boolean reconciled() {
    return reconciled;
  }

  boolean sessionUp() {
    return sessionUp;
  }

  /** Orders can go out: never while the gateway has lost the broker. */
  boolean canSend() {
    return sessionUp && upstreamUp;
  }

  /** Present while the books differ by more than may be taken over. */
  void drift(Optional<String> size) {
    drift = size;
  }

  /** Of the broker's session. */
  StandingAlarms alarms() {
    return alarms;
  }

  /** At the broker beside what these books can hold; empty: nothing. */
  void notWatched(String what) {
    notWatched = what;
  }

  static String unwatched(String what) {
    return "this program does not watch "
        + what
        + " at the broker: no limit counts it and no halt closes it, look after it in TWS";
  }

  private static String noTicker(String name, long shares) {
    return shares
        + " shares are in the books as '"
        + name
        + "', which is no ticker: without a price entries wait; close them in TWS";
  }

  /** What stands in the way of entries or needs eyes, for people. */
  TradingDesk.Remarks remarks(DeskState state) {
    List<String> remarks = new ArrayList<>(alarms.remarks());
    drift.ifPresent(
        size -> remarks.add("own and broker's books differ by " + size + ": entries wait"));
    if (state.book().full()) {
      remarks.add(
          state.book().executions().size()
              + " executions are as many as can be told from repetitions: entries wait");
    }
    if (!notWatched.isEmpty()) {
      remarks.add(unwatched(notWatched));
    }
    state
        .book()
        .holdings()
        .forEach(
            (name, holding) -> {
              if (holding.quantity() != 0 && Symbol.find(name).isEmpty()) {
                remarks.add(noTicker(name, holding.quantity()));
              }
            });
    state
        .blockedNames()
        .forEach(
            (name, why) -> remarks.add("entries in " + name + " are blocked: " + why.reason()));
    return new TradingDesk.Remarks(remarks, state.blockedNames());
  }

  /** What was sent lately; entries are counted when they are authorised. */
  OrderFlow flow() {
    return flow;
  }

  /** Malformed numbers are ignored: the last good value stays. */
  void accountValue(String key, String value) {
    Optional<BigDecimal> number = number(value);
    if (number.isEmpty()) {
      return;
    }
    switch (key) {
      case "NetLiquidation" -> brokerNetLiquidation = number;
      case "TotalCashValue" -> brokerCash = number;
      case "BuyingPower" -> buyingPower = number.get();
      default -> {
        // The desk needs no other key; there are a hundred of them.
      }
    }
  }

  /** The broker reports buying power late: what was bought since then is taken off at once. */
  void spent(BigDecimal notional) {
    buyingPower = buyingPower.subtract(notional);
  }

  Optional<BigDecimal> brokerCash() {
    return brokerCash;
  }

  GateContext gate(DeskState state, DeskFloor floor, OrderRequest request, Instant now) {
    Instant marketNow = env.market().now();
    String symbol = request.symbol().value();
    return new GateContext(
        limits(),
        floor.foreignOverflow() || state.book().full() ? Optional.empty() : report,
        reportGoodFor,
        state.tradingState(),
        state.haltEpoch(),
        capabilities,
        canSend(),
        reconciled,
        exposures(state, floor, request, marketNow),
        marginalVar,
        Optional.ofNullable(quotes.get(symbol)),
        bands.band(symbol),
        settings.shortSales(),
        priceTest(symbol),
        env.sectors(),
        settings.maxQuoteAge(),
        env.marketOpen().test(marketNow),
        state.blockedNames().entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().reason())),
        netLiquidation(state.book()).doubleValue(),
        buyingPower.doubleValue(),
        flow.counts(request, state.executionsOf(request.strategy()).count(), now),
        settings.maxOpenOrders(),
        marketNow,
        now);
  }

  private ExposureBook exposures(
      DeskState state, DeskFloor floor, OrderRequest request, Instant marketNow) {
    Book book = state.book();
    if (book != positionsOf) {
      positionsOf = book;
      positions = new HashMap<>();
      book.holdings().forEach((name, holding) -> positions.put(name, holding.quantity()));
    }
    exposures =
        exposures.next(
            positions,
            floor.working(request.clientOrderId().value()),
            name -> usableMark(quotes.get(name), marketNow));
    return exposures;
  }

  /** USD; 0 when it must not be used. */
  private double usableMark(Quote quote, Instant marketNow) {
    boolean good =
        quote != null
            && quote.quality().compareTo(DataQuality.SUSPECT) < 0
            && Duration.between(quote.timestamp(), marketNow).compareTo(maxMarkAge) <= 0
            && quote.mid() > 0;
    return good ? quote.mid() : 0;
  }

  Portfolio portfolio(Book book, Instant now) {
    Instant marketNow = env.market().now();
    List<Position> positions = new ArrayList<>();
    BigDecimal realized = BigDecimal.ZERO;
    for (Map.Entry<String, Holding> entry : book.holdings().entrySet()) {
      String symbol = entry.getKey();
      Holding holding = entry.getValue();
      realized = realized.add(holding.realized());
      if (holding.quantity() != 0) {
        positions.add(Position.of(symbol, holding, lots(book, symbol), mark(symbol, marketNow)));
      }
    }
    Valued valued = valued(book, marketNow);
    return new Portfolio(
        account,
        book.cash().or(() -> brokerCash).orElse(BigDecimal.ZERO),
        valued.net(),
        buyingPower,
        dayStartEquity.map(valued.net()::subtract).orElse(BigDecimal.ZERO),
        realized,
        positions,
        reconciled,
        valued.source(),
        now);
  }

  /** Told from the whole history of a name: not again while the books are the same. */
  private Lots lots(Book book, String symbol) {
    if (book != lotsOf) {
      lotsOf = book;
      lots.clear();
    }
    return lots.computeIfAbsent(symbol, book::lots);
  }

  /** USD a share, as last heard; 0 when nobody knows. */
  BigDecimal price(String symbol) {
    return mark(symbol, env.market().now()).price();
  }

  private Mark mark(String symbol, Instant marketNow) {
    Quote quote = quotes.get(symbol);
    if (quote == null || !(quote.mid() > 0) || !Double.isFinite(quote.mid())) {
      return Mark.NONE;
    }
    Duration age = Duration.between(quote.timestamp(), marketNow);
    return new Mark(
        usableMark(quote, marketNow) > 0 ? Mark.Kind.FRESH : Mark.Kind.STALE,
        BigDecimal.valueOf(quote.mid()),
        Optional.of(age.isNegative() ? Duration.ZERO : age));
  }

  private record Valued(BigDecimal net, Portfolio.Valuation source) {}

  BigDecimal netLiquidation(Book book) {
    return valued(book, env.market().now()).net();
  }

  /** Our own count when every position has a fresh price, else the broker's number. */
  private Valued valued(Book book, Instant marketNow) {
    BigDecimal value = book.cash().orElse(BigDecimal.ZERO);
    boolean fresh = book.cash().isPresent();
    for (Map.Entry<String, Holding> entry : book.holdings().entrySet()) {
      if (entry.getValue().quantity() != 0) {
        Mark mark = mark(entry.getKey(), marketNow);
        fresh = fresh && mark.kind() == Mark.Kind.FRESH;
        value = value.add(Position.of("", entry.getValue(), Lots.NONE, mark).marketValue());
      }
    }
    if (!fresh && brokerNetLiquidation.isPresent()) {
      return new Valued(brokerNetLiquidation.get(), Portfolio.Valuation.BROKER);
    }
    if (book.cash().isEmpty()) {
      return new Valued(BigDecimal.ZERO, Portfolio.Valuation.UNKNOWN);
    }
    return new Valued(
        value.setScale(CENTS, RoundingMode.HALF_EVEN),
        fresh ? Portfolio.Valuation.FRESH_MARKS : Portfolio.Valuation.STALE_MARKS);
  }

  private static Optional<BigDecimal> number(String value) {
    try {
      return Optional.of(new BigDecimal(value.trim()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
