package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.TradingJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The account: values, positions with their lots, corporate actions. */
public final class PortfolioRoutes {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._\\-]{1,80}");
  private static final int MAX_ID = 80;
  private static final int MAX_EXEC_ID = 80;
  private static final int MAX_SYMBOL = 30;
  private static final int MAX_TIME = 40;
  private static final Map<String, CorporateAction.Kind> KINDS =
      Map.of("split", CorporateAction.Kind.SPLIT, "dividend", CorporateAction.Kind.DIVIDEND);
  private static final String PORTFOLIO =
      "{account:string,cash:number,net_liquidation:number,buying_power:number,day_pnl:number,"
          + "realized_pnl:number,unrealized_pnl:number,gross_exposure:number,net_exposure:number,"
          + "valuation:string,positions:[{symbol:string,quantity:integer,average_cost:number,"
          + "market_price:number,market_value:number,unrealized_pnl:number,realized_pnl:number,"
          + "mark:string,mark_age_ms:integer,lots:[{lot_id:string,quantity:integer,price:number,"
          + "opened_at:instant}],realized_pnl_by_lots:number}],reconciled:boolean,as_of:instant}";

  private final Trading trading;

  public PortfolioRoutes(Trading trading) {
    this.trading = trading;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/portfolio")
            .needs(Role.VIEWER)
            .summary("Cash, values and positions of the account, with their tax lots")
            .answers(PORTFOLIO)
            .handle(this::portfolio),
        Endpoint.post("/api/portfolio/corporate-actions")
            .needs(Role.OPERATOR)
            .summary("Applies a split or dividend to the books, once by its id")
            .body(
                "{id!:string,symbol!:string,kind!:string,numerator:integer,denominator:integer,"
                    + "amount:number,effective_at!:instant}")
            .answers(PORTFOLIO, 409)
            .handle(this::apply),
        Endpoint.post("/api/portfolio/lots")
            .needs(Role.OPERATOR)
            .summary(
                "Says which lots an execution closed: the named ones first, then by rule; only"
                    + " lots and realized_pnl_by_lots change")
            .body("{exec_id!:string,rule:string,lots:[string]}")
            .answers(PORTFOLIO, 404)
            .handle(this::choose));
  }

  private CompletionStage<Answer> portfolio(Call call) {
    call.query().finish();
    return trading.portfolio().thenApply(p -> Answer.json(TradingJson.portfolio(p)));
  }

  private CompletionStage<Answer> apply(Call call) {
    call.query().finish();
    return trading
        .apply(action(call.fields()))
        .thenApply(p -> Answer.json(TradingJson.portfolio(p)));
  }

  private CompletionStage<Answer> choose(Call call) {
    call.query().finish();
    FieldReader fields = call.fields();
    String execId = fields.requiredText("exec_id", MAX_EXEC_ID);
    LotChoice.Rule rule =
        fields.oneOf("rule", Choices.of(LotChoice.Rule.class)).orElse(LotChoice.Rule.OLDEST_FIRST);
    List<String> lots = fields.textOrList("lots", LotChoice.MAX_NAMED, MAX_EXEC_ID);
    fields.finish();
    return trading
        .chooseLots(execId, new LotChoice(rule, lots), call.subject())
        .thenApply(p -> Answer.json(TradingJson.portfolio(p)));
  }

  private CorporateAction action(FieldReader fields) {
    String id = fields.requiredText("id", MAX_ID);
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      fields.error("id", "1 to 80 of A-Z a-z 0-9 . _ -");
    }
    String symbol = symbol(fields);
    fields.requirePresence("kind");
    Optional<CorporateAction.Kind> kind = fields.oneOf("kind", KINDS);
    long max = CorporateAction.MAX_RATIO;
    Optional<Long> numerator = fields.integer("numerator", 1, max);
    Optional<Long> denominator = fields.integer("denominator", 1, max);
    Optional<BigDecimal> amount = fields.positiveDecimal("amount");
    fields.requirePresence("effective_at");
    Optional<Instant> effectiveAt = time(fields);
    boolean split = kind.equals(Optional.of(CorporateAction.Kind.SPLIT));
    if (kind.isPresent() && (numerator.isPresent() != split || denominator.isPresent() != split)) {
      fields.error("numerator", "numerator and denominator belong to a split, and only there");
    }
    if (kind.isPresent() && !split && amount.isEmpty()) {
      fields.error("amount", "a dividend needs its USD a share");
    }
    fields.finish();
    Instant at = effectiveAt.orElseThrow();
    return split
        ? CorporateAction.split(
            id,
            symbol,
            numerator.orElseThrow(),
            denominator.orElseThrow(),
            amount.orElse(BigDecimal.ZERO),
            at)
        : CorporateAction.dividend(id, symbol, amount.orElseThrow(), at);
  }

  private static String symbol(FieldReader fields) {
    String symbol = fields.requiredText("symbol", MAX_SYMBOL);
    try {
      return symbol.isEmpty() ? "" : Symbol.of(symbol).value();
    } catch (IllegalArgumentException e) {
      fields.error("symbol", e.getMessage());
      return "";
    }
  }

  private static Optional<Instant> time(FieldReader fields) {
    try {
      return fields.text("effective_at", MAX_TIME).map(Instant::parse);
    } catch (DateTimeParseException e) {
      fields.error("effective_at", "an instant like 2026-11-20T14:30:00Z");
      return Optional.empty();
    }
  }
}
