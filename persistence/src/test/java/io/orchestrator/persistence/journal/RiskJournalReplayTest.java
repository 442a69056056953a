package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.system.TradingState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recorded histories of the guard lead to the memory that they led to when they were written. */
class RiskJournalReplayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JournalCodec CODEC =
      new JournalCodec(
          JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS), 1 << 20, 100);

  private static List<JournalRecord> rows(String name) throws Exception {
    Path file = Path.of(RiskJournalReplayTest.class.getResource("/journals/" + name).toURI());
    List<JournalRecord> records = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = JSON.readTree(line);
      byte[] written = row.get("json").toString().getBytes(StandardCharsets.UTF_8);
      records.add(CODEC.decode(written, row.get("manifest").asText()));
    }
    return records;
  }

  private static RiskState replayed(RiskState start, List<JournalRecord> records) {
    RiskState state = start;
    for (JournalRecord record : records) {
      if (record instanceof RiskEvent event) {
        state = state.evolve(event);
      }
    }
    return state;
  }

  @Test
  void aDayOfTheGuard() throws Exception {
    List<JournalRecord> records = rows("risk-guard.jsonl");
    RiskState state = replayed(RiskState.initial(Instant.parse("2026-11-20T14:30:00Z")), records);
    assertEquals(records.getLast(), state, "as it was snapshotted then");
    assertEquals(TradingState.HALTED, state.tradingState());
    assertEquals(94_900, state.lossBaseEquity());
    assertEquals(101_000, state.highWater());
    assertEquals(BreakerState.PROBING, state.breaker(BreakerName.ERROR_RATE).state());
    assertEquals(
        BreakerState.ENTRIES_BLOCKED, state.breaker(BreakerName.PRICE_SHOCK, "MSFT").state());
    assertEquals(1, state.limits(RiskLimits.DEFAULT).version());
    assertEquals(100, state.limits(RiskLimits.DEFAULT).symbol("AAPL").lot());
  }

  /** From before breakers had subjects, and there were only three. */
  @Test
  void aHistoryFromBeforeSubjects() throws Exception {
    List<JournalRecord> records = rows("risk-guard-before-subjects.jsonl");
    RiskState snapshot = (RiskState) records.getLast();
    Breaker frequency = snapshot.breaker(BreakerName.ORDER_FREQUENCY);
    assertEquals(BreakerState.ENTRIES_BLOCKED, frequency.state());
    assertEquals(BreakerState.CLOSED, snapshot.breaker(BreakerName.DRAWDOWN).state());
    assertEquals(0, snapshot.limits(RiskLimits.DEFAULT).version());
    RiskState state = replayed(snapshot, records);
    assertEquals(94_900, state.lossBaseEquity());
    assertEquals(Breaker.PORTFOLIO, state.breaker(BreakerName.DAILY_LOSS).subject());
    assertEquals(1, state.breaker(BreakerName.ORDER_FREQUENCY).trips());
  }
}
