package io.orchestrator.actors.trading;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.Portfolio;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What persons say about the books: splits, dividends, and which lots a trade closed. */
final class Bookkeeping {
  private final DeskKnowledge knowledge;
  private final DeskVoice voice;

  Bookkeeping(DeskKnowledge knowledge, DeskVoice voice) {
    this.knowledge = knowledge;
    this.voice = voice;
  }

  void apply(TradingDesk.ApplyCorporateAction c, Turn turn) {
    CorporateAction known = turn.state().book().actions().get(c.action().id());
    if (known != null && !known.equals(c.action())) {
      Refusal refusal = DeskRefusals.duplicateAction(c.action().id());
      c.replyTo().tell(new TradingDesk.PortfolioChanged(Optional.empty(), Optional.of(refusal)));
      return;
    }
    if (known == null) {
      turn.persist(new DeskEvent.CorporateActionApplied(c.action(), turn.now));
      long position = turn.state().book().position(c.action().symbol());
      turn.then(() -> applied(c.action(), position));
    }
    Portfolio after = knowledge.portfolio(turn.state().book(), turn.now);
    turn.then(
        () -> {
          c.replyTo().tell(new TradingDesk.PortfolioChanged(Optional.of(after), Optional.empty()));
          voice.news(new DeskNews.PositionsChanged());
        });
  }

  private void applied(CorporateAction action, long position) {
    voice.say(
        EventTypes.CORPORATE_ACTION_APPLIED,
        Severity.INFO,
        Map.of(
            "id", action.id(),
            "symbol", action.symbol(),
            "kind", action.kind().name().toLowerCase(Locale.ROOT),
            "numerator", action.numerator(),
            "denominator", action.denominator(),
            "amount", action.amount(),
            "effective_at", action.effectiveAt().toString(),
            "position", position));
  }

  /** Quantity, average cost and cash stay, so nobody needs to measure anew. */
  void choose(TradingDesk.ChooseLots c, Turn turn) {
    if (!turn.state().book().choosable(c.execId())) {
      Refusal refusal = DeskRefusals.noSuchExecution(c.execId());
      c.replyTo().tell(new TradingDesk.PortfolioChanged(Optional.empty(), Optional.of(refusal)));
      return;
    }
    turn.persist(new DeskEvent.LotsChosen(c.execId(), c.choice(), c.by(), turn.now));
    Portfolio after = knowledge.portfolio(turn.state().book(), turn.now);
    turn.then(
        () -> {
          voice.say(
              EventTypes.LOTS_CHOSEN,
              Severity.INFO,
              Map.of(
                  "exec_id", c.execId(),
                  "rule", c.choice().rule().name().toLowerCase(Locale.ROOT),
                  "named", c.choice().named(),
                  "by", c.by()));
          c.replyTo().tell(new TradingDesk.PortfolioChanged(Optional.of(after), Optional.empty()));
        });
  }
}
