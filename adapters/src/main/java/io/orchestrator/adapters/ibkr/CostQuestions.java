package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.OrderTables;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import java.util.concurrent.CompletableFuture;

/** What an order would cost: an order with the what-if mark, answered by an open order with it. */
final class CostQuestions {
  private final Outbox outbox;
  private final Questions questions;
  private final RequestLimits limits;

  CostQuestions(Outbox outbox, Questions questions, RequestLimits limits) {
    this.outbox = outbox;
    this.questions = questions;
    this.limits = limits;
  }

  CompletableFuture<WhatIf> ask(Ticket ticket, Translation translation, String account) {
    CompletableFuture<WhatIf> answer = new CompletableFuture<>();
    Message m;
    try {
      m = translation.orderMessage(ticket, account).set("whatIf", true);
      OrderTables.PLACE_ORDER.encode(m);
    } catch (WireException e) {
      return CompletableFuture.failedFuture(new IllegalStateException(e.getMessage(), e));
    }
    int id = ticket.brokerOrderId();
    Questions.Gathering gathering =
        reply -> {
          answer.complete(answer(reply));
          return true;
        };
    String what = "cost of order " + id;
    if (questions.open(id, what, answer, gathering, limits.timeout())) {
      Outbox.Result sent = outbox.whatIf(id, m);
      if (!sent.written()) {
        questions.failed(id, sent.reason());
      }
    }
    return answer;
  }

  static boolean answers(Message m) {
    return m.name().equals("openOrder") && m.flag("whatIf");
  }

  private static WhatIf answer(Message m) {
    return new WhatIf(
        m.number("initMarginBefore"),
        m.number("maintMarginBefore"),
        m.number("initMarginAfter"),
        m.number("maintMarginAfter"),
        m.number("equityAfter"),
        m.number("maxCommission").or(() -> m.number("commission")),
        m.text("commissionCurrency"),
        m.unescaped("warningText"));
  }
}
