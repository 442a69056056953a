package io.orchestrator.actors.trading;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.BrokerStatus;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.risk.WorkingOrder;
import java.util.Map;
import java.util.Optional;

/**
 * Two live orders of one name at the broker: seen after a change met a broken line. Nothing more is
 * opened in that symbol, over restarts, until a person releases it; the second order counts in the
 * exposure, also when the first is over.
 */
final class TwinOrders {
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private final DeskVoice voice;
  private final SyncRounds rounds;

  TwinOrders(DeskKnowledge knowledge, DeskFloor floor, DeskVoice voice, SyncRounds rounds) {
    this.knowledge = knowledge;
    this.floor = floor;
    this.voice = voice;
    this.rounds = rounds;
  }

  /** Looks at what the broker shows under the name of an order of ours. */
  void judge(OrderSlot slot, OpenOrderReported e, Turn turn) {
    slot.heard(e.permId());
    long own = slot.permId();
    boolean twin =
        slot.order.isPresent()
            && own > 0
            && e.permId() > 0
            && own != e.permId()
            && BrokerStatus.of(e.status()) == BrokerStatus.LIVE;
    if (!twin) {
      return;
    }
    rounds.twinReported(e.symbol());
    rounds.seenForeign(e.permId());
    floor.foreignOrder(
        e.permId(),
        new WorkingOrder("twin of " + slot.id, e.symbol(), e.side(), e.quantity(), 0, false));
    if (turn.state().blockedNames().containsKey(e.symbol())) {
      return;
    }
    turn.persist(
        new DeskEvent.NameBlocked(e.symbol(), "two live orders are named " + slot.id, turn.now));
    voice.say(
        EventTypes.ORDER_DUPLICATED,
        Severity.CRITICAL,
        Map.of(
            "client_order_id", slot.id.value(),
            "symbol", e.symbol(),
            "perm_ids", own + "," + e.permId()));
  }

  /** A person says that it is sorted out; the broker must have shown it. */
  void release(TradingDesk.ReleaseName c, Turn turn) {
    Optional<Refusal> refusal;
    if (!turn.state().blockedNames().containsKey(c.symbol())) {
      refusal = Optional.of(DeskRefusals.notBlocked(c.symbol()));
    } else if (!knowledge.reconciled() || !rounds.freeOfTwins(c.symbol())) {
      refusal = Optional.of(DeskRefusals.stillTwins(c.symbol()));
    } else {
      refusal = Optional.empty();
      turn.persist(new DeskEvent.NameReleased(c.symbol(), c.reason(), c.by(), turn.now));
      voice.say(
          EventTypes.NAME_RELEASED,
          Severity.WARNING,
          Map.of("symbol", c.symbol(), "reason", c.reason(), "by", c.by()));
    }
    turn.then(() -> c.replyTo().tell(new TradingDesk.NameReply(refusal)));
  }
}
