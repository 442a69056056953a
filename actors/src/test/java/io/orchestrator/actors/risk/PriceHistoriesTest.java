package io.orchestrator.actors.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Histories behind the risk measures are used for five minutes. */
class PriceHistoriesTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:30:00Z");
  private final Asked market = new Asked();
  private final PriceHistories histories = new PriceHistories(market, RiskMonitorSettings.DEFAULT);

  @Test
  void aHistoryIsUsedForFiveMinutesAndThenFetchedAgain() throws Exception {
    Duration time = RiskMonitorSettings.DEFAULT.historyTtl();
    assertEquals(Duration.ofMinutes(5), time, "the specification's time");
    assertEquals(1, closeAt(T0));
    assertEquals(1, closeAt(T0.plus(time).minusMillis(1)));
    assertEquals(1, market.calls);
    assertEquals(2, closeAt(T0.plus(time).plusMillis(1)));
    assertEquals(2, market.calls);
  }

  @Test
  void anOldHistoryDoesNotStandInForOneThatCannotBeFetched() throws Exception {
    closeAt(T0);
    market.down = true;
    PriceHistories.Answer answer = ask(T0.plusSeconds(301));
    assertTrue(answer.bars().isEmpty());
    assertEquals("no history of AAPL: down", answer.missing().orElseThrow());
  }

  private double closeAt(Instant now) throws Exception {
    PriceHistories.Answer answer = ask(now);
    histories.keep(answer, now);
    return answer.bars().get("AAPL").getFirst().close();
  }

  private PriceHistories.Answer ask(Instant now) throws Exception {
    return histories.of(Set.of("AAPL"), Set.of(), now).get(10, TimeUnit.SECONDS);
  }

  /** The n-th history has a bar at price n. */
  private static final class Asked implements Market {
    int calls;
    boolean down;

    @Override
    public CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols) {
      throw new AssertionError("no quote is needed");
    }

    @Override
    public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
      calls++;
      return down
          ? CompletableFuture.failedFuture(new IllegalStateException("down"))
          : CompletableFuture.completedFuture(
              List.of(new Bar(symbol, timeframe, T0, calls, calls, calls, calls, 1)));
    }

    @Override
    public Instant now() {
      return T0;
    }
  }
}
