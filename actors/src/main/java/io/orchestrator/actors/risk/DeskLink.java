package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.trading.DeskNews;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.risk.RiskEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the desk at our trading state, and answers those who asked for it when it holds there. */
final class DeskLink {
  private final RiskEnvironment env;
  private final RiskMemory memory;
  private final ActorRef<DeskNews> news;
  private final ActorRef<TradingDesk.TradingStateApplied> holds;
  private final List<RiskMonitor.SetTradingState> askers = new ArrayList<>();
  private boolean follows;

  DeskLink(
      RiskEnvironment env,
      RiskMemory memory,
      ActorRef<DeskNews> news,
      ActorRef<TradingDesk.TradingStateApplied> holds) {
    this.env = env;
    this.memory = memory;
    this.news = news;
    this.holds = holds;
  }

  /** Requests for a trading state that wait for the desk. */
  int askers() {
    return askers.size();
  }

  /** Answered when the desk holds what is now decided. */
  void ask(RiskMonitor.SetTradingState asker) {
    askers.add(asker);
    follows = false;
  }

  /** At once, whatever our journal does; the desk answers, and we adopt. */
  void tell(RiskEvent.TradingStateSet set) {
    follows = false;
    env.desk().tell(new TradingDesk.ApplyTradingState(set.to(), set.epoch(), holds));
  }

  /**
   * Repeats until the desk holds the state. A desk that started again knows it from its journal,
   * takes us for a new follower, and so gets fresh numbers.
   */
  void drive() {
    env.desk().tell(new TradingDesk.Follow(news));
    if (!follows) {
      env.desk()
          .tell(
              new TradingDesk.ApplyTradingState(
                  memory.state().tradingState(), memory.state().haltEpoch(), holds));
    }
  }

  void holds(TradingDesk.TradingStateApplied applied) {
    long epoch = memory.state().haltEpoch();
    if (applied.epoch() > epoch) {
      // We stopped between telling the desk and our own journal: its word is the later one.
      RiskEvent adopted =
          new RiskEvent.TradingStateSet(
              memory.state().tradingState(),
              applied.state(),
              "the desk was ahead",
              RiskVoice.SOURCE,
              applied.epoch(),
              memory.now());
      memory.persist(
          List.of(adopted),
          () -> {
            follows = false;
            drive();
          });
    } else if (applied.epoch() == epoch) {
      follows = true;
      answer(applied);
    }
  }

  private void answer(TradingDesk.TradingStateApplied applied) {
    askers.forEach(
        a ->
            a.replyTo()
                .tell(
                    new RiskMonitor.TradingStateReply(
                        applied.state(),
                        applied.epoch(),
                        applied.cancelledOrders(),
                        Optional.empty())));
    askers.clear();
  }
}
