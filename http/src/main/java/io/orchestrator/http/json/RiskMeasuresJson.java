package io.orchestrator.http.json;

import io.orchestrator.domain.risk.measure.Contribution;
import io.orchestrator.domain.risk.measure.DrivingScenario;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.StressOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What stands behind the leading numbers: every method, contributions, scenarios, stress. */
final class RiskMeasuresJson {
  static final String SHAPE =
      "method:string,configured_method:string,method_reason:string,"
          + "methods:[{method:string,leads:boolean,var_95:number,var_99:number,"
          + "expected_shortfall:number,unavailable:string}],"
          + "contributions:[{symbol:string,sector:string,exposure:number,component_var_95:number,"
          + "marginal_var_95:number,incremental_var_95:number,liquidity_days:number}],"
          + "scenarios:[{date:string,loss:number,weight:number}],beta:number,benchmark:string,"
          + "ewma_volatility:number,garch_volatility:number,volatility_ratio:number,"
          + "volatility_rank:number,volatility_spike:boolean,turbulent:boolean,drawdown:number,"
          + "net_exposure:number,sectors:object,herfindahl:number,correlation:number,"
          + "correlation_shift:number,liquidity_days:number,"
          + "stress:[{name:string,kind:string,description:string,pnl:number,"
          + "share_of_value:number,proxied:[string]}]";

  private RiskMeasuresJson() {}

  /** Every field is there; without measures each is null or empty. */
  static Shape add(Shape shape, Optional<PortfolioRisk> measures) {
    Optional<PortfolioRisk.Figures> market = measures.map(PortfolioRisk::market);
    return shape
        .and("method", measures.map(PortfolioRisk::lead))
        .and("configured_method", measures.map(PortfolioRisk::configured))
        .and("method_reason", measures.flatMap(PortfolioRisk::leadReason))
        .and("methods", list(measures, m -> methods(m)))
        .and("contributions", list(measures, m -> maps(m.contributions(), c -> contribution(c))))
        .and("scenarios", list(measures, m -> maps(m.scenarios(), s -> scenario(s))))
        .and("beta", market.map(PortfolioRisk.Figures::beta))
        .and("benchmark", market.map(PortfolioRisk.Figures::benchmark))
        .and("ewma_volatility", market.map(PortfolioRisk.Figures::ewmaVolatility))
        .and("garch_volatility", market.map(PortfolioRisk.Figures::garchVolatility))
        .and("volatility_ratio", market.map(PortfolioRisk.Figures::volatilityRatio))
        .and("volatility_rank", market.map(PortfolioRisk.Figures::volatilityRank))
        .and("volatility_spike", market.map(PortfolioRisk.Figures::spike))
        .and("turbulent", market.map(PortfolioRisk.Figures::turbulent))
        .and("drawdown", market.map(PortfolioRisk.Figures::drawdown))
        .and("net_exposure", market.map(PortfolioRisk.Figures::netExposure))
        .and("sectors", market.map(PortfolioRisk.Figures::sectors))
        .and("herfindahl", market.map(PortfolioRisk.Figures::herfindahl))
        .and("correlation", market.map(PortfolioRisk.Figures::correlation))
        .and("correlation_shift", market.map(PortfolioRisk.Figures::correlationShift))
        .and("liquidity_days", market.map(f -> f.liquidityDays()).filter(days -> days >= 0))
        .and("stress", list(measures, m -> maps(m.stress(), s -> stress(s))));
  }

  private static List<Map<String, Object>> list(
      Optional<PortfolioRisk> measures, Function<PortfolioRisk, List<Map<String, Object>>> part) {
    return measures.map(part).orElse(List.of());
  }

  private static <T> List<Map<String, Object>> maps(List<T> all, Function<T, Shape> shape) {
    return all.stream().map(one -> shape.apply(one).map()).toList();
  }

  private static List<Map<String, Object>> methods(PortfolioRisk risk) {
    return maps(risk.methods(), m -> figures(m, risk.lead() == m.method()));
  }

  private static Shape figures(MethodFigures m, boolean leads) {
    return Shape.of("method", m.method())
        .and("leads", leads)
        .and("var_95", known(m, m.var95()))
        .and("var_99", known(m, m.var99()))
        .and("expected_shortfall", known(m, m.expectedShortfall()))
        .and("unavailable", m.unavailable());
  }

  /** No number is null, not nothing at risk. */
  private static Optional<Double> known(MethodFigures figures, double value) {
    return Optional.of(value).filter(v -> figures.known());
  }

  private static Shape contribution(Contribution c) {
    return Shape.of("symbol", c.symbol())
        .and("sector", c.sector())
        .and("exposure", c.exposure())
        .and("component_var_95", c.component())
        .and("marginal_var_95", c.marginal())
        .and("incremental_var_95", c.incremental())
        .and("liquidity_days", Optional.of(c.liquidityDays()).filter(days -> days >= 0));
  }

  private static Shape scenario(DrivingScenario s) {
    return Shape.of("date", s.date().toString()).and("loss", s.loss()).and("weight", s.weight());
  }

  private static Shape stress(StressOutcome s) {
    return Shape.of("name", s.name())
        .and("kind", s.kind())
        .and("description", s.description())
        .and("pnl", s.pnl())
        .and("share_of_value", s.shareOfValue())
        .and("proxied", s.proxied());
  }
}
