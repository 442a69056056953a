package io.orchestrator.actors.trading;

import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.Book.Recognition;
import io.orchestrator.domain.portfolio.Holding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the orders' journals answer: the next step of each order, our own books, and those who wait.
 */
final class OrderOutcomes {
  private final TimerScheduler<TradingDesk.Command> timers;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final ExecutionCounts counts;
  private final DeskPrices prices;
  private final OrderIntake intake;
  private final OrderSending sending;
  private final TwinOrders twins;

  OrderOutcomes(
      TimerScheduler<TradingDesk.Command> timers,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor,
      DeskVoice voice,
      DeskPrices prices,
      OrderIntake intake,
      OrderSending sending,
      TwinOrders twins) {
    this.timers = timers;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
    this.voice = voice;
    counts = new ExecutionCounts(knowledge, voice);
    this.prices = prices;
    this.intake = intake;
    this.sending = sending;
    this.twins = twins;
  }

  void riskReported(TradingDesk.ApplyRisk c, Turn turn) {
    knowledge.report(c.report(), c.goodFor());
    counts.reported(turn);
  }

  void quotesArrived(TradingDesk.QuotesArrived c, Turn turn) {
    voice.shocks(knowledge.quotes(c.quotes()));
    floor
        .find(c.id())
        .ifPresent(
            slot -> {
              slot.priced = true;
              if (slot.repricing) {
                slot.repricing = false;
                sending.send(slot, turn);
              } else {
                intake.judge(slot, turn);
              }
            });
  }

  void entityReady(TradingDesk.EntityReady c, Turn turn) {
    Optional<OrderSlot> found = floor.find(c.id());
    if (found.isEmpty()) {
      return;
    }
    OrderSlot slot = found.get();
    boolean first = slot.order.isEmpty();
    floor.ready(slot, c.state());
    slot.seekers.forEach(
        s -> s.tell(new TradingDesk.OrderReply(c.state().map(OrderState::view), Optional.empty())));
    slot.seekers.clear();
    if (c.state().isEmpty()) {
      if (slot.wish.isPresent()) {
        intake.judge(slot, turn);
      } else if (slot.idle()) {
        if (turn.state().open().contains(c.id())) {
          turn.persist(new DeskEvent.OrderDropped(c.id(), turn.now));
        }
        refuseWaiters(slot);
        floor.retire(slot);
      }
    } else if (first) {
      recovered(slot, c.state().get(), turn);
    }
  }

  private void recovered(OrderSlot slot, OrderState order, Turn turn) {
    boolean wasOpen = turn.state().open().contains(slot.id.value());
    slot.wish.ifPresent(
        wish -> {
          if (!wish.judged() && !order.sameContent(wish.request())) {
            Refusal refusal = DeskRefusals.duplicate(wish.request());
            slot.submitters.forEach(s -> s.tell(TradingDesk.OrderReply.refused(refusal)));
            slot.submitters.clear();
          }
        });
    slot.wish = Optional.empty();
    if (wasOpen) {
      // A stop between the order's journal and ours: our books catch up.
      order.fills().values().forEach(fill -> book(fill, order, turn));
    }
    if (order.status() == OrderStatus.INTENDED && slot.idle()) {
      floor.say(
          slot,
          new OrderMessage.Uncertain(0, "the desk stopped between the intent and its outcome"));
    }
    slot.recovered = true;
    if (order.status() == OrderStatus.SENT || slot.report.isPresent()) {
      // The first round may have begun before this journal was read: it judged without it.
      askTheBroker();
    }
    slot.report.ifPresent(r -> twins.judge(slot, r, turn));
    slot.replySubmitters();
    settle(slot, order, false, turn);
  }

  private void askTheBroker() {
    timers.startSingleTimer(
        "sync", new TradingDesk.SyncWanted(), settings.settle().plusMillis(100));
  }

