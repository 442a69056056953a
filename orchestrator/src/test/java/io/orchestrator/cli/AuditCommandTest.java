package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.audit.AuditSettings;
import io.orchestrator.persistence.audit.AuditWriter;
import io.orchestrator.persistence.schema.SchemaMigrator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit verify} on a chain as a node leaves it: its word and its exit code. */
class AuditCommandTest {
  private static final int ENTRIES = 12;
  private static final int BROKEN = 1;
  private static final int UNREADABLE = 2;

  @TempDir Path folder;
  private Path home;

  private record Outcome(int exit, String out, String err) {
    String text() {
      return out + err;
    }
  }

  @BeforeEach
  void aNodeWasHere() {
    home = folder.resolve("data");
    SigningKeys seal = SigningKeys.openOrCreate(home, SigningKeys.Use.AUDIT);
    try (Database database = database()) {
      SchemaMigrator.migrate(database.dataSource());
      AuditWriter writer =
          AuditWriter.start(home, database, seal, AuditSettings.DEFAULT, Clock.systemUTC());
      for (int i = 1; i <= ENTRIES; i++) {
        writer.record(draft(i));
      }
      writer.close();
    }
  }

  private Database database() {
    return Database.open(DatabaseSettings.embedded(home));
  }

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
        "{}",
        "requested",
        "r-" + n);
  }

  private void tamper(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      assertTrue(statement.executeUpdate(sql) > 0, sql);
    }
  }

  private Outcome verify(String... more) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("my.conf"), "orchestrator.home = \"" + home.toUri().getPath() + "\"");
    List<String> arguments =
        new ArrayList<>(List.of("audit", "verify", "--config", config.toString()));
    arguments.addAll(List.of(more));
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        OrchestratorCli.create()
            .addSubcommand("audit", new AuditCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Outcome(exit, out.toString(), err.toString());
  }

  private JsonNode verdict(int exit) throws IOException {
    Outcome outcome = verify("--json");
    assertEquals(exit, outcome.exit(), outcome::text);
    return ApiClient.parse(outcome.out());
  }

  @Test
  void aWholeChainIsIntact() throws Exception {
    Outcome outcome = verify();
    assertEquals(0, outcome.exit(), outcome::text);
    assertEquals(
        "Intact: " + ENTRIES + " entries, signed up to " + ENTRIES + ".", outcome.out().strip());
    JsonNode verdict = verdict(0);
    assertTrue(verdict.get("intact").asBoolean(), verdict::toString);
    assertTrue(verdict.get("first_bad_seq").isNull(), verdict::toString);
  }

  @Test
  void aChangedEntryIsNamed() throws Exception {
    tamper("UPDATE audit_entry SET subject = 'bob' WHERE seq = 7");
    Outcome outcome = verify();
    assertEquals(BROKEN, outcome.exit(), outcome::text);
    assertTrue(outcome.out().startsWith("BROKEN at entry 7: "), outcome.out());
    JsonNode verdict = verdict(BROKEN);
    assertFalse(verdict.get("intact").asBoolean(), verdict::toString);
    assertEquals(7, verdict.get("first_bad_seq").asLong());
  }

  @Test
  void aDeletedEntryIsNamed() throws Exception {
    tamper("DELETE FROM audit_entry WHERE seq = 5");
    Outcome outcome = verify();
    assertEquals(BROKEN, outcome.exit(), outcome::text);
    assertTrue(outcome.out().startsWith("BROKEN at entry 5: "), outcome.out());
  }

  @Test
  void aDeletedEndIsNamed() throws Exception {
    tamper("DELETE FROM audit_entry WHERE seq > 10");
    Outcome outcome = verify();
    assertEquals(BROKEN, outcome.exit(), outcome::text);
    assertTrue(outcome.out().startsWith("BROKEN at entry 11: "), outcome.out());
  }

  /** Neither intact nor broken may be said of a chain that nobody read. */
  @Test
  void whatCannotBeReadIsNeitherIntactNorBroken() throws Exception {
    Files.delete(home.resolve(SigningKeys.Use.AUDIT.file()));
    Outcome keyless = verify();
    assertEquals(UNREADABLE, keyless.exit(), keyless::text);
    assertTrue(keyless.err().contains("There are no keys at"), keyless::text);
  }

  @Test
  void aRunningNodeIsAsked() throws Exception {
    String broken =
        "{\"intact\":false,\"entries\":40,\"sealed_up_to\":20,\"first_bad_seq\":23,"
            + "\"reason\":\"its hash is another\"}";
    Outcome bad = askedOf(200, broken);
    assertEquals(BROKEN, bad.exit(), bad::text);
    assertTrue(bad.out().startsWith("BROKEN at entry 23: its hash"), bad::text);
    Outcome good = askedOf(200, "{\"intact\":true,\"entries\":40,\"sealed_up_to\":40}");
    assertEquals(0, good.exit(), good::text);
    assertTrue(good.out().startsWith("Intact: 40 entries"), good::text);
    Outcome refused = askedOf(403, "{\"code\":\"auth.forbidden\",\"detail\":\"no\"}");
    assertEquals(UNREADABLE, refused.exit(), refused::text);
    Outcome nobody = verify("--node", "--token", "t", "--url", "http://127.0.0.1:1");
    assertEquals(UNREADABLE, nobody.exit(), nobody::text);
  }

  private Outcome askedOf(int status, String answer) throws IOException {
    HttpServer node =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    node.createContext(
        "/api/audit/verify",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    node.start();
    try {
      String url = "http://127.0.0.1:" + node.getAddress().getPort();
      return verify("--node", "--token", "t", "--url", url);
    } finally {
      node.stop(0);
    }
  }
}
