package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderRules;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.GateResult;
import io.orchestrator.domain.risk.PreTradeGate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** From a wish to the gate's first word. A verified exit does not wait for a price. */
final class OrderIntake {
  /** A quote may still come, or get better, within the wait; so may closes. */
  private static final Set<DenialCode> MAY_COME =
      Set.of(
          DenialCode.PRICE_ABSENT,
          DenialCode.PRICE_STALE,
          DenialCode.PRICE_NOT_GOOD,
          DenialCode.CLOSES_ABSENT);

  private final TimerScheduler<TradingDesk.Command> timers;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final DeskPrices prices;
  private final Brackets brackets;
  private final OrderSending sending;

  OrderIntake(
      TimerScheduler<TradingDesk.Command> timers,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor,
      DeskVoice voice,
      DeskPrices prices,
      Brackets brackets,
      OrderSending sending) {
    this.timers = timers;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
    this.voice = voice;
    this.prices = prices;
    this.brackets = brackets;
    this.sending = sending;
  }

  void submit(TradingDesk.Submit c, Turn turn) {
    OrderRequest request = c.request();
    String id = request.clientOrderId().value();
    Optional<OrderSlot> known = floor.find(id);
    Optional<OrderRequest> content = known.flatMap(OrderSlot::request);
    Optional<OrderView> recent = turn.state().recent(id);
    if (content.isPresent()) {
      repeat(c, known.get(), content.get());
    } else if (recent.isPresent()) {
      boolean same = OrderRules.sameContent(requestOf(recent.get(), request), request);
      c.replyTo()
          .tell(
              same
                  ? TradingDesk.OrderReply.of(recent.get())
                  : TradingDesk.OrderReply.refused(DeskRefusals.duplicate(request)));
    } else if (floor.orders() >= room(request, turn)) {
      c.replyTo().tell(TradingDesk.OrderReply.refused(DeskRefusals.overloaded(floor.orders())));
    } else {
      OrderSlot slot = floor.open(request.clientOrderId());
      slot.wish = Optional.of(OrderSlot.Wish.of(request, c.patience(), turn.now));
      slot.submitters.add(c.replyTo());
      prices.forOrder(slot, turn);
      judge(slot, turn);
    }
  }

  /** An exit is never turned away by a crowd: what can only reduce a position has more room. */
  private int room(OrderRequest request, Turn turn) {
    long held = turn.state().book().position(request.symbol().value());
    boolean reduces =
        held != 0
            && Long.signum(held) != request.side().sign()
            && request.quantity() <= Math.abs(held);
    return (reduces ? 4 : 2) * settings.maxOpenOrders();
  }

  private static void repeat(TradingDesk.Submit c, OrderSlot slot, OrderRequest content) {
    if (!OrderRules.sameContent(content, c.request())) {
      c.replyTo().tell(TradingDesk.OrderReply.refused(DeskRefusals.duplicate(c.request())));
    } else if (slot.order.isPresent() && slot.wish.isEmpty()) {
      c.replyTo().tell(TradingDesk.OrderReply.of(slot.order.get().view()));
    } else {
      slot.submitters.add(c.replyTo());
    }
  }

  private static OrderRequest requestOf(OrderView view, OrderRequest like) {
    return new OrderRequest(
        view.clientOrderId(),
        Symbol.of(view.symbol()),
        view.side(),
        view.quantity(),
        view.type(),
        view.limitPrice(),
        view.timeInForce(),
        like.correlationId(),
        like.requestedBy(),
        view.conditions());
  }

  void dryRunPriced(TradingDesk.DryRunPriced c, Turn turn) {
    voice.shocks(knowledge.quotes(c.quotes()));
    OrderRequest request = c.dryRun().request();
    GateResult result =
        PreTradeGate.check(request, knowledge.gate(turn.state(), floor, request, turn.now));
    Optional<Refusal> refusal =
        switch (result) {
          case GateResult.Passed passed -> Optional.empty();
          case GateResult.Refused refused -> Optional.of(refused.refusal());
        };
    Optional<RiskDecision> decision =
        switch (result) {
          case GateResult.Passed passed -> Optional.of(passed.decision());
          case GateResult.Refused refused -> Optional.empty();
        };
    ActorRef<TradingDesk.DryRunReply> asker = c.dryRun().replyTo();
    Optional<CompletionStage<WhatIf>> broker =
        c.dryRun().askBroker() ? sending.whatIf(request, turn) : Optional.empty();
    if (broker.isEmpty()) {
      String why = c.dryRun().askBroker() ? "there is no broker session to ask" : "";
      asker.tell(new TradingDesk.DryRunReply(refusal, decision, Optional.empty(), why));
    } else {
      // The answer comes on a thread of the adapter; the reply needs nothing of the desk.
      broker
          .get()
          .whenComplete(
              (said, failure) ->
                  asker.tell(
                      new TradingDesk.DryRunReply(
                          refusal,
                          decision,
                          Optional.ofNullable(said),
                          failure == null ? "" : words(failure))));
    }
  }

