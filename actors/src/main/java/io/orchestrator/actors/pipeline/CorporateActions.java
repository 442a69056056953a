package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.FeedNotice.Fundamentals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits and dividends that the feed tells go into the store, beside the prices. One that any
 * source has told of the same day is known already. Stateless; blocks.
 */
final class CorporateActions {
  private static final Logger LOG = LoggerFactory.getLogger(CorporateActions.class);

  private final Optional<KeptHistory> kept;
  private final Events events;

  CorporateActions(Optional<KeptHistory> kept, Events events) {
    this.kept = kept;
    this.events = events;
  }

  /**
   * @return what was not known before
   */
  List<CorporateAction> told(Fundamentals fundamentals) {
    Symbol symbol = fundamentals.symbol();
    List<CorporateAction> told = of(fundamentals);
    if (told.isEmpty() || kept.isEmpty()) {
      return told;
    }
    try {
      List<CorporateAction> all = new ArrayList<>(kept.get().store().actions(symbol));
      List<CorporateAction> news =
          told.stream().filter(action -> all.stream().noneMatch(k -> same(k, action))).toList();
      if (!news.isEmpty()) {
        all.addAll(news);
        kept.get().store().replaceActions(kept.get().source(), symbol, all);
        news.forEach(this::record);
      }
      return news;
    } catch (RuntimeException e) {
      LOG.warn("corporate actions of {} are not kept: {}", symbol, e.toString());
      return told;
    }
  }

  /** What the feed tells; a factor or amount that cannot be is left out. */
  static List<CorporateAction> of(Fundamentals fundamentals) {
    List<CorporateAction> actions = new ArrayList<>();
    fundamentals.splits().stream()
        .filter(split -> split.factor() > 0 && split.factor() != 1)
        .forEach(
            split ->
                actions.add(
                    new CorporateAction(
                        fundamentals.symbol(), split.date(), Kind.SPLIT, 1 / split.factor())));
    fundamentals
        .exDividend()
        .filter(date -> fundamentals.dividend() > 0)
        .ifPresent(
            date ->
                actions.add(
                    new CorporateAction(
                        fundamentals.symbol(), date, Kind.DIVIDEND, fundamentals.dividend())));
    return actions;
  }

  private static boolean same(CorporateAction a, CorporateAction b) {
    return a.kind() == b.kind() && a.date().equals(b.date());
  }

  private void record(CorporateAction action) {
    events.record(
        EventDraft.of(
            EventTypes.CORPORATE_ACTION_KNOWN,
            DataPipeline.SOURCE,
            Severity.INFO,
            Map.of(
                "symbol", action.symbol().value(),
                "kind", action.kind().name().toLowerCase(Locale.ROOT),
                "date", action.date().toString(),
                "value", action.value())));
  }
}
