package io.orchestrator.persistence.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.alert.Alert.State;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertStore.Delivery;
import io.orchestrator.domain.port.AlertStore.Query;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcAlertStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:30:00Z");

  private static Alert alert(String id, State state, Severity severity, long seq) {
    return new Alert(
        id,
        "key/" + severity,
        state,
        severity,
        "title",
        "détail\0 of it",
        NOW,
        NOW.plusSeconds(1),
        3,
        seq,
        state == State.ACKNOWLEDGED ? Optional.of("ann") : Optional.empty(),
        state == State.ACKNOWLEDGED ? Optional.of(NOW) : Optional.empty(),
        "note",
        1,
        state == State.OPEN ? Optional.of(NOW.plusSeconds(60)) : Optional.empty(),
        NOW,
        state == State.RESOLVED ? Optional.of(NOW) : Optional.empty());
  }

  private static Delivery delivery(String id, Alert alert) {
    return new Delivery(id, "email", AlertMessage.of(Reason.RAISED, alert, NOW), NOW, 0);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsSavedComesBackAndPages(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcAlertStore(database);
      assertEquals(Optional.empty(), store.position());
      store.judged(5);
      Alert open = alert("alert-1", State.OPEN, Severity.CRITICAL, 7);
      Alert taken = alert("alert-2", State.ACKNOWLEDGED, Severity.ERROR, 8);
      store.judged(7, open, List.of(delivery("d-1", open)));
      store.save(taken, List.of());
      store.judged(9, alert("alert-3", State.RESOLVED, Severity.CRITICAL, 9), List.of());
      assertEquals(Optional.of(9L), store.position());
      assertEquals("détail? of it", store.find("alert-1").orElseThrow().detail());
      assertEquals("alert-3", store.latest("key/CRITICAL").orElseThrow().id());
      assertEquals(Optional.of("ann"), store.find("alert-2").orElseThrow().acknowledgedBy());
      assertEquals(3, store.list(query(Optional.empty(), Optional.empty())).size());
      assertEquals(2, store.list(query(Optional.empty(), Optional.of(9L))).size());
      assertEquals(1, store.list(query(Optional.of(State.OPEN), Optional.empty())).size());
      assertEquals(List.of(), store.toEscalate(NOW.plusSeconds(59)));
      assertEquals("alert-1", store.toEscalate(NOW.plusSeconds(60)).getFirst().id());
    }
  }

  private static Query query(Optional<State> state, Optional<Long> before) {
    return new Query(state, Optional.of(Severity.ERROR), before, 10);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void messagesWaitUntilTheyAreDeliveredOrGivenUp(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcAlertStore(database);
      Alert open = alert("alert-1", State.OPEN, Severity.CRITICAL, 7);
      Delivery first = delivery("d-1", open);
      store.judged(7, open, List.of(first, delivery("d-2", open)));
      assertEquals(2, store.due(NOW, 10).size());
      assertEquals(first.message().title(), store.due(NOW, 1).getFirst().message().title());
      store.delivered("d-1");
      store.failed("d-2", Optional.of(NOW.plusSeconds(5)), "no answer");
      assertEquals(List.of(), store.due(NOW, 10));
      assertEquals(1, store.due(NOW.plusSeconds(5), 10).getFirst().attempts());
      assertEquals(1, store.waiting());
      store.failed("d-2", Optional.empty(), "x".repeat(9999));
      assertEquals(0, store.waiting());
    }
  }

  /** A message that cannot be written takes its alert and the position with it. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void allOfItOrNothing(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcAlertStore(database);
      Alert open = alert("alert-1", State.OPEN, Severity.CRITICAL, 7);
      store.judged(6);
      assertThrows(
          DatabaseException.class,
          () -> store.judged(7, open, List.of(delivery("same", open), delivery("same", open))));
      assertEquals(Optional.of(6L), store.position());
      assertTrue(store.find("alert-1").isEmpty());
      assertEquals(0, store.waiting());
    }
  }
}
