package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Models;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.QueryReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /api/analysis}: the learned models, and networks and signals of the latest runs. */
public final class AnalysisRoutes {
  private static final int MAX_SIGNALS = 500;
  private static final int DEFAULT_SIGNALS = 100;
  private static final String VERSION =
      "{engine:string,kind:string,version:integer,timeframe:string,role:string,layout:string,"
          + "library:string,symbols:[string],features:[string],importance:object,"
          + "drivers:[{source:string,target:string,lag:integer,te_nats:number,sign:integer}],"
          + "rows:integer,times:integer,seed:integer,data_from:instant,data_to:instant,"
          + "data_hash:string,trained_at:instant,training_seconds:number,validation:object,"
          + "scores:object,calibration:object,versions:object,sha256:string,drift:object}";
  private static final String NETWORK =
      "id:string,timeframe:string,started_at:instant,nodes:[string],"
          + "links:integer,estimator:string,inference:string,unit:string,observations:integer,"
          + "max_lag:integer,alpha:number,tested_links:integer,window_from:instant,"
          + "window_to:instant,data_hash:string,seed:integer";
  private final Models models;
  private final LatestNetworks networks;
  private final LatestSignals signals;

  public AnalysisRoutes(Models models, Workflows workflows) {
    this.models = models;
    this.networks = new LatestNetworks(workflows);
    this.signals = new LatestSignals(workflows);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/analysis/networks")
            .needs(Role.VIEWER)
            .summary(
                "Networks of who informs whom, of the newest runs of analysis_to_trade, newest"
                    + " first; with symbol: those it is a node of")
            .query("symbol", "string")
            .query("limit", "integer")
            .answers("{networks:[{" + NETWORK + "}]}")
            .handle(this::networks),
        Endpoint.get("/api/analysis/networks/{network_id}")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "One network, by the id of its run: list of links with lag, transfer entropy in"
                    + " nats, chance and chance corrected for the whole network; adjacency matrix"
                    + " (row: source, column: target, in the order of nodes; 0 is no link); of each"
                    + " target its own past, its drivers and its score out of sample")
            .answers(
                "{"
                    + NETWORK
                    + ",edges:[{source:string,target:string,lag:integer,te_nats:number,"
                    + "p_value:number,q_value:number}],adjacency:[[number]],targets:[object]}",
                404)
            .handle(call -> networks.of(call.pathValue("network_id")).thenApply(Answer::json)),
        Endpoint.get("/api/analysis/models")
            .needs(Role.VIEWER)
            .summary(
                "Learned models on disk by engine and timeframe: which version is in charge since"
                    + " when and why, and the card of every version, newest first: data window and"
                    + " its hash, features and drivers, out-of-sample scores, calibration, seed,"
                    + " versions of libraries, and what has drifted when it was last asked")
            .query("engine", "string")
            .query("timeframe", "string")
            .answers(
                "{models:[{engine:string,timeframe:string,champion:object,versions:["
                    + VERSION
                    + "]}]}")
            .handle(this::models),
        Endpoint.get("/api/analysis/signals")
            .needs(Role.VIEWER)
            .summary(
                "The latest signal of every symbol among the newest runs of analysis_to_trade, in"
                    + " order of the symbols; with symbol: its signals, newest first. Direction 0 is"
                    + " an abstention, whose reason is in the explanation beside each engine's"
                    + " opinion, weight, drivers and contributions. More than limit: ask again with"
                    + " after=next_after")
            .query("symbol", "string")
            .query("after", "string")
            .query("limit", "integer")
            .answers(
                "{signals:[{symbol:string,timeframe:string,as_of:instant,workflow_id:string,"
                    + "direction:integer,strength:number,confidence:number,explanation:object}],"
                    + "next_after:string}")
            .handle(this::signals));
  }

  private CompletionStage<Answer> networks(Call call) {
    var query = call.query();
    Optional<String> symbol = symbol(query);
    int limit = query.integer("limit", 1, MAX_SIGNALS).orElse((long) DEFAULT_SIGNALS).intValue();
    query.finish();
    return networks
        .newestFirst()
        .thenApply(
            all ->
                Answer.json(
                    Shape.of(
                        "networks",
                        all.stream()
                            .filter(n -> symbol.isEmpty() || nodes(n).contains(symbol.get()))
                            .limit(limit)
                            .toList())));
  }

  private static Optional<String> symbol(QueryReader query) {
    Optional<String> symbol = query.text("symbol");
    symbol.ifPresent(
        name -> {
          try {
            Symbol.of(name);
          } catch (IllegalArgumentException e) {
            query.error("symbol", e.getMessage());
          }
        });
    return symbol;
  }

  private static List<?> nodes(Map<String, Object> network) {
    return (List<?>) network.get("nodes");
  }

  private CompletionStage<Answer> models(Call call) {
    var query = call.query();
    Optional<String> engine = query.text("engine");
    Optional<String> timeframe = query.text("timeframe");
    query.finish();
    return models
        .lines()
        .thenApply(
            lines ->
                Answer.json(
                    Shape.of(
                        "models",
                        lines.stream()
                            .filter(l -> engine.map(e -> e.equals(l.get("engine"))).orElse(true))
                            .filter(
                                l -> timeframe.map(t -> t.equals(l.get("timeframe"))).orElse(true))
                            .toList())));
  }

  private CompletionStage<Answer> signals(Call call) {
    var query = call.query();
    Optional<String> symbol = symbol(query);
    Optional<String> after = query.text("after");
    int limit = query.integer("limit", 1, MAX_SIGNALS).orElse((long) DEFAULT_SIGNALS).intValue();
    query.finish();
    return (symbol.isPresent() ? signals.of(symbol.get()) : signals.ofAll())
        .thenApply(
            all -> {
              List<Map<String, Object>> left =
                  all.stream()
                      .skip(after.map(a -> LatestSignals.behind(all, a)).orElse(0))
                      .toList();
              List<Map<String, Object>> page = left.subList(0, Math.min(limit, left.size()));
              return Answer.json(
                  Shape.of("signals", page)
                      .and(
                          "next_after",
                          page.size() < left.size()
                              ? Optional.of(LatestSignals.cursor(page.getLast()))
                              : Optional.empty()));
            });
  }
}
