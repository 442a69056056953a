package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.OrderLimits;
import io.orchestrator.domain.workflow.WorkflowType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes orders of signals: sizes them within the limits, asks the gate about each, and fixes id,
 * side, quantity and price. The plan is the step's output, so whoever executes it, and how often,
 * means the same orders.
 */
final class OrderPlanner {
  private static final Duration QUOTES_WITHIN = Duration.ofSeconds(10);

  /** How long the plan waits while the desk starts, reconnects or compares books. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration OLDEST_QUOTE = Duration.ofSeconds(15);

  /** How far a marketable limit goes through the far side, as a share of the price collar. */
  private static final double SHARE_OF_COLLAR = 0.1;

  /** Room below the limits of one order for the way the price goes meanwhile. */
  private static final double HEADROOM = 0.95;

  private final Market market;
  private final Trading trading;
  private final TradingCalendar calendar;
  private final Supplier<CompletionStage<LimitSet>> limits;
  private final InstantSource clock;

  OrderPlanner(
      Market market,
      Trading trading,
      TradingCalendar calendar,
      Supplier<CompletionStage<LimitSet>> limits,
      InstantSource clock) {
    this.market = market;
    this.trading = trading;
    this.calendar = calendar;
    this.limits = limits;
    this.clock = clock;
  }

  private record Wish(String symbol, int direction, double confidence, double weight) {}

  private record Draft(
      String symbol, Side side, long quantity, BigDecimal limit, double mid, boolean exit) {}

  /** One plan being made. */
  private final class Planning {
    final StepContext context;
    final TradeParameters p;
    final Portfolio portfolio;
    final Map<Symbol, Quote> quotes;
    final Map<String, Map<String, Object>> windows;
    final MarketConditions conditions;
    final LimitSet limits;
    final List<Map<String, Object>> refused = new ArrayList<>();
    final List<Draft> exits = new ArrayList<>();
    final List<Draft> entries = new ArrayList<>();

    Planning(
        StepContext context,
        TradeParameters p,
        Portfolio portfolio,
        Map<Symbol, Quote> quotes,
        Map<String, Map<String, Object>> windows,
        MarketConditions conditions,
        LimitSet limits) {
      this.context = context;
      this.p = p;
      this.portfolio = portfolio;
      this.quotes = quotes;
      this.windows = windows;
      this.conditions = conditions;
      this.limits = limits;
    }

    void refuse(String symbol, String code, String detail) {
      refused.add(Json.row("symbol", symbol, "code", code, "detail", detail));
    }

    /** A turn from long to short is an exit and an entry: exits must never wait for entries. */
    void size(Wish wish) {
      Quote quote = quotes.get(Symbol.of(wish.symbol()));
      Optional<String> bad = badQuote(quote, p);
      if (bad.isPresent()) {
        refuse(wish.symbol(), "market.no_fresh_quote", bad.get());
        return;
      }
      long position = position(wish.symbol());
      if (position != 0 && Long.signum(position) != wish.direction()) {
        Side side = position > 0 ? Side.SELL : Side.BUY;
        exits.add(
            new Draft(
                wish.symbol(),
                side,
                Math.abs(position),
                marketable(quote, side, limits(wish).priceCollar()),
                quote.mid(),
                true));
        position = 0;
      }
      if (wish.direction() < 0 && !p.allowShort()) {
        if (exits.isEmpty() || !exits.getLast().symbol().equals(wish.symbol())) {
          refuse(wish.symbol(), "workflow.short_not_allowed", "nothing to sell, allow_short=false");
        }
        return;
      }
      Map<String, Object> window = windows.getOrDefault(wish.symbol(), Map.of());
      var against = conditions.against(wish.symbol(), window);
      if (against.isPresent()) {
        refuse(wish.symbol(), against.get().code(), against.get().detail());
        return;
      }
      enter(wish, quote, Math.abs(position), conditions.mostShares(window));
    }

    private void enter(Wish wish, Quote quote, long held, long liquid) {
      Side side = wish.direction() > 0 ? Side.BUY : Side.SELL;
      OrderLimits limit = limits(wish);
      BigDecimal price = marketable(quote, side, limit.priceCollar());
      double net = portfolio.netLiquidation().doubleValue();
      double share =
          Math.min(
              p.maxPositionFraction() * wish.weight(),
              limits.account().maxConcentration() * HEADROOM);
      double budget = Math.min(net * share, limit.maxPosition() * HEADROOM);
      double perShare = Math.max(price.doubleValue(), quote.ask());
      long target = (long) Math.floor(budget / perShare);
      long most =
          Math.min(
              Math.min(liquid, limit.maxQuantity()),
              (long) Math.floor(limit.maxNotional() * HEADROOM / perShare));
      long quantity = Math.min(target - held, most) / limit.lot() * limit.lot();
      if (quantity < 1) {
        refuse(
            wish.symbol(),
            "workflow.nothing_to_do",
            "target of " + target + " shares, " + held + " are held");
        return;
      }
      entries.add(new Draft(wish.symbol(), side, quantity, price, quote.mid(), false));
    }