  /**
   * @return the slot if nothing is under way for it
   */
  Optional<OrderSlot> told(TradingDesk.Told c, Turn turn) {
    Optional<OrderSlot> found = floor.find(c.id());
    if (found.isEmpty()) {
      return found;
    }
    OrderSlot slot = found.get();
    List<OrderMessage> heard = slot.inFlight;
    slot.inFlight = List.of();
    floor.update(slot, c.state());
    if (c.state().isEmpty()) {
      disown(slot, heard, turn);
      floor.flush(slot);
      floor.retire(slot);
      return found;
    }
    OrderState order = c.state().get();
    bookAll(order, heard, c.facts(), turn);
    voice.told(order, c.facts());
    c.facts().forEach(fact -> react(slot, order, fact, turn));
    if (!c.facts().isEmpty() && order.status() != OrderStatus.INTENDED) {
      slot.replySubmitters();
    }
    settle(slot, order, !c.facts().isEmpty(), turn);
    floor.flush(slot);
    return found.filter(OrderSlot::idle);
  }

  private void react(OrderSlot slot, OrderState order, OrderEvent fact, Turn turn) {
    switch (fact) {
      case OrderEvent.OrderIntended e -> {
        slot.wish = Optional.empty();
        slot.placed = false;
        sending.send(slot, turn);
      }
      case OrderEvent.OrderDenied e -> {
        slot.wish = Optional.empty();
        sending.bracketMoved(slot, turn);
      }
      case OrderEvent.OrderBecameUnknown e -> {
        voice.news(new DeskNews.OrderOutcome(true));
        slot.placed = true;
        askTheBroker();
      }
      case OrderEvent.OrderResolved e -> {
        if (e.resolution() == OrderEvent.Resolution.NEVER_REACHED) {
          slot.placed = false;
          slot.writtenAs = 0;
          slot.repricing = true;
          prices.forOrder(slot, turn);
        } else {
          sending.bracketMoved(slot, turn);
        }
      }
      case OrderEvent.CancelRequested e -> {
        if (!slot.cancelWritten && !slot.cancelQueued) {
          sending.cancelNow(slot, turn);
        }
      }
      case OrderEvent.OrderSent e -> {}
      case OrderEvent.OrderResized e -> sending.send(slot, turn);
      case OrderEvent.OrderAcknowledged e -> voice.news(new DeskNews.OrderOutcome(false));
      case OrderEvent.ExecutionBooked e -> {}
      case OrderEvent.CommissionBooked e -> {}
      case OrderEvent.OrderCancelled e -> sending.bracketMoved(slot, turn);
      case OrderEvent.OrderRejected e -> {
        voice.news(new DeskNews.OrderOutcome(true));
        sending.bracketMoved(slot, turn);
      }
    }
  }

  /** Opens or closes it in our own journal, and answers those who wait for its end. */
  private void settle(OrderSlot slot, OrderState order, boolean changed, Turn turn) {
    String id = slot.id.value();
    OrderView view = order.view();
    if (!order.status().terminal()) {
      if (!turn.state().open().contains(id)) {
        turn.persist(new DeskEvent.OrderOpened(id, turn.now));
      }
      return;
    }
    slot.waitsForSession = false;
    boolean news = changed && !turn.state().recent(id).equals(Optional.of(view));
    if (turn.state().open().contains(id) || news) {
      turn.persist(new DeskEvent.OrderClosed(view, turn.now));
    }
    turn.then(
        () -> {
          slot.waiters.forEach(w -> w.replyTo().tell(TradingDesk.OrderReply.of(view)));
          slot.waiters.clear();
          slot.replySubmitters();
          floor.retire(slot);
        });
  }

  private void refuseWaiters(OrderSlot slot) {
    slot.waiters.forEach(
        w ->
            w.replyTo()
                .tell(TradingDesk.OrderReply.refused(DeskRefusals.notFound(slot.id.value()))));
    slot.waiters.clear();
  }

