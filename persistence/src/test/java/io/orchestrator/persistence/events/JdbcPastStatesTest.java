package io.orchestrator.persistence.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.audit.PastState;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The state at an event, read back from the table. */
class JdbcPastStatesTest {
  private static final Instant T0 = Instant.parse("2026-11-30T15:00:00.123456Z");

  private static SystemEvent event(long seq, String type, Map<String, Object> data) {
    return new SystemEvent(
        seq, T0.plusSeconds(seq), type, "trading_desk", Severity.INFO, data, "w-1");
  }

  private static SystemEvent fill(long seq, String execId, String side, long quantity) {
    return event(
        seq,
        EventTypes.ORDER_FILLED,
        Map.of(
            "client_order_id",
            "wf/1/a",
            "exec_id",
            execId,
            "symbol",
            "AAPL",
            "side",
            side,
            "quantity",
            quantity,
            "price",
            new BigDecimal("187.3500")));
  }

  private static List<SystemEvent> story() {
    return List.of(
        event(1, EventTypes.SYSTEM_STATE_CHANGED, Map.of("from", "ready", "to", "running")),
        event(2, EventTypes.POSITION_ADOPTED, Map.of("symbol", "MSFT", "broker", "12")),
        event(
            3,
            EventTypes.ORDER_INTENDED,
            Map.of("client_order_id", "wf/1/a", "symbol", "AAPL", "side", "BUY", "quantity", 100)),
        fill(4, "0000e0d5.69dd7411.01.01", "BUY", 60),
        event(5, EventTypes.FEED_STATE_CHANGED, Map.of("to", "down")),
        fill(6, "0000e0d5.69dd7411.01.02", "BUY", 50),
        event(
            7,
            EventTypes.RISK_LIMITS_CHANGED,
            Map.of(
                "version",
                1,
                "limits",
                Map.of("max_daily_loss", new BigDecimal("4000.50"), "max_orders", 7))),
        event(
            8,
            EventTypes.ORDER_UPDATED,
            Map.of("client_order_id", "wf/1/a", "status", "CANCELLED", "filled", 50)),
        fill(9, "0000e0d5.69dd7412.01.01", "SELL", 80));
  }

  private static void store(Database database, List<SystemEvent> events) throws SQLException {
    try (Connection connection = database.connection()) {
      EventRows.insert(
          connection,
          database.isPostgres(),
          events.stream().map(event -> new EventRows.Row(event, event.seq())).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eachEventHasItsState(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      store(database, story());
      JdbcPastStates past = new JdbcPastStates(database);
      PastState.View beforeTheOrder = past.at(2).orElseThrow();
      assertEquals("running", beforeTheOrder.systemState());
      assertEquals(Map.of("MSFT", 12L), beforeTheOrder.positions());
      assertEquals(List.of(), beforeTheOrder.openOrders());
      PastState.View partly = past.at(5).orElseThrow();
      assertEquals(4, partly.seq(), "the last event that changed it");
      assertEquals(T0.plusSeconds(4), partly.at());
      assertEquals(
          List.of(new PastState.Order("wf/1/a", "AAPL", "BUY", 100, "PARTIALLY_FILLED", 60, 40)),
          partly.openOrders());
      assertEquals(Map.of("AAPL", 60L, "MSFT", 12L), partly.positions());
      assertEquals(0, partly.limitsVersion());
      PastState.View corrected = past.at(6).orElseThrow();
      assertEquals(Map.of("AAPL", 50L, "MSFT", 12L), corrected.positions());
      PastState.View newest = past.at(9).orElseThrow();
      assertEquals(Map.of("AAPL", -30L, "MSFT", 12L), newest.positions());
      assertEquals(List.of(), newest.openOrders());
      assertEquals(1, newest.limitsVersion());
      assertEquals(Map.of("max_daily_loss", 4000.5, "max_orders", 7), newest.limits());
    }
  }

  /** What the table does not hold yet is not answered with what it holds. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlyWhatHappened(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcPastStates past = new JdbcPastStates(database);
      assertEquals(Optional.of(new PastState().view()), past.at(0));
      assertEquals(Optional.empty(), past.at(1));
      store(database, story());
      assertEquals(Optional.empty(), past.at(10));
      assertEquals(Optional.empty(), past.at(-1));
      assertEquals(Map.of(), past.at(1).orElseThrow().positions());
    }
  }

  /** More than the driver reads at a time, with events between them that do not matter. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aLongHistoryIsReadInParts(Kind kind) throws Exception {
    List<SystemEvent> events = new ArrayList<>();
    for (int i = 1; i <= 5_000; i++) {
      events.add(
          i % 2 == 0
              ? event(i, EventTypes.DATA_QUALITY_FLAGGED, Map.of("symbol", "AAPL"))
              : fill(i, "a." + i + ".01", "BUY", 1));
    }
    try (Database database = TestDatabases.migrated(kind)) {
      store(database, events);
      JdbcPastStates past = new JdbcPastStates(database);
      assertEquals(Map.of("AAPL", 2_500L), past.at(5_000).orElseThrow().positions());
      assertEquals(Map.of("AAPL", 1_250L), past.at(2_500).orElseThrow().positions());
      assertEquals(4_999, past.at(5_000).orElseThrow().seq());
    }
  }
}
