package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.MarketJson;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.QueryReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/** {@code /api/market}: quotes and bars of the data pipeline. */
public final class MarketRoutes {
  private static final int MAX_SYMBOLS = 500;
  private static final int MAX_BARS = 1000;
  private static final int DEFAULT_BARS = 100;
  private static final String QUOTE =
      "{symbol:string,bid:number,ask:number,bid_size:integer,ask_size:integer,last:number,"
          + "size:integer,volume:integer,timestamp:instant,quality:string}";
  private final Market market;

  public MarketRoutes(Market market) {
    this.market = market;
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
            .summary("Bars, oldest first; limit counts back from the newest")
            .query("timeframe", "string")
            .query("from", "instant")
            .query("to", "instant")
            .query("limit", "integer")
            .answers(
                "{symbol:string,timeframe:string,bars:[{symbol:string,timeframe:string,"
                    + "open:number,high:number,low:number,close:number,volume:integer,"
                    + "timestamp:instant,final:boolean}]}",
                404)
            .handle(this::bars));
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
    Set<Symbol> symbols = new TreeSet<>();
    for (String name : query.list("symbols", MAX_SYMBOLS)) {
      try {
        symbols.add(Symbol.of(name));
      } catch (IllegalArgumentException e) {
        query.error("symbols", e.getMessage());
      }
    }
    if (symbols.isEmpty()) {
      query.error("symbols", "name at least one, like symbols=AAPL,MSFT");
    }
    return symbols;
  }

  private CompletionStage<Answer> bars(Call call) {
    var query = call.query();
    Timeframe timeframe = query.oneOf("timeframe", timeframes()).orElse(Timeframe.D1);
    Optional<Instant> from = query.instant("from");
    Optional<Instant> to = query.instant("to");
    long limit = query.integer("limit", 1, MAX_BARS).orElse((long) DEFAULT_BARS);
    query.finish();
    Symbol symbol = symbol(call);
    int wanted = from.isPresent() || to.isPresent() ? MAX_BARS : (int) limit;
    return market
        .history(symbol, timeframe, wanted)
        .thenApply(
            bars ->
                Answer.json(
                    Shape.of("symbol", symbol.value())
                        .and("timeframe", timeframe.wireName())
                        .and("bars", render(within(bars, from, to, (int) limit)))));
  }

  private static List<Bar> within(
      List<Bar> bars, Optional<Instant> from, Optional<Instant> to, int limit) {
    List<Bar> inside =
        bars.stream()
            .filter(bar -> from.map(f -> !bar.start().isBefore(f)).orElse(true))
            .filter(bar -> to.map(t -> bar.start().isBefore(t)).orElse(true))
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
