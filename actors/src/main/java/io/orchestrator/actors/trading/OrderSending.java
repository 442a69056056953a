package io.orchestrator.actors.trading;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.OcaType;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderFact;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.port.BrokerGateway.Link;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.GateResult;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.PreTradeGate;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * From an intent on disk to the socket, and back again by cancel or halt. The gate is asked once
 * more in the turn that writes.
 */
final class OrderSending {
  private final DeskEnvironment env;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskPrices prices;
  private final Brackets brackets;
  private final HaltCancels haltCancels;
  private final BrokerIds brokerIds;

  OrderSending(
      DeskEnvironment env,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor,
      DeskPrices prices,
      Brackets brackets,
      HaltCancels haltCancels) {
    this.haltCancels = haltCancels;
    this.env = env;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
    this.prices = prices;
    this.brackets = brackets;
    this.brokerIds = new BrokerIds(settings.brokerIdBlock());
  }

  /** The intent is on disk: judge once more and write to the socket, in this very turn. */
  void send(OrderSlot slot, Turn turn) {
    OrderState order = slot.order.orElse(null);
    if (order == null || order.status() != OrderStatus.INTENDED || slot.placed) {
      return;
    }
    OrderRequest request = order.present();
    if (order.has(OrderFact.CANCEL_REQUESTED)) {
      floor.say(slot, closeUnsent("cancelled before it was sent"));
      return;
    }
    if (request.conditions().parent().isPresent()
        && (!mayGoAlone(slot, turn) || follows(slot, order, turn))) {
      return;
    }
    switch (brackets.exits(slot, turn)) {
      case BROKEN -> {
        Refusal broken = DenialCode.BRACKET_INCOMPLETE.refuse("entry=" + slot.id);
        floor.say(slot, new OrderMessage.Deny(request, broken));
        return;
      }
      case WAIT -> {
        return;
      }
      case READY -> {
        // Or it is no bracket.
      }
    }
    GateResult result =
        PreTradeGate.check(request, knowledge.gate(turn.state(), floor, request, turn.now));
    switch (result) {
      case GateResult.Refused refused -> {
        // An intent waits for a system that is not ready: its gate is asked again when the books
        // are equal, and whenever risk numbers or capabilities arrive.
        boolean notReady = !knowledge.canSend() || refused.code().passing();
        if (!notReady) {
          floor.say(slot, new OrderMessage.Deny(request, refused.refusal()));
        } else if (expired(order, turn.now)) {
          floor.say(slot, new OrderMessage.Deny(request, late(order)));
        } else {
          park(slot);
        }
      }
      case GateResult.Passed passed -> {
        RiskDecision decision = passed.decision();
        if (!decision.exit() && expired(order, turn.now)) {
          floor.say(slot, new OrderMessage.Deny(request, late(order)));
        } else if (!knowledge.canSend()) {
          park(slot);
        } else if (aged(order, decision)) {
          // The journal shall hold the verdict under which it really leaves.
          floor.say(slot, new OrderMessage.Intend(order.request(), decision));
        } else {
          placeWithExits(slot, decision, turn);
        }
      }
    }
  }

  /** An exit of a bracket whose entry has not left goes behind the entry, or not at all. */
  private boolean mayGoAlone(OrderSlot slot, Turn turn) {
    Optional<OrderSlot> entry = brackets.entryOf(slot);
    Optional<OrderState> state = entry.flatMap(e -> e.order);
    if (state.isEmpty()) {
      boolean coming = entry.map(e -> !e.ready || e.wish.isPresent()).orElse(false);
      if (!coming && brackets.entryEndedUnfilled(slot, turn)) {
        // A position of another order is none of its business.
        floor.say(slot, closeUnsent("its entry ended without a fill"));
        return false;
      }
      // The gate lets it pass only if it reduces a position.
      return !coming;
    }
    return switch (state.get().status()) {
      case INTENDED -> {
        send(entry.get(), turn);
        yield false;
      }
      case UNKNOWN -> {
        park(slot);
        yield false;
      }
      case SENT, ACKNOWLEDGED, PARTIALLY_FILLED, FILLED -> true;
      case CANCELLED, REJECTED, DENIED -> {
        if (state.get().filled() == 0) {
          floor.say(slot, closeUnsent("its entry ended without a fill"));
        }
        yield state.get().filled() > 0;
      }
    };
  }