    private OrderLimits limits(Wish wish) {
      return limits.order(wish.symbol(), WorkflowType.ANALYSIS_TO_TRADE.wireName());
    }

    private long position(String symbol) {
      return portfolio.positions().stream()
          .filter(x -> x.symbol().equals(symbol))
          .mapToLong(Position::quantity)
          .sum();
    }
  }

  /**
   * @param signals as generate_signals wrote them
   * @param windows as fetch_market_data wrote them
   * @param events dates on which names are not entered
   */
  Map<String, Object> plan(
      StepContext context,
      TradeParameters p,
      List<Map<String, Object>> signals,
      List<Map<String, Object>> windows,
      MarketEvents.Known events) {
    List<Wish> wishes = wishes(p, signals, windows);
    boolean open = calendar.isOpen(market.now());
    Portfolio portfolio = portfolio(context);
    Map<Symbol, Quote> quotes = open ? quotes(context, wishes) : Map.of();
    var byName = new HashMap<String, Map<String, Object>>();
    windows.forEach(w -> byName.put(Json.text(w, "symbol"), w));
    var conditions =
        new MarketConditions(context.parameters(), p.timeframe(), calendar, market.now(), events);
    var planning =
        new Planning(
            context, p, portfolio, quotes, byName, conditions, context.await(limits.get()));
    for (Wish wish : wishes) {
      if (open) {
        planning.size(wish);
      } else {
        planning.refuse(wish.symbol(), "market.closed", "the market is closed at " + market.now());
      }
    }
    List<Map<String, Object>> orders = judged(context, planning);
    return Json.row(
        "planned_at",
        clock.instant().toString(),
        "market_time",
        market.now().toString(),
        "market_open",
        open,
        "net_liquidation",
        portfolio.netLiquidation(),
        "orders",
        orders,
        "refused",
        planning.refused);
  }

  /** A limit through the far side of the quote, within the price collar. */
  static BigDecimal marketable(Quote quote, Side side, double collar) {
    double offset = collar * SHARE_OF_COLLAR;
    double price = side == Side.BUY ? quote.ask() * (1 + offset) : quote.bid() * (1 - offset);
    return BigDecimal.valueOf(price)
        .setScale(price < 1 ? 4 : 2, side == Side.BUY ? RoundingMode.CEILING : RoundingMode.FLOOR);
  }

  /** Nothing is sized by books that are still being compared with the broker's. */
  Portfolio portfolio(StepContext context) {
    Instant until = clock.instant().plus(READY_WITHIN);
    Portfolio portfolio = context.await(trading.portfolio());
    while (!portfolio.reconciled() && clock.instant().isBefore(until)) {
      pause(context);
      portfolio = context.await(trading.portfolio());
    }
    return portfolio;
  }

  /** What the gate says of the order itself; a system that is not ready yet is waited for. */
  Optional<Refusal> verdict(StepContext context, OrderRequest request) {
    Instant until = clock.instant().plus(READY_WITHIN);
    Optional<Refusal> refusal = context.await(trading.dryRun(request));
    while (refusal.filter(DenialCode::passing).isPresent() && clock.instant().isBefore(until)) {
      pause(context);
      refusal = context.await(trading.dryRun(request));
    }
    return refusal;
  }

