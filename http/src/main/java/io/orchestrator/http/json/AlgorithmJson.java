package io.orchestrator.http.json;

import io.orchestrator.domain.execution.ChildOrder;
import io.orchestrator.domain.execution.CostEstimate;
import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionReport;
import io.orchestrator.domain.execution.ExecutionSummary;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.Slice;

/** Execution algorithms on the wire. */
public final class AlgorithmJson {
  private AlgorithmJson() {}

  public static Shape parent(ParentOrder parent) {
    ParentRequest request = parent.request();
    return Shape.of("execution_id", request.id().value())
        .and("symbol", request.symbol().value())
        .and("side", request.side())
        .and("quantity", request.quantity())
        .and("algorithm", request.algorithm())
        .and("urgency", request.urgency())
        .and("limit_price", request.limitPrice())
        .and("status", parent.status())
        .and("reason", parent.reason())
        .and("filled", parent.filled())
        .and("remaining", parent.remaining())
        .and("average_price", parent.averagePrice())
        .and("commission", parent.commission())
        .and("started_at", parent.startedAt())
        .and("ended_at", parent.endedAt())
        .and("created_at", parent.createdAt())
        .and("updated_at", parent.updatedAt())
        .and("correlation_id", request.correlationId())
        .and("requested_by", request.requestedBy())
        .and("plan", plan(parent.plan()))
        .and("report", report(ExecutionReport.of(parent)))
        .and(
            "children",
            parent.children().stream().map(child -> child(parent, child).map()).toList())
        .and(
            "timeline",
            parent.notes().stream()
                .map(note -> Shape.of("at", note.at()).and("what", note.what()).map())
                .toList());
  }

  public static Shape summary(ExecutionSummary summary) {
    return Shape.of("execution_id", summary.id().value())
        .and("symbol", summary.symbol())
        .and("side", summary.side())
        .and("quantity", summary.quantity())
        .and("algorithm", summary.algorithm())
        .and("status", summary.status())
        .and("reason", summary.reason())
        .and("filled", summary.filled())
        .and("average_price", summary.averagePrice())
        .and("children", summary.children())
        .and("start", summary.start())
        .and("end", summary.end())
        .and("created_at", summary.createdAt())
        .and("updated_at", summary.updatedAt());
  }

  public static Shape plan(ExecutionPlan plan) {
    return Shape.of("start", plan.start())
        .and("end", plan.end())
        .and("min_slice", plan.minSlice())
        .and("max_slice", plan.maxSlice())
        .and("basis", plan.basis())
        .and("estimate", plan.estimate().map(AlgorithmJson::estimate))
        .and("slices", plan.slices().stream().map(s -> slice(s).map()).toList());
  }

  private static Shape slice(Slice slice) {
    return Shape.of("slice", slice.index())
        .and("start", slice.start())
        .and("end", slice.end())
        .and("quantity", slice.quantity());
  }

  private static Shape estimate(CostEstimate estimate) {
    return Shape.of("arrival_price", estimate.arrivalPrice())
        .and("spread", estimate.spread())
        .and("daily_volume", estimate.dailyVolume())
        .and("daily_volatility", estimate.dailyVolatility())
        .and("share_of_daily_volume", estimate.shareOfDailyVolume())
        .and("square_root_bps", estimate.squareRootBps())
        .and("square_root_usd", estimate.squareRootUsd())
        .and("expected_usd", estimate.expectedUsd())
        .and("risk_usd", estimate.riskUsd())
        .and("risk_aversion", estimate.riskAversion());
  }

  private static Shape report(ExecutionReport report) {
    return Shape.of("filled", report.filled())
        .and("average_price", report.averagePrice())
        .and("arrival", slippage(report.arrival()))
        .and("vwap", slippage(report.vwap()))
        .and("schedule", slippage(report.schedule()))
        .and("opportunity_usd", report.opportunityUsd())
        .and("fees_usd", report.feesUsd())
        .and("total_usd", report.totalUsd())
        .and("market_volume", report.marketVolume())
        .and("participation", report.participation())
        .and("children", report.children())
        .and("children_filled", report.childrenFilled());
  }

  private static Shape slippage(ExecutionReport.Slippage slippage) {
    return Shape.of("benchmark", slippage.benchmark())
        .and("bps", slippage.bps())
        .and("usd", slippage.usd());
  }

  private static Shape child(ParentOrder parent, ChildOrder child) {
    return Shape.of("client_order_id", child.id(parent.request().id()).value())
        .and("slice", child.slice())
        .and("quantity", child.quantity())
        .and("limit_price", child.limitPrice())
        .and(
            "status",
            child.lapsed() ? "lapsed" : child.status().map(s -> (Object) s).orElse("planned"))
        .and("filled", child.filled())
        .and("average_price", child.averagePrice())
        .and("commission", child.commission())
        .and("cancel_reason", child.cancelAsked())
        .and("planned_at", child.plannedAt())
        .and("market_time", child.marketAt())
        .and("detail", child.detail());
  }
}
