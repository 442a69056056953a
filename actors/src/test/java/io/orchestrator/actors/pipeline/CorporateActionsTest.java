package io.orchestrator.actors.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.FeedNotice;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CorporateActionsTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final CorporateAction SPLIT =
      new CorporateAction(AAPL, LocalDate.of(2020, 8, 31), Kind.SPLIT, 4);
  private static final CorporateAction DIVIDEND =
      new CorporateAction(AAPL, LocalDate.of(2020, 11, 6), Kind.DIVIDEND, 0.205);

  private final MapStore store = new MapStore();
  private final KeptEvents events = new KeptEvents();
  private final CorporateActions actions =
      new CorporateActions(Optional.of(new KeptHistory(store, "iqfeed", false)), events);

  @Test
  void whatTheFeedTellsIsKeptOnceAndSaid() {
    FeedNotice.Fundamentals told = fundamentals(0.25, 0.205);
    assertEquals(List.of(SPLIT, DIVIDEND), actions.told(told));
    assertTrue(actions.told(told).isEmpty(), "told with every watch, news once");
    assertEquals(List.of(SPLIT, DIVIDEND), store.actions(AAPL));
    assertEquals(2, events.ofType(EventTypes.CORPORATE_ACTION_KNOWN).size());
  }

  @Test
  void whatTheImportKnewIsNotReplaced() {
    CorporateAction estimated =
        new CorporateAction(AAPL, LocalDate.of(2020, 11, 6), Kind.DIVIDEND, 0.2049);
    store.replaceActions("imported", AAPL, List.of(estimated));
    assertEquals(List.of(SPLIT), actions.told(fundamentals(0.25, 0.205)));
    assertEquals(List.of(SPLIT, estimated), store.actions(AAPL));
  }

  @Test
  void nonsenseIsLeftOut() {
    assertTrue(CorporateActions.of(fundamentals(0, 0)).isEmpty());
    assertTrue(CorporateActions.of(fundamentals(1, -1)).isEmpty());
  }

  @Test
  void aStoreThatFailsLosesNothingButItself() {
    store.failing = true;
    assertEquals(List.of(SPLIT, DIVIDEND), actions.told(fundamentals(0.25, 0.205)));
  }

  private static FeedNotice.Fundamentals fundamentals(double factor, double dividend) {
    return new FeedNotice.Fundamentals(
        AAPL,
        "APPLE INC.",
        0,
        0,
        0,
        dividend,
        Optional.of(LocalDate.of(2020, 11, 6)),
        List.of(new FeedNotice.Split(factor, LocalDate.of(2020, 8, 31))));
  }
}