  /**
   * An exit that goes after its entry ended half filled covers what was filled: more would open the
   * other side, and the gate would refuse all of it.
   *
   * @return whether its new size is being written; it is sent when that is on disk
   */
  private boolean follows(OrderSlot slot, OrderState order, Turn turn) {
    long filled = brackets.filledOfEndedEntry(order.request(), turn);
    if (filled == 0 || filled >= order.quantity()) {
      return false;
    }
    floor.say(slot, new OrderMessage.Resize(filled, "its entry filled " + filled + " shares"));
    return true;
  }

  /** The broker keeps an entry until the last of its exits has come. */
  private void placeWithExits(OrderSlot slot, RiskDecision decision, Turn turn) {
    List<OrderSlot> exits = brackets.exitsOf(slot, turn);
    placeNext(slot, decision, exits.isEmpty(), turn);
    for (OrderSlot exit : exits) {
      boolean last = exit == exits.getLast();
      placeNext(exit, exit.order.get().decision().orElseThrow(), last, turn);
    }
  }

  private void placeNext(OrderSlot slot, RiskDecision decision, boolean transmit, Turn turn) {
    int brokerOrderId = brokerIds.take(turn);
    slot.placed = true;
    slot.waitsForSession = false;
    turn.then(() -> place(slot, brokerOrderId, decision, transmit));
  }

  /** Of an order that is attached to another: the number of that one, if it is at the broker. */
  private Optional<Link> link(OrderSlot slot, boolean transmit) {
    OrderConditions conditions = slot.order.get().request().conditions();
    int parent = 0;
    if (conditions.parent().isPresent()) {
      Optional<OrderSlot> entry = brackets.entryOf(slot);
      boolean over = entry.flatMap(e -> e.order).map(o -> o.status().terminal()).orElse(true);
      parent = entry.map(e -> e.writtenAs).orElse(0);
      if (!over && parent == 0) {
        parent = entry.flatMap(e -> e.order).map(OrderState::brokerOrderId).orElse(0);
        if (parent == 0) {
          return Optional.empty();
        }
      }
      parent = over ? 0 : parent;
    }
    return Optional.of(
        new Link(parent, conditions.ocaGroup().orElse(""), OcaType.REDUCE_WITH_BLOCK, transmit));
  }

  private boolean expired(OrderState order, Instant now) {
    return order.createdAt().plus(settings.intentTtl()).isBefore(now);
  }

  private static Refusal late(OrderState order) {
    return DenialCode.INTENT_EXPIRED.refuse("intended_at=" + order.createdAt());
  }

  private boolean aged(OrderState order, RiskDecision fresh) {
    RiskDecision written = order.decision().orElseThrow();
    return written.haltEpoch() != fresh.haltEpoch()
        || written.exit() != fresh.exit()
        || written.decidedAt().plus(settings.verdictTtl()).isBefore(fresh.decidedAt());
  }

  private void park(OrderSlot slot) {
    slot.waitsForSession = true;
    slot.replySubmitters();
  }

  private void place(OrderSlot slot, int brokerOrderId, RiskDecision decision, boolean transmit) {
    OrderRequest request = slot.order.get().present();
    Optional<Link> link = link(slot, transmit);
    if (link.isEmpty()) {
      // Its entry did not leave: it waits for the next time.
      slot.placed = false;
      park(slot);
      return;
    }
    floor.expect(brokerOrderId, slot);
    Ticket ticket = ticket(request, brokerOrderId, decision.exit(), link.get());
    slot.writtenAs = 0;
    knowledge.flow().message(env.clock().instant());
    SendOutcome outcome = env.gateway().place(ticket, decision.haltEpoch());
    switch (outcome) {
      case WRITTEN -> {
        slot.writtenAs = brokerOrderId;
        floor.say(slot, new OrderMessage.Sent(brokerOrderId, decision.haltEpoch()));
      }
      case UNCERTAIN ->
          floor.say(
              slot, new OrderMessage.Uncertain(brokerOrderId, "a part of its bytes may have left"));
      case NOT_CONNECTED -> {
        slot.placed = false;
        park(slot);
      }
      case REFUSED_BY_EPOCH -> {
        slot.placed = false;
        Refusal late = DenialCode.EPOCH_PASSED.refuse("epoch=" + decision.haltEpoch());
        floor.say(slot, new OrderMessage.Deny(request, late));
      }
    }
  }