  private static void pause(StepContext context) {
    context.await(
        new CompletableFuture<Void>()
            .completeOnTimeout(null, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static List<Wish> wishes(
      TradeParameters p, List<Map<String, Object>> signals, List<Map<String, Object>> windows) {
    Map<String, Double> volatility = new HashMap<>();
    windows.forEach(w -> volatility.put(Json.text(w, "symbol"), Json.number(w, "volatility")));
    double calmest =
        volatility.values().stream().filter(v -> v > 0).mapToDouble(v -> v).min().orElse(1);
    return signals.stream()
        .filter(s -> Json.whole(s, "direction") != 0)
        .map(
            s -> {
              double confidence = Json.number(s, "confidence");
              String symbol = Json.text(s, "symbol");
              double weight =
                  switch (p.method()) {
                    case TradeParameters.CONFIDENCE_WEIGHTED -> confidence;
                    // Left out of the sizing: no weight.
                    case TradeParameters.VOLATILITY_TARGET, TradeParameters.CAPPED_KELLY ->
                        s.containsKey("weight")
                            ? Math.abs(Json.number(s, "weight")) / p.maxPositionFraction()
                            : 0;
                    case TradeParameters.RISK_PARITY -> {
                      double own = volatility.getOrDefault(symbol, 0.0);
                      yield own > 0 ? calmest / own : 0;
                    }
                    default -> 1;
                  };
              return new Wish(symbol, (int) Json.whole(s, "direction"), confidence, weight);
            })
        .sorted(Comparator.comparingDouble(Wish::confidence).reversed().thenComparing(Wish::symbol))
        .toList();
  }

  private Map<Symbol, Quote> quotes(StepContext context, List<Wish> wishes) {
    return quotes(
        context, wishes.stream().map(w -> Symbol.of(w.symbol())).collect(Collectors.toSet()));
  }

  /** A symbol that nobody watched gets its first quote a moment after it is asked for. */
  Map<Symbol, Quote> quotes(StepContext context, Set<Symbol> symbols) {
    if (symbols.isEmpty()) {
      return Map.of();
    }
    Instant until = clock.instant().plus(QUOTES_WITHIN);
    Map<Symbol, Quote> quotes = context.await(market.quotes(symbols));
    while (!quotes.keySet().containsAll(symbols) && clock.instant().isBefore(until)) {
      pause(context);
      quotes = context.await(market.quotes(symbols));
    }
    return quotes;
  }

  /** Why a quote is not traded on. */
  Optional<String> badQuote(Quote quote, TradeParameters p) {
    if (quote == null) {
      return Optional.of("no quote within " + QUOTES_WITHIN.toSeconds() + " s");
    }
    if (!quote.twoSided() || quote.bid() > quote.ask()) {
      return Optional.of("bid " + quote.bid() + ", ask " + quote.ask());
    }
    if (quote.quality() != DataQuality.GOOD) {
      return Optional.of("quality is " + quote.quality());
    }
    Duration age = Duration.between(quote.timestamp(), market.now());
    if (age.compareTo(OLDEST_QUOTE) > 0) {
      return Optional.of("the quote is " + age.toSeconds() + " s old");
    }
    double spread = (quote.ask() - quote.bid()) / quote.mid();
    return spread > p.maxSpread()
        ? Optional.of("spread of " + spread + " is above max_spread " + p.maxSpread())
        : Optional.empty();
  }

  /** Exits first; entries up to the limit of orders; each as the gate would judge it now. */
  private List<Map<String, Object>> judged(StepContext context, Planning planning) {
    var orders = new ArrayList<Map<String, Object>>();
    var drafts = new ArrayList<>(planning.exits);
    drafts.addAll(planning.entries);
    var budget = new RunBudget(context.parameters());
    for (Draft draft : drafts) {
      if (!draft.exit() && orders.size() >= planning.p.maxOrders()) {
        planning.refuse(
            draft.symbol(), "workflow.max_orders", "only " + planning.p.maxOrders() + " orders");
        continue;
      }
      OrderRequest request = request(context, planning.p, draft, orders.size());
      Optional<Refusal> refusal = verdict(context, request);
      if (refusal.isPresent()) {
        planning.refuse(draft.symbol(), refusal.get().code(), refusal.get().detail());
      } else {
        budget
            .reserve(draft.exit(), draft.quantity(), draft.limit().doubleValue())
            .ifPresentOrElse(
                why -> planning.refuse(draft.symbol(), "workflow.budget", why),
                () -> orders.add(row(request, draft)));
      }
      context.progress(0.5 + 0.5 * orders.size() / drafts.size(), "orders judged by the gate");
    }
    return orders;
  }

  private static OrderRequest request(
      StepContext context, TradeParameters p, Draft draft, int index) {
    boolean priced = p.orderType() == OrderType.LIMIT;
    return new OrderRequest(
            ClientOrderId.of(context.workflowId(), AnalysisToTrade.EXECUTE_TRADES, index),
            Symbol.of(draft.symbol()),
            draft.side(),
            draft.quantity(),
            p.orderType(),
            priced ? Optional.of(draft.limit()) : Optional.empty(),
            TimeInForce.DAY,
            context.workflowId(),
            "workflow:" + context.workflowId())
        .of(WorkflowType.ANALYSIS_TO_TRADE.wireName());
  }

  private static Map<String, Object> row(OrderRequest r, Draft draft) {
    return Json.row(
        "client_order_id", r.clientOrderId().value(),
        "symbol", draft.symbol(),
        "side", r.side(),
        "quantity", r.quantity(),
        "type", r.type(),
        // As text: a price must come back to the last digit.
        "limit_price", r.limitPrice().map(BigDecimal::toPlainString).orElse(""),
        "mid", draft.mid(),
        "exit", draft.exit(),
        "strategy", r.strategy());
  }

  /**
   * The order that a row of the plan means. A plan from before its rows named their strategy counts
   * as {@code workflow}: a step that is repeated sends the same order as before.
   */
  static OrderRequest fromRow(String workflowId, Map<String, Object> row) {
    String price = Json.text(row, "limit_price");
    return new OrderRequest(
            new ClientOrderId(Json.text(row, "client_order_id")),
            Symbol.of(Json.text(row, "symbol")),
            Side.valueOf(Json.text(row, "side")),
            Json.whole(row, "quantity"),
            OrderType.valueOf(Json.text(row, "type")),
            price.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(price)),
            TimeInForce.DAY,
            workflowId,
            "workflow:" + workflowId)
        .of(row.getOrDefault("strategy", "").toString());
  }
}