  /**
   * @param facts what the order's own journal, which forgets nothing, had not known
   */
  private void bookAll(
      OrderState order, List<OrderMessage> heard, List<OrderEvent> facts, Turn turn) {
    for (OrderMessage message : heard) {
      if (message instanceof OrderMessage.ExecutionHeard e) {
        if (!e.execution().fits(order.request())) {
          voice.misattributed(e.execution());
          bookForeign(e.execution().foreign(), turn);
        } else if (facts.stream().anyMatch(fact -> bookedNow(fact, e.execution()))) {
          bookNews(e.execution(), order, turn);
        } else {
          book(e.execution(), order, turn);
        }
      } else if (message instanceof OrderMessage.CommissionHeard c) {
        charge(c.execId(), c.commission(), turn);
      }
    }
  }

  private static boolean bookedNow(OrderEvent fact, Execution execution) {
    return fact instanceof OrderEvent.ExecutionBooked booked
        && booked.execution().execId().equals(execution.execId());
  }

  private void book(Execution execution, OrderState order, Turn turn) {
    if (isNew(execution, turn)) {
      bookNews(execution, order, turn);
    }
  }

  private void bookNews(Execution execution, OrderState order, Turn turn) {
    if (turn.state().book().knows(execution.execId())) {
      return;
    }
    String strategy = ExecutionCounts.counted(order.request());
    enter(execution, strategy, turn);
    counts.booked(strategy, turn);
    if (!order.exit()) {
      knowledge.spent(execution.price().multiply(BigDecimal.valueOf(execution.quantity())));
    }
  }

  private static boolean isNew(Execution execution, Turn turn) {
    return turn.state().book().recognise(execution.execId(), execution.timestamp())
        == Recognition.NEW;
  }

  private void enter(Execution execution, String strategy, Turn turn) {
    boolean before = turn.state().book().full();
    BigDecimal realized = realized(execution, turn);
    turn.persist(new DeskEvent.FillBooked(execution, strategy, turn.now));
    BigDecimal result = realized(execution, turn).subtract(realized);
    if (!before && turn.state().book().full()) {
      voice.say(
          EventTypes.EXECUTION_MEMORY_FULL,
          Severity.CRITICAL,
          Map.of("executions", turn.state().book().executions().size()));
    }
    turn.then(
        () -> {
          voice.news(new DeskNews.PositionsChanged());
          if (result.signum() != 0) {
            voice.news(
                new DeskNews.TradeClosed(execution.clientOrderId(), execution.symbol(), result));
          }
        });
  }

  private static BigDecimal realized(Execution execution, Turn turn) {
    return Optional.ofNullable(turn.state().book().holdings().get(execution.symbol()))
        .map(Holding::realized)
        .orElse(BigDecimal.ZERO);
  }

  /** The fee of a fill that is in the books; the repeated one of a forgotten fill was paid. */
  void charge(String execId, BigDecimal commission, Turn turn) {
    if (turn.state().book().remembers(execId) && !turn.state().book().charged(execId, commission)) {
      turn.persist(new DeskEvent.FillCharged(execId, commission, turn.now));
    }
  }

  /** The journal of that name is empty: somebody else's order or execution. */
  private void disown(OrderSlot slot, List<OrderMessage> heard, Turn turn) {
    floor.isForeign(slot.id.value());
    slot.report.ifPresent(r -> BrokerDialogue.countForeign(r, floor));
    for (OrderMessage message : heard) {
      if (message instanceof OrderMessage.ExecutionHeard e) {
        bookForeign(e.execution(), turn);
      } else if (message instanceof OrderMessage.CommissionHeard c) {
        charge(c.execId(), c.commission(), turn);
      }
    }
    slot.wish = Optional.empty();
  }

  void bookForeign(Execution execution, Turn turn) {
    if (isNew(execution, turn)) {
      enter(execution, "", turn);
      voice.filled(execution, "");
    }
  }
}