  private static Ticket ticket(OrderRequest request, int brokerOrderId, boolean exit, Link link) {
    return new Ticket(
        brokerOrderId,
        request.clientOrderId().value(),
        request.symbol().value(),
        request.side(),
        request.quantity(),
        request.type(),
        request.limitPrice(),
        request.timeInForce(),
        exit,
        request.conditions().stopPrice(),
        request.conditions().trail(),
        link);
  }

  /**
   * What the broker would ask for it; no order comes into being.
   *
   * @return empty while there is no session to ask
   */
  Optional<CompletionStage<WhatIf>> whatIf(OrderRequest request, Turn turn) {
    if (!knowledge.canSend()) {
      return Optional.empty();
    }
    int brokerOrderId = brokerIds.take(turn);
    Link link =
        new Link(0, request.conditions().ocaGroup().orElse(""), OcaType.REDUCE_WITH_BLOCK, true);
    Ticket ticket = ticket(request, brokerOrderId, false, link);
    CompletableFuture<WhatIf> answer = new CompletableFuture<>();
    // The number must be on disk as spent before it is used.
    turn.then(
        () ->
            env.gateway()
                .whatIf(ticket)
                .whenComplete(
                    (said, failure) -> {
                      if (failure == null) {
                        answer.complete(said);
                      } else {
                        answer.completeExceptionally(failure);
                      }
                    }));
    return Optional.of(answer);
  }

  /** The entry of a bracket ended, or one of its exits did: the others may have to follow. */
  void bracketMoved(OrderSlot slot, Turn turn) {
    brackets.entryOf(slot).ifPresent(entry -> send(entry, turn));
    brackets.exitsOf(slot, turn).forEach(exit -> send(exit, turn));
  }

  /** Risk numbers and limits arrived. */
  void reported(Turn turn) {
    cancelRestricted(turn);
    readier(turn);
  }

  /** Risk numbers or capabilities arrived: entries that waited for them are judged anew. */
  void readier(Turn turn) {
    if (knowledge.canSend() && knowledge.reconciled()) {
      resume(true, turn);
    }
  }

  /** The session is back, or the books are equal: what waited is judged anew. */
  void resume(boolean entriesToo, Turn turn) {
    for (OrderSlot slot : List.copyOf(floor.slots())) {
      if (!slot.waitsForSession || slot.order.isEmpty()) {
        continue;
      }
      if (slot.order.get().exit()) {
        slot.waitsForSession = false;
        send(slot, turn);
      } else if (entriesToo) {
        slot.waitsForSession = false;
        slot.repricing = true;
        prices.forOrder(slot, turn);
      }
    }
  }

  void sessionReady(int nextOrderId, Turn turn) {
    brokerIds.sessionReady(nextOrderId, turn);
  }

  void cancel(TradingDesk.Cancel c, Turn turn) {
    Optional<OrderSlot> slot = floor.find(c.id().value()).filter(s -> s.order.isPresent());
    if (slot.isEmpty()) {
      Optional<OrderView> recent = turn.state().recent(c.id().value());
      c.replyTo()
          .tell(
              recent
                  .map(TradingDesk.OrderReply::of)
                  .orElseGet(
                      () -> TradingDesk.OrderReply.refused(DeskRefusals.notFound(c.id().value()))));
      return;
    }
    if (slot.get().order.get().status().terminal()) {
      c.replyTo().tell(TradingDesk.OrderReply.of(slot.get().order.get().view()));
      return;
    }
    slot.get().submitters.add(c.replyTo());
    cancel(slot.get(), c.by(), turn);
  }

  private void cancel(OrderSlot slot, String by, Turn turn) {
    OrderState order = slot.order.get();
    if (order.status() == OrderStatus.INTENDED && !slot.placed && slot.idle()) {
      slot.waitsForSession = false;
      floor.say(slot, closeUnsent("cancelled by " + by + " before it was sent"));
    } else if (order.has(OrderFact.CANCEL_REQUESTED)) {
      cancelNow(slot, turn);
      slot.replySubmitters();
    } else {
      floor.say(slot, new OrderMessage.RequestCancel(by));
    }
  }

