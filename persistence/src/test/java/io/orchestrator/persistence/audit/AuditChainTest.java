package io.orchestrator.persistence.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.audit.ChainCheck;
import io.orchestrator.domain.audit.ChainHash;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.AuditArchive;
import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditChainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AuditSettings EVERY_TEN =
      new AuditSettings(
          10, Duration.ofHours(1), Duration.ofSeconds(1), 1 << 20, Duration.ofSeconds(10));
  private final EcSeal seal = new EcSeal();

  private static AuditDraft draft(int n) {
    return new AuditDraft(
        "draft-" + n,
        Instant.now(),
        AuditKind.COMMAND,
        "POST /api/orders",
        "ann",
        "10.0.0.7",
        "node-1",
        "AAPL",
        "",
        "{\"n\":\"ä💥" + n + "\"}",
        "requested",
        "r" + n % 3);
  }

  private static List<AuditDraft> drafts(int from, int to) {
    return IntStream.range(from, to).mapToObj(AuditChainTest::draft).toList();
  }

  private static void sql(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private JdbcAuditChain chain(Database database) {
    return new JdbcAuditChain(database, seal, EVERY_TEN, Clock.systemUTC());
  }

  private JdbcAuditArchive archive(Database database, Path home) {
    return new JdbcAuditArchive(database, seal, new LastCheckpoint(home));
  }

  private static AuditArchive.Query all(int limit) {
    return new AuditArchive.Query(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit,
        true);
  }

  /** Each tampering on a fresh chain of 45; checkpoints at 15, 30 and 45. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void tamperingIsFoundWithItsNumber(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      expect(database, 7, "UPDATE audit_entry SET subject = 'bob' WHERE seq = 7");
      expect(database, 20, "UPDATE audit_entry SET after_value = '' WHERE seq = 20");
      expect(database, 9, "UPDATE audit_entry SET kind = 'NOTHING' WHERE seq = 9");
      expect(database, 12, "DELETE FROM audit_entry WHERE seq = 12");
      expect(database, 45, "DELETE FROM audit_entry WHERE seq = 45");
      expect(database, 31, "DELETE FROM audit_entry WHERE seq > 30");
      expect(
          database,
          3,
          "UPDATE audit_entry SET seq = 1003 WHERE seq = 3",
          "UPDATE audit_entry SET seq = 3 WHERE seq = 4",
          "UPDATE audit_entry SET seq = 4 WHERE seq = 1003");
      expect(database, 46, "UPDATE audit_head SET seq = 0");
      expect(database, 30, "UPDATE audit_checkpoint SET signature = 'AAAA' WHERE seq = 30");
      expect(
          database,
          46,
          "INSERT INTO audit_entry SELECT 46, 'x', occurred_at, kind, action, subject, address,"
              + " node, target, before_value, after_value, outcome, correlation_id, hash, hash"
              + " FROM audit_entry WHERE seq = 45");
    }
  }

  private void expect(Database database, long firstBad, String... tampering) throws Exception {
    sql(
        database,
        "DELETE FROM audit_entry",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_head SET seq = 0, hash = '" + ChainHash.GENESIS + "'");
    JdbcAuditChain chain = chain(database);
    chain.append(drafts(0, 15));
    chain.append(drafts(15, 30));
    chain.append(drafts(30, 45));
    JdbcAuditArchive archive = archive(database, TestDatabases.newDirectory());
    assertTrue(archive.verify().intact(), () -> archive.verify().toString());
    sql(database, tampering);
    ChainCheck.Verdict verdict = archive.verify();
    assertEquals(
        Optional.of(firstBad),
        verdict.broken().map(ChainCheck.Break::firstBadSeq),
        tampering[0] + " → " + verdict);
  }

  /** The end is cut off in every table, and a genuine old end put back: this node's file tells. */
  @Test
  void aCutEndIsFoundByTheFileOfTheNode() throws Exception {
    Path home = TestDatabases.newDirectory();
    try (Database database = TestDatabases.migrated(Kind.H2)) {
      AuditWriter writer = writer(home, database);
      chain(database).append(drafts(0, 12));
      sql(database, "CREATE TABLE old_head AS SELECT * FROM audit_head");
      drafts(12, 40).forEach(writer::record);
      Await.until(
          "written", PATIENCE, () -> writer.archive().page(all(100)).entries().size() == 40);
      writer.close();
      sql(
          database,
          "DELETE FROM audit_entry WHERE seq > 12",
          "DELETE FROM audit_checkpoint WHERE seq > 12",
          "DELETE FROM audit_head",
          "INSERT INTO audit_head SELECT * FROM old_head");
      assertTrue(archive(database, TestDatabases.newDirectory()).verify().intact());
      assertEquals(13, archive(database, home).verify().broken().orElseThrow().firstBadSeq());
    }
  }

  private AuditWriter writer(Path home, Database database) {
    return AuditWriter.start(home, database, seal, EVERY_TEN, Clock.systemUTC());
  }

  /** Two nodes say the same and their own, at the same time, each batch twice. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void eachFactOnceWhoeverWrites(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      insertEvents(database, 900);
      List<CompletableFuture<Void>> nodes = new ArrayList<>();
      for (int node = 0; node < 2; node++) {
        JdbcAuditChain chain = chain(database);
        int own = 1_000 * (node + 1);
        nodes.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    for (int twice = 0; twice < 2; twice++) {
                      chain.append(drafts(i * 7, i * 7 + 7));
                      chain.append(drafts(own + i, own + i + 1));
                      chain.appendEvents();
                    }
                  }
                }));
      }
      CompletableFuture.allOf(nodes.toArray(new CompletableFuture<?>[0])).join();
      JdbcAuditArchive archive = archive(database, TestDatabases.newDirectory());
      var verdict = archive.verify();
      assertTrue(verdict.intact(), verdict::toString);
      assertEquals(70 + 20 + 900 - 90, verdict.entries(), "every tenth event is a login");
      assertEquals(900, chain(database).eventSeq());
    }
  }

  private static void insertEvents(Database database, int count) throws SQLException {
    String data = database.isPostgres() ? "CAST('{}' AS JSON)" : "'{}'";
    for (int seq = 1; seq <= count; seq++) {
      String type = seq % 10 == 0 ? "authentication" : "order_updated";
      sql(
          database,
          "INSERT INTO system_event (seq, journal_seq, occurred_at, event_type, source, severity,"
              + " severity_level, correlation_id, data) VALUES (%d, %d, CURRENT_TIMESTAMP, '%s',"
                  .formatted(seq, seq, type)
              + " 'trading_desk', 'INFO', 1, '', "
              + data
              + ")");
    }
  }

  /** Only what is in the answer, and the description of the hashes. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aProofHoldsWithoutTheChain(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcAuditChain chain = chain(database);
      for (int i = 0; i < 25; i++) {
        chain.append(drafts(i, i + 1));
      }
      JdbcAuditArchive archive = archive(database, TestDatabases.newDirectory());
      for (long seq : new long[] {1, 9, 10, 11, 24, 25}) {
        AuditArchive.Proof proof = archive.proof(seq).orElseThrow();
        String link = ChainHash.link(proof.entry().previousHash(), proof.contentHash());
        for (String content : proof.path()) {
          link = ChainHash.link(link, content);
        }
        assertEquals(seq, proof.entry().seq());
        assertEquals(proof.checkpoint().hash(), link);
        assertTrue(proof.checkpoint().genuine(seal));
        assertTrue(proof.path().size() < 10, "as long as two checkpoints are apart");
      }
      assertTrue(archive.proof(26).isEmpty());
      assertTrue(archive.proof(0).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void pagesByFilter(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      chain(database).append(drafts(0, 20));
      JdbcAuditArchive archive = archive(database, TestDatabases.newDirectory());
      AuditArchive.Page first = archive.page(all(15));
      assertEquals(15, first.entries().size());
      assertEquals(Optional.of(15L), first.nextAfterSeq());
      var byRequest =
          new AuditArchive.Query(
              Optional.of(AuditKind.COMMAND),
              Optional.of("ann"),
              Optional.of("POST /api/orders"),
              Optional.of("AAPL"),
              Optional.of("r1"),
              Optional.of(Instant.EPOCH),
              Optional.empty(),
              Optional.of(10L),
              100,
              false);
      assertEquals(
          List.of(8L, 5L, 2L),
          archive.page(byRequest).entries().stream().map(AuditEntry::seq).toList());
    }
  }

  /** The database goes, facts are kept; a kill, a torn line; the next run writes each once. */
  @Test
  void whileTheDatabaseIsAwayFactsWaitOnDisk() throws Exception {
    Path home = TestDatabases.newDirectory();
    var settings = TestDatabases.fresh(Kind.H2);
    Database away = Database.open(settings);
    io.orchestrator.persistence.schema.SchemaMigrator.migrate(away.dataSource());
    AuditWriter writer = writer(home, away);
    writer.record(draft(1));
    Await.until("written", PATIENCE, () -> writer.archive().page(all(10)).entries().size() == 1);
    away.close();
    writer.record(draft(2));
    writer.recordAnyway(draft(3));
    Await.until("entries stop", PATIENCE, () -> !writer.open());
    assertFalse(
        writer.judge(io.orchestrator.domain.health.ProbeResult.ok(Duration.ZERO, "")).reachable());
    // The old writer is left as a kill leaves it: never closed.
    Path spool = home.resolve("audit").resolve("spool.jsonl");
    Files.writeString(spool, "{\"id\":\"torn", StandardOpenOption.APPEND);
    Path next = TestDatabases.newDirectory();
    Files.createDirectories(next.resolve("audit"));
    Files.copy(spool, next.resolve("audit").resolve("spool.jsonl"));
    try (Database back = Database.open(settings);
        AuditWriter again = writer(next, back)) {
      again.record(draft(4));
      Await.until("all", PATIENCE, () -> again.archive().page(all(10)).entries().size() == 4);
      assertEquals(
          List.of("draft-1", "draft-2", "draft-3", "draft-4"),
          again.archive().page(all(10)).entries().stream().map(e -> e.content().id()).toList());
      assertTrue(again.open());
      assertTrue(again.archive().verify().intact());
      Await.until("emptied", PATIENCE, () -> size(next) == 0);
    }
  }

  private static long size(Path home) {
    return home.resolve("audit").resolve("spool.jsonl").toFile().length();
  }

  @Test
  void aFullSpoolRefusesCommandsAndKeepsExitsInMemory() throws Exception {
    Path home = TestDatabases.newDirectory();
    Database database = TestDatabases.migrated(Kind.H2);
    var small =
        new AuditSettings(
            10, Duration.ofHours(1), Duration.ofHours(1), 65_536, Duration.ofSeconds(10));
    AuditWriter writer = AuditWriter.start(home, database, seal, small, Clock.systemUTC());
    database.close();
    int accepted = 0;
    try {
      for (; accepted < 10_000; accepted++) {
        writer.record(draft(accepted));
      }
    } catch (RefusedException full) {
      assertEquals("audit.unavailable", full.refusal().code());
    }
    assertTrue(accepted > 50 && accepted < 1_000, "accepted " + accepted);
    assertFalse(writer.open());
    assertThrows(RefusedException.class, () -> writer.record(draft(20_000)));
    writer.recordAnyway(draft(20_001));
    writer.close();
  }
}