  /** The adapter's own words, without the wrapping of futures. */
  private static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Judges a wish whose name is known to be free, as soon as there is a price. */
  void judge(OrderSlot slot, Turn turn) {
    if (!slot.ready || slot.wish.isEmpty() || slot.wish.get().judged() || slot.order.isPresent()) {
      return;
    }
    if (brackets.entryIsNotJudged(slot)) {
      return;
    }
    OrderRequest request = slot.wish.get().request();
    GateResult result =
        PreTradeGate.check(request, knowledge.gate(turn.state(), floor, request, turn.now));
    switch (result) {
      case GateResult.Passed passed -> {
        if (passed.decision().exit() || slot.priced) {
          passed(slot, request, passed.decision(), turn);
        }
      }
      case GateResult.Refused refused -> {
        if (slot.priced) {
          refused(slot, request, refused.code(), refused.refusal(), turn);
        }
      }
    }
    if (slot.wish.get().judged()) {
      brackets.exitsOf(slot, turn).forEach(exit -> judge(exit, turn));
    }
  }

  /** All orders of it exist before any is judged. */
  void submit(TradingDesk.SubmitBracket c, Turn turn) {
    OrderRequest entry = c.bracket().entry();
    String id = entry.clientOrderId().value();
    boolean known =
        floor.find(id).flatMap(OrderSlot::request).isPresent()
            || turn.state().recent(id).isPresent();
    if (!known) {
      turn.persist(
          new DeskEvent.BracketOpened(
              id, c.bracket().exits().stream().map(ClientOrderId::value).toList(), turn.now));
    }
    for (OrderRequest order : c.bracket().orders()) {
      var replyTo = order == entry ? c.replyTo() : c.exitsReplyTo();
      submit(new TradingDesk.Submit(order, c.patience(), replyTo), turn);
    }
  }

  private void passed(OrderSlot slot, OrderRequest request, RiskDecision decision, Turn turn) {
    slot.wish = slot.wish.map(wish -> wish.judged(decision.exit()));
    if (!decision.exit()) {
      knowledge.flow().entered(request, decision.notional(), turn.now);
    }
    // Both journals write at the same time. The order is sent in a later turn, so when both are on
    // disk; after a death between them, an intent that nobody knows of was never sent.
    turn.persist(new DeskEvent.OrderOpened(slot.id.value(), turn.now));
    floor.say(slot, new OrderMessage.Intend(request, decision));
  }

  private void refused(
      OrderSlot slot, OrderRequest request, DenialCode code, Refusal refusal, Turn turn) {
    OrderSlot.Wish wish = slot.wish.get();
    if (wish.since().plus(patience(wish, code)).isAfter(turn.now)) {
      timers.startSingleTimer(
          "price-" + slot.id, new TradingDesk.PriceAgain(slot.id.value()), settings.quoteRetry());
      return;
    }
    if (code == DenialCode.ORDER_FREQUENCY) {
      voice.news(new DeskNews.FrequencyExceeded(knowledge.flow().entries(turn.now)));
    }
    slot.wish = Optional.of(wish.judged(false));
    floor.say(slot, new OrderMessage.Deny(request, refusal));
  }

  /** A price that is missing after a long wait for the session has had its time, too. */
  private Duration patience(OrderSlot.Wish wish, DenialCode code) {
    if (code.passing()) {
      return wish.patience();
    }
    Duration quoteWait = settings.quoteWait();
    boolean longer = wish.patience().compareTo(quoteWait) > 0;
    return MAY_COME.contains(code) ? (longer ? wish.patience() : quoteWait) : Duration.ZERO;
  }
}
