package io.orchestrator.http.json;

import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.MethodGrade;
import io.orchestrator.domain.risk.measure.RiskPoint;
import io.orchestrator.domain.risk.measure.SelfGrade;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Forecasts, what came, and the grades; days and measurements newest first. USD. */
public final class SelfGradeJson {
  public static final String BACKTEST =
      "{method:string,configured_method:string,window:integer,demoted:[string],"
          + "methods:[{method:string,observations:integer,breaches_95:integer,"
          + "breaches_99:integer,expected_95:number,expected_99:number,kupiec_95_p:number,"
          + "kupiec_99_p:number,independence_p:number,coverage_95_p:number,coverage_99_p:number,"
          + "shortfall_ratio:number,zone:string,demoted:boolean}],"
          + "open_forecast:{day:string,value:number,exposures:object,forecasts:object},"
          + "days:[{day:string,outcome_day:string,value:number,pnl:number,method:string,"
          + "forecasts:object}]}";
  public static final String HISTORY =
      "{resolution:string,items:[{at:string,portfolio_value:number,daily_pnl:number,"
          + "var_95:number,var_99:number,expected_shortfall:number,gross_exposure:number,"
          + "high_volatility:boolean,method:string,unavailable:string}]}";

  private SelfGradeJson() {}

  public static Shape backtest(SelfGrade grade, int limit) {
    return Shape.of("method", grade.lead())
        .and("configured_method", grade.configured())
        .and("window", grade.window())
        .and("demoted", grade.demoted().stream().map(m -> m.key()).sorted().toList())
        .and("methods", grade.grades().stream().map(g -> method(grade, g).map()).toList())
        .and(
            "open_forecast",
            grade
                .open()
                .map(
                    f ->
                        Shape.of("day", f.day().toString())
                            .and("value", f.value())
                            .and("exposures", f.exposures())
                            .and("forecasts", forecasts(f.figures()))))
        .and("days", newest(grade.days(), limit).stream().map(d -> day(d).map()).toList());
  }

  private static Shape method(SelfGrade grade, MethodGrade g) {
    return Shape.of("method", g.method())
        .and("observations", g.observations())
        .and("breaches_95", g.breaches95())
        .and("breaches_99", g.breaches99())
        .and("expected_95", 0.05 * g.observations())
        .and("expected_99", 0.01 * g.observations())
        .and("kupiec_95_p", g.kupiec95())
        .and("kupiec_99_p", g.kupiec99())
        .and("independence_p", g.independence())
        .and("coverage_95_p", g.coverage95())
        .and("coverage_99_p", g.coverage99())
        .and("shortfall_ratio", Optional.of(g.shortfallRatio()).filter(r -> r > 0))
        .and("zone", g.zone())
        .and("demoted", grade.demoted().contains(g.method()));
  }

  private static Shape day(GradedDay d) {
    return Shape.of("day", d.day().toString())
        .and("outcome_day", d.outcomeDay().toString())
        .and("value", d.value())
        .and("pnl", d.pnl())
        .and("method", d.lead())
        .and("forecasts", forecasts(d.figures()));
  }

  /** By method; one without numbers is left out. */
  private static Map<String, Object> forecasts(List<MethodFigures> figures) {
    Map<String, Object> all = new LinkedHashMap<>();
    figures.stream()
        .filter(MethodFigures::known)
        .forEach(
            f ->
                all.put(
                    f.method().name().toLowerCase(Locale.ROOT),
                    Shape.of("var_95", f.var95())
                        .and("var_99", f.var99())
                        .and("expected_shortfall", f.expectedShortfall())
                        .map()));
    return all;
  }

  /** Every measurement since the start of the process. */
  public static Shape measurements(SelfGrade grade, int limit) {
    return Shape.of("resolution", "check")
        .and("items", newest(grade.points(), limit).stream().map(p -> point(p).map()).toList());
  }

  private static Shape point(RiskPoint p) {
    return Shape.of("at", p.at().toString())
        .and("portfolio_value", p.value())
        .and("daily_pnl", p.dailyPnl())
        .and("var_95", p.var95())
        .and("var_99", p.var99())
        .and("expected_shortfall", p.expectedShortfall())
        .and("gross_exposure", p.grossExposure())
        .and("high_volatility", p.highVolatility())
        .and("method", p.method())
        .and("unavailable", p.unavailable());
  }

  /** One item a session, by the method that led; kept over restarts. */
  public static Shape days(SelfGrade grade, int limit) {
    return Shape.of("resolution", "day")
        .and("items", newest(grade.days(), limit).stream().map(d -> session(d).map()).toList());
  }

  private static Shape session(GradedDay d) {
    Optional<MethodFigures> lead =
        d.figures().stream().filter(f -> f.method() == d.lead()).findFirst();
    return Shape.of("at", d.outcomeDay().toString())
        .and("portfolio_value", d.value())
        .and("daily_pnl", d.pnl())
        .and("var_95", lead.map(MethodFigures::var95))
        .and("var_99", lead.map(MethodFigures::var99))
        .and("expected_shortfall", lead.map(MethodFigures::expectedShortfall))
        .and("method", d.lead());
  }

  private static <T> List<T> newest(List<T> oldestFirst, int limit) {
    List<T> newest =
        new ArrayList<>(
            oldestFirst.subList(Math.max(0, oldestFirst.size() - limit), oldestFirst.size()));
    return newest.reversed();
  }
}
