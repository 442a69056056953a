package io.orchestrator.http.json;

import io.orchestrator.actors.api.Trading.Preview;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Orders and what-if answers on the wire. */
public final class OrderJson {
  private static final String ORDER =
      "client_order_id:string,symbol:string,side:string,quantity:integer,type:string,"
          + "limit_price:number,stop_price:number,trail_amount:number,trail_percent:number,"
          + "oca_group:string,parent:string,time_in_force:string,status:string,filled:integer,"
          + "working_quantity:integer,remaining:integer,average_price:number,commission:number,"
          + "broker_order_id:integer,perm_id:integer,created_at:instant,updated_at:instant,correlation_id:string,"
          + "requested_by:string,detail:string";

  /** In the notation of {@code rest.Schema}. */
  public static final String SCHEMA = "{" + ORDER + ",exits:[{" + ORDER + "}]}";

  public static final String DECISION_SCHEMA =
      "{exit:boolean,reference_price:number,notional:number,concentration_after:number,"
          + "gross_exposure_after:number,buying_power_left:number,daily_pnl:number,"
          + "entries_last_minute:integer,halt_epoch:integer,decided_at:instant}";

  public static final String PREVIEW_SCHEMA =
      "{would_pass:boolean,code:string,detail:string,advice:string,decision:"
          + DECISION_SCHEMA
          + ",broker:{init_margin_before:number,init_margin_after:number,"
          + "maint_margin_before:number,maint_margin_after:number,"
          + "equity_with_loan_after:number,commission:number,commission_currency:string,"
          + "warning:string},broker_failure:string}";

  private OrderJson() {}

  public static Shape order(OrderView order) {
    return order(order, List.of());
  }

  /**
   * @param exits of a bracket whose entry this is
   */
  public static Shape order(OrderView order, List<OrderView> exits) {
    return plain(order).and("exits", exits.stream().map(e -> plain(e).map()).toList());
  }

  /** As streams have it, without exits. */
  public static Shape plain(OrderView order) {
    var conditions = order.conditions();
    return Shape.of("client_order_id", order.clientOrderId().value())
        .and("symbol", order.symbol())
        .and("side", order.side())
        .and("quantity", order.quantity())
        .and("type", order.type())
        .and("limit_price", order.limitPrice())
        .and("stop_price", conditions.stopPrice())
        .and("trail_amount", trail(conditions.trail(), Trail.Unit.AMOUNT))
        .and("trail_percent", trail(conditions.trail(), Trail.Unit.PERCENT))
        .and("oca_group", conditions.ocaGroup())
        .and("parent", conditions.parent().map(ClientOrderId::value))
        .and("time_in_force", order.timeInForce())
        .and("status", order.status())
        .and("filled", order.filled())
        .and("working_quantity", order.workingQuantity())
        .and("remaining", Math.max(0, order.workingQuantity() - order.filled()))
        .and("average_price", order.averagePrice())
        .and("commission", order.commission())
        .and("broker_order_id", order.brokerOrderId())
        .and("perm_id", order.permId())
        .and("created_at", order.createdAt())
        .and("updated_at", order.updatedAt())
        .and("correlation_id", order.correlationId())
        .and("requested_by", order.requestedBy())
        .and("detail", order.detail());
  }

  private static Optional<BigDecimal> trail(Optional<Trail> trail, Trail.Unit unit) {
    return trail.filter(t -> t.unit() == unit).map(Trail::value);
  }

  public static Shape decision(RiskDecision decision) {
    return Shape.of("exit", decision.exit())
        .and("reference_price", decision.referencePrice())
        .and("notional", decision.notional())
        .and("concentration_after", decision.concentrationAfter())
        .and("gross_exposure_after", decision.grossExposureAfter())
        .and("buying_power_left", decision.buyingPowerLeft())
        .and("daily_pnl", decision.dailyPnl())
        .and("entries_last_minute", decision.entriesLastMinute())
        .and("halt_epoch", decision.haltEpoch())
        .and("decided_at", decision.decidedAt());
  }

  public static Shape preview(Preview preview) {
    return Shape.of("would_pass", preview.refusal().isEmpty())
        .and("code", preview.refusal().map(r -> r.code()))
        .and("detail", preview.refusal().map(r -> r.detail()))
        .and("advice", preview.refusal().map(r -> r.advice()))
        .and("decision", preview.decision().map(d -> decision(d).map()))
        .and("broker", preview.broker().map(b -> broker(b).map()))
        .and("broker_failure", preview.brokerFailure());
  }

  private static Shape broker(WhatIf said) {
    return Shape.of("init_margin_before", said.initMarginBefore())
        .and("init_margin_after", said.initMarginAfter())
        .and("maint_margin_before", said.maintMarginBefore())
        .and("maint_margin_after", said.maintMarginAfter())
        .and("equity_with_loan_after", said.equityWithLoanAfter())
        .and("commission", said.commission())
        .and("commission_currency", said.commissionCurrency())
        .and("warning", said.warning());
  }
}