  /** A cancel is idempotent at the broker; the first may have met a dead session. */
  void cancelNow(OrderSlot slot, Turn turn) {
    int brokerOrderId = slot.order.map(OrderState::brokerOrderId).orElse(0);
    if (brokerOrderId > 0) {
      turn.then(
          () -> {
            knowledge.flow().message(turn.now);
            slot.cancelWritten = env.gateway().cancel(brokerOrderId) == SendOutcome.WRITTEN;
          });
    }
  }

  private static OrderMessage closeUnsent(String why) {
    return new OrderMessage.Resolve(OrderEvent.Resolution.CLOSED_UNSENT, why);
  }

  void applyTradingState(TradingDesk.ApplyTradingState c, Turn turn) {
    if (c.epoch() < turn.state().haltEpoch()) {
      c.replyTo()
          .tell(
              new TradingDesk.TradingStateApplied(
                  turn.state().tradingState(), turn.state().haltEpoch(), 0));
      return;
    }
    if (c.epoch() != turn.state().haltEpoch() || c.state() != turn.state().tradingState()) {
      turn.persist(new DeskEvent.TradingStateApplied(c.state(), c.epoch(), turn.now));
    }
    turn.then(() -> env.gateway().raiseHaltEpoch(c.epoch()));
    int cancelled = c.state() == TradingState.ACTIVE ? 0 : cancelEntries(turn);
    turn.then(haltCancels::slice);
    turn.then(
        () ->
            c.replyTo().tell(new TradingDesk.TradingStateApplied(c.state(), c.epoch(), cancelled)));
  }

  /**
   * What a restricted name or strategy still has working would open what may not be opened. Looked
   * at with each report, so that nothing is forgotten when this desk was not there in between.
   */
  private void cancelRestricted(Turn turn) {
    LimitSet limits = knowledge.limits();
    if (!limits.restrictsAny()) {
      return;
    }
    for (OrderSlot slot : List.copyOf(floor.slots())) {
      if (slot.open()
          && !slot.order.get().exit()
          && !slot.order.get().has(OrderFact.CANCEL_REQUESTED)
          && limits.restricts(slot.order.get().request())) {
        cancel(slot, "limits", turn);
      }
    }
  }

  /** Protective stops and orders of people included: the caller was warned. */
  void cancelEverything(TradingDesk.CancelEverything c, DeskVoice voice, Turn turn) {
    turn.then(
        () -> {
          SendOutcome outcome = env.gateway().cancelEverything();
          voice.say(
              EventTypes.EVERYTHING_CANCELLED,
              Severity.CRITICAL,
              Map.of(
                  "reason", c.reason(),
                  "by", c.by(),
                  "outcome", outcome.name().toLowerCase(Locale.ROOT)));
          c.replyTo()
              .tell(
                  new TradingDesk.EverythingReply(
                      outcome == SendOutcome.WRITTEN
                          ? Optional.empty()
                          : Optional.of(DeskRefusals.noSession())));
        });
  }

  /**
   * The bytes of a halt's cancels: a cancel is idempotent and true without a journal, which gets
   * the wish when it can.
   */
  void cancelEntriesAtOnce() {
    for (OrderSlot slot : floor.slots()) {
      if (entry(slot) && slot.brokerOrderId() > 0) {
        slot.cancelWritten = false;
        haltCancels.add(slot);
      }
    }
    haltCancels.slice();
  }

  private static boolean entry(OrderSlot slot) {
    return slot.open() && !slot.order.get().exit();
  }

  private int cancelEntries(Turn turn) {
    int cancelled = 0;
    for (OrderSlot slot : List.copyOf(floor.slots())) {
      if (entry(slot)) {
        // Of a desk that was still recovering when the halt came.
        if (slot.brokerOrderId() > 0 && !slot.cancelWritten) {
          haltCancels.add(slot);
        }
        if (!slot.order.get().has(OrderFact.CANCEL_REQUESTED)) {
          cancel(slot, "halt", turn);
        }
        cancelled++;
      }
    }
    return cancelled;
  }
}
