package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.MarketRecords;
import io.orchestrator.actors.api.MarketRecords.SymbolQuality;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.quality.QualityRule;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.MarketJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.QueryReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /api/market}: quotes and bars of the data pipeline, what is kept, how good it is. */
public final class MarketRoutes {
  private static final int MAX_SYMBOLS = 500;
  private static final int MAX_BARS = 1000;
  private static final int DEFAULT_BARS = 100;
  private static final long MORE = 4;
  private static final Duration TICKS_BACK = Duration.ofDays(1);
  private static final Map<String, Boolean> YES_NO = Map.of("true", true, "false", false);
  private static final String QUOTE =
      "{symbol:string,bid:number,ask:number,bid_size:integer,ask_size:integer,last:number,"
          + "size:integer,volume:integer,timestamp:instant,quality:string}";
  private final Market market;
  private final MarketRecords records;

  public MarketRoutes(Market market, MarketRecords records) {
    this.market = market;
    this.records = records;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/market/quotes")
            .needs(Role.VIEWER)
            .summary("Latest good quotes; symbols without one are absent")
            .query("symbols", "string")
            .answers("{market_time:instant,quotes:[" + QUOTE + "]}")
            .handle(this::quotes),
        Endpoint.get("/api/market/bars/{symbol}")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "Bars, oldest first; limit counts back from 'to', else from the newest. A past"
                    + " range, also one with 'to' only, comes from the store where it is complete there, made of kept minutes or ticks if need"
                    + " be, else from the feed; source says so. Bars that the feed cannot give anew"
                    + " are stale, with their age in seconds, null else. adjusted=true: in today's"
                    + " shares and with dividends, for analysis; else as traded")
            .query("timeframe", "string")
            .query("from", "instant")
            .query("to", "instant")
            .query("limit", "integer")
            .query("adjusted", "string")
            .answers(
                "{symbol:string,timeframe:string,source:string,adjusted:boolean,stale:boolean,"
                    + "age:number,bars:[{symbol:string,timeframe:string,"
                    + "open:number,high:number,low:number,close:number,volume:integer,"
                    + "timestamp:instant,final:boolean}]}",
                404)
            .handle(this::bars),
        Endpoint.get("/api/market/symbols")
            .needs(Role.VIEWER)
            .summary("Symbols watched now, and the series that are kept")
            .answers(
                "{watched:[string],kept:[{symbol:string,timeframe:string,source:string,"
                    + "first:instant,last:instant,bars:integer}]}",
                503)
            .handle(this::symbols),
        Endpoint.get("/api/market/series/{symbol}")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "What one kept series is made of: gaps, holes inside sessions, half days, splits;"
                    + " minutes also compared with the bars of their days; source is 'imported' where none is given")
            .query("timeframe", "string")
            .query("source", "string")
            .answers(
                "{symbol:string,timeframe:string,source:string,first:string,last:string,"
                    + "bars:integer,sessions_expected:integer,sessions_present:integer,"
                    + "gaps:[{first:string,last:string,sessions:integer}],"
                    + "holes:[{from:instant,bars:integer}],holes_total:integer,"
                    + "special_closures:[string],half_days:[string],outside_hours:integer,"
                    + "actions:[{date:string,kind:string,value:number}],"
                    + "splits:[{date:string,ratio:number}],"
                    + "suspected_splits:[{date:string,ratio:number}],"
                    + "outliers:[{at:instant,kind:string,fraction:number,bound:number}],"
                    + "outliers_total:integer,zero_volume:integer,days_compared:integer,"
                    + "differences:[{date:string,close:number,minutes_close:number,"
                    + "volume:integer,minutes_volume:integer}],differences_total:integer}",
                404,
                503)
            .handle(this::series),
        Endpoint.get("/api/market/ticks/{symbol}")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "Kept trades, oldest first; limit counts back from the newest. Gaps are numbers of"
                    + " the vendor that are not there")
            .query("from", "instant")
            .query("to", "instant")
            .query("limit", "integer")
            .answers(
                "{symbol:string,source:string,ticks:[{id:integer,timestamp:instant,price:number,"
                    + "size:integer,volume:integer,bid:number,ask:number,basis:string,"
                    + "conditions:string}],gaps:[{after:instant,before:instant,missing:integer}]}",
                404,
                503)
            .handle(this::ticks),
        Endpoint.get("/api/market/quality")
            .needs(Role.VIEWER)
            .summary(
                "Quality state of the watched symbols, in order of their names: the rule that says"
                    + " so, since when (market time), counters and the last flag; counts of all"
                    + " states; every rule with its thresholds, durations in seconds. More than"
                    + " limit: ask again with after=next_after")
            .query("symbols", "string")
            .query("quality", "string")
            .query("after", "string")
            .query("limit", "integer")
            .answers(
                "{market_time:instant,symbols:[{symbol:string,quality:string,rule:string,"
                    + "since:instant,quoted_at:instant,rules:object,last_flag:object}],"
                    + "next_after:string,states:object,rules:object,catalogue:[{id:string,"
                    + "rule:string,scope:string,severity:string,effect:string,meaning:string,"
                    + "thresholds:object}]}")
            .handle(this::quality));
  }

  private CompletionStage<Answer> symbols(Call call) {
    call.query().finish();
    return records
        .kept()
        .thenCombine(
            records.quality(),
            (kept, quality) ->
                Answer.json(
                    Shape.of(
                            "watched",
                            quality.symbols().stream().map(s -> s.symbol().value()).toList())
                        .and("kept", kept.stream().map(s -> MarketJson.series(s).map()).toList())));
  }

  private CompletionStage<Answer> series(Call call) {
    var query = call.query();
    Timeframe timeframe = query.oneOf("timeframe", timeframes()).orElse(Timeframe.D1);
    String source = query.text("source").orElse(BarStore.IMPORTED);
    if (!source.matches("[a-z0-9-]{1,40}")) {
      query.error("source", "1 to 40 of a-z 0-9 -, as GET /api/market/symbols lists them");
    }
    query.finish();
    return records
        .audit(source, symbol(call), timeframe)
        .thenApply(quality -> Answer.json(MarketJson.audit(quality)));
  }

  private CompletionStage<Answer> ticks(Call call) {
    var query = call.query();
    Instant to = query.instant("to").orElseGet(market::now);
    Instant from = query.instant("from").orElseGet(() -> to.minus(TICKS_BACK));
    long limit = query.integer("limit", 1, MAX_BARS).orElse((long) DEFAULT_BARS);
    if (from.isAfter(to)) {
      query.error("from", "must not be after 'to', or after the market's time " + to);
    }
    query.finish();
    Symbol symbol = symbol(call);
    return records
        .ticks(symbol, new BarStore.Range(from, to), (int) limit)
        .thenApply(
            kept ->
                Answer.json(
                    Shape.of("symbol", symbol.value())
                        .and("source", kept.source())
                        .and("ticks", kept.ticks().stream().map(MarketJson::tick).toList())
                        .and("gaps", kept.gaps().stream().map(MarketJson::gap).toList())));
  }

  private CompletionStage<Answer> quality(Call call) {
    var query = call.query();
    Set<Symbol> only = named(query);
    Optional<DataQuality> state = query.oneOf("quality", qualities());
    Optional<String> after = query.text("after");
    int limit = query.integer("limit", 1, MAX_SYMBOLS).orElse((long) MAX_SYMBOLS).intValue();
    query.finish();
    return records
        .quality()
        .thenApply(
            quality -> {
              List<SymbolQuality> found =
                  quality.symbols().stream()
                      .filter(s -> only.isEmpty() || only.contains(s.symbol()))
                      .filter(s -> state.map(wanted -> s.quality() == wanted).orElse(true))
                      .filter(s -> after.map(a -> s.symbol().value().compareTo(a) > 0).orElse(true))
                      .toList();
              return Answer.json(page(quality, found, limit));
            });
  }

  private Shape page(MarketRecords.Quality quality, List<SymbolQuality> found, int limit) {
    List<SymbolQuality> page = found.subList(0, Math.min(limit, found.size()));
    Map<String, Long> states = new TreeMap<>();
    quality.symbols().forEach(s -> states.merge(wire(s.quality()), 1L, Long::sum));
    return Shape.of("market_time", market.now())
        .and("symbols", page.stream().map(s -> MarketJson.quality(s).map()).toList())
        .and(
            "next_after",
            page.size() < found.size()
                ? Optional.of(page.getLast().symbol().value())
                : Optional.empty())
        .and("states", states)
        .and("rules", quality.rules())
        .and(
            "catalogue",
            Arrays.stream(QualityRule.values())
                .map(rule -> MarketJson.rule(rule, quality.settings()).map())
                .toList());
  }

  private static Map<String, DataQuality> qualities() {
    Map<String, DataQuality> names = new LinkedHashMap<>();
    Arrays.stream(DataQuality.values()).forEach(q -> names.put(wire(q), q));
    return names;
  }

  private static String wire(DataQuality quality) {
    return quality.name().toLowerCase(Locale.ROOT);
  }

  private CompletionStage<Answer> quotes(Call call) {
    var query = call.query();
    Set<Symbol> symbols = symbols(query);
    query.finish();
    return market
        .quotes(symbols)
        .thenApply(
            quotes ->
                Answer.json(
                    Shape.of("market_time", market.now())
                        .and(
                            "quotes",
                            new TreeSet<>(quotes.keySet())
                                .stream()
                                    .map(symbol -> MarketJson.quote(quotes.get(symbol)).map())
                                    .toList())));
  }

  private static Set<Symbol> symbols(QueryReader query) {
    Set<Symbol> symbols = named(query);
    if (symbols.isEmpty()) {
      query.error("symbols", "name at least one, like symbols=AAPL,MSFT");
    }
    return symbols;
  }

  private static Set<Symbol> named(QueryReader query) {
    Set<Symbol> symbols = new TreeSet<>();
    for (String name : query.list("symbols", MAX_SYMBOLS)) {
      try {
        symbols.add(Symbol.of(name));
      } catch (IllegalArgumentException e) {
        query.error("symbols", e.getMessage());
      }
    }
    return symbols;
  }

  private CompletionStage<Answer> bars(Call call) {
    var query = call.query();
    Timeframe timeframe = query.oneOf("timeframe", timeframes()).orElse(Timeframe.D1);
    Optional<Instant> from = query.instant("from");
    Optional<Instant> to = query.instant("to");
    long limit = query.integer("limit", 1, MAX_BARS).orElse((long) DEFAULT_BARS);
    boolean adjusted = query.oneOf("adjusted", YES_NO).orElse(false);
    Instant end = to.orElseGet(market::now);
    if (from.isPresent() && from.get().isAfter(end)) {
      query.error("from", "must not be after 'to', or after the market's time " + end);
    }
    query.finish();
    Symbol symbol = symbol(call);
    if (from.isEmpty() && to.isEmpty()) {
      return market
          .historyOrStale(symbol, timeframe, (int) limit)
          .thenCompose(found -> perhaps(adjusted, found))
          .thenApply(found -> answer(symbol, timeframe, "feed", adjusted, found));
    }
    Instant newest = end.isAfter(market.now()) ? market.now() : end;
    Instant enough = BarCount.back(newest, timeframe, (int) limit);
    BarStore.Range range = new BarStore.Range(from.orElse(enough), end);
    return records
        .keptBars(symbol, timeframe, range, (int) limit)
        .thenCompose(
            kept ->
                kept.map(
                        k ->
                            perhaps(adjusted, fresh(k.bars()))
                                .thenApply(b -> answer(symbol, timeframe, k.source(), adjusted, b)))
                    .orElseGet(
                        () ->
                            fed(symbol, timeframe, range, enough, (int) limit)
                                .thenCompose(found -> perhaps(adjusted, found))
                                .thenApply(b -> answer(symbol, timeframe, "feed", adjusted, b))));
  }

  private CompletionStage<Market.History> perhaps(boolean adjusted, Market.History found) {
    return adjusted
        ? market.adjusted(found.bars()).thenApply(b -> new Market.History(b, found.staleAge()))
        : CompletableFuture.completedStage(found);
  }

  /** The feed only counts back from now: as many as reach the range, or else more. */
  private CompletionStage<Market.History> fed(
      Symbol symbol, Timeframe timeframe, BarStore.Range range, Instant enough, int limit) {
    Instant back = enough.isAfter(range.from()) ? enough : range.from();
    int reaching = BarCount.between(back, market.now(), timeframe, market.maxHistory());
    return reaching(symbol, timeframe, range, limit, Math.max(reaching, limit));
  }

  private CompletionStage<Market.History> reaching(
      Symbol symbol, Timeframe timeframe, BarStore.Range range, int limit, int count) {
    int most = market.maxHistory();
    int wanted = Math.min(count, most);
    return market
        .historyOrStale(symbol, timeframe, wanted)
        .thenCompose(
            found -> {
              List<Bar> inside = within(found.bars(), range, limit);
              if (inside.size() == limit || !endsInside(found.bars(), range, wanted)) {
                return CompletableFuture.completedStage(
                    new Market.History(inside, found.staleAge()));
              }
              return wanted < most
                  ? reaching(symbol, timeframe, range, limit, (int) Math.min(most, MORE * wanted))
                  : CompletableFuture.failedStage(tooOld(found.bars().getFirst(), most));
            });
  }

  /** Whether all that was asked for came, and the range begins before it. */
  private static boolean endsInside(List<Bar> bars, BarStore.Range range, int wanted) {
    return bars.size() >= wanted && bars.getFirst().start().isAfter(range.from());
  }

  private static RefusedException tooOld(Bar first, int most) {
    return new Refusal(
            "market.range_too_old",
            400,
            "The newest "
                + most
                + " bars begin at "
                + first.start()
                + "; what is older is not kept here.",
            "Ask for a later range or a longer timeframe, or import the bars.")
        .asException();
  }

  private static Market.History fresh(List<Bar> bars) {
    return new Market.History(bars, Optional.empty());
  }

  private Answer answer(
      Symbol symbol, Timeframe timeframe, String source, boolean adjusted, Market.History found) {
    return Answer.json(
        Shape.of("symbol", symbol.value())
            .and("timeframe", timeframe.wireName())
            .and("source", source)
            .and("adjusted", adjusted)
            .and("stale", found.staleAge().isPresent())
            .and("age", found.staleAge().map(age -> age.toMillis() / 1000.0))
            .and("bars", render(found.bars())));
  }

  private static List<Bar> within(List<Bar> bars, BarStore.Range range, int limit) {
    List<Bar> inside =
        bars.stream()
            .filter(bar -> !bar.start().isBefore(range.from()) && bar.start().isBefore(range.to()))
            .toList();
    return inside.subList(Math.max(0, inside.size() - limit), inside.size());
  }

  private List<Map<String, Object>> render(List<Bar> bars) {
    Instant now = market.now();
    return bars.stream()
        .map(
            bar ->
                MarketJson.bar(bar, !bar.start().plus(bar.timeframe().length()).isAfter(now)).map())
        .toList();
  }

  private static Map<String, Timeframe> timeframes() {
    Map<String, Timeframe> names = new LinkedHashMap<>();
    Arrays.stream(Timeframe.values()).forEach(t -> names.put(t.wireName(), t));
    return names;
  }

  private static Symbol symbol(Call call) {
    try {
      return Symbol.of(call.pathValue("symbol"));
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("symbol", e.getMessage());
    }
  }
}
