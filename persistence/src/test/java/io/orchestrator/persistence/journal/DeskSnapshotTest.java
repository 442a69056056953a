package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.DeskState;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.portfolio.Book;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The desk's snapshot, which remembers every execution of the last days. */
class DeskSnapshotTest {
  private static final Instant AT = Instant.parse("2026-03-02T15:00:00Z");
  private static final String MANIFEST = "desk-state:1";
  private static final JournalCodec CODEC =
      new JournalCodec(
          JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS),
          ConfigFactory.parseResources("reference.conf")
              .getInt("orchestrator.persistence.journal.max-record-bytes"),
          100);

  private static DeskState with(int executions) {
    DeskState state = DeskState.EMPTY.evolve(new DeskEvent.CashAdopted(BigDecimal.TEN, AT));
    for (int i = 0; i < executions; i++) {
      String id = "0000e0d5.69dd%06d.01.01".formatted(i);
      Execution fill =
          new Execution(
              id,
              "workflow-0123456789/step-of-a-usual-name/" + i,
              "GOOGL",
              i % 2 == 0 ? Side.BUY : Side.SELL,
              100,
              new BigDecimal("1234.56"),
              AT.plusMillis(i));
      state =
          state
              .evolve(new DeskEvent.FillBooked(fill, "analysis_to_trade", AT))
              .evolve(new DeskEvent.FillCharged(id, new BigDecimal("1.035"), AT));
    }
    return state;
  }

  @Test
  void theFullestBooksFitIntoARecord() throws Exception {
    DeskState full = with(Book.MAX_EXECUTIONS);
    assertTrue(full.book().full());
    byte[] json = CODEC.encode(full);
    assertEquals(full, CODEC.decode(json, MANIFEST));
  }

  /** Snapshots of the version before have neither a day nor a time of the newest forgotten one. */
  @Test
  void aSnapshotFromBeforeDaysGoesOn() throws Exception {
    DeskState state = with(3);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(CODEC.encode(state));
    ((ObjectNode) json.get("book")).remove(List.of("day", "forgottenUntil"));
    json.remove("executions");
    DeskState read = (DeskState) CODEC.decode(mapper.writeValueAsBytes(json), MANIFEST);
    assertEquals(state.book().executions(), read.book().executions());
    assertTrue(read.book().day().isEmpty());
    assertEquals(0, read.executionsOf("analysis_to_trade").count());
    Execution known = state.book().executions().values().iterator().next();
    assertEquals(read, read.evolve(new DeskEvent.FillBooked(known, "analysis_to_trade", AT)));
  }
}
