package io.orchestrator.http.json;

import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Compared;

/** Comparisons of the books on the wire. */
public final class ReconciliationJson {
  /** In the notation of {@code rest.Schema}. */
  public static final String SCHEMA =
      "{id:integer,cause:string,outcome:string,complete:boolean,started_at:instant,"
          + "finished_at:instant,asked_by:string,reason:string,detail:string,"
          + "compared:{own_orders:integer,open_orders:integer,completed_orders:integer,"
          + "executions:integer,new_executions:integer,own_positions:integer,positions:integer},"
          + "difference_count:integer,"
          + "differences:[{kind:string,subject:string,own:string,broker:string,usd:number}],"
          + "actions:[{subject:string,action:string,evidence:string}],"
          + "drift:{shares:integer,usd:number,budget_shares:integer,budget_usd:number,"
          + "within:boolean}}";

  private ReconciliationJson() {}

  public static Shape report(ReconciliationReport report) {
    return Shape.of("id", report.id())
        .and("cause", report.cause())
        .and("outcome", report.outcome())
        .and("complete", report.complete())
        .and("started_at", report.startedAt())
        .and("finished_at", report.finishedAt())
        .and("asked_by", report.askedBy())
        .and("reason", report.reason())
        .and("detail", report.detail())
        .and("compared", compared(report.compared()))
        .and("difference_count", report.differenceCount())
        .and(
            "differences",
            report.differences().stream()
                .map(
                    d ->
                        Shape.of("kind", d.kind())
                            .and("subject", d.subject())
                            .and("own", d.own())
                            .and("broker", d.broker())
                            .and("usd", d.usd())
                            .map())
                .toList())
        .and(
            "actions",
            report.actions().stream()
                .map(
                    a ->
                        Shape.of("subject", a.subject())
                            .and("action", a.action())
                            .and("evidence", a.evidence())
                            .map())
                .toList())
        .and(
            "drift",
            Shape.of("shares", report.drift().shares())
                .and("usd", report.drift().usd())
                .and("budget_shares", report.drift().budget().shares())
                .and("budget_usd", report.drift().budget().usd())
                .and("within", report.drift().within()));
  }

  private static Shape compared(Compared c) {
    return Shape.of("own_orders", c.ownOrders())
        .and("open_orders", c.openOrders())
        .and("completed_orders", c.completedOrders())
        .and("executions", c.executions())
        .and("new_executions", c.newExecutions())
        .and("own_positions", c.ownPositions())
        .and("positions", c.positions());
  }
}
