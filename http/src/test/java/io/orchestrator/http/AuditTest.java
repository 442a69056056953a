package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.port.Users.Role;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asked for what stands in the audit, and an exit never waits for it. */
class AuditTest {
  private static final String BUY =
      "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":5,\"type\":\"market\"}";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void up() {
    server.world.audit.down = false;
  }

  private static AuditDraft await(Predicate<AuditDraft> wanted) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      var found = server.world.audit.drafts().stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(5_000_000);
    }
    return fail("not in the audit: " + server.world.audit.drafts());
  }

  @Test
  void aCommandStandsThereBeforeItsOutcome() {
    var answer = server.post("/api/orders", Role.TRADER, BUY, "Idempotency-Key", "audit-1");
    assertEquals(200, answer.statusCode(), answer.body());
    AuditDraft command =
        await(d -> d.kind() == AuditKind.COMMAND && d.action().equals("POST /api/orders"));
    assertEquals("trader", command.subject());
    assertEquals("127.0.0.1", command.address());
    assertEquals("/api/orders", command.target());
    assertTrue(command.after().contains("AAPL"), command.after());
    AuditDraft outcome =
        await(
            d ->
                d.kind() == AuditKind.OUTCOME && d.correlationId().equals(command.correlationId()));
    assertEquals("200", outcome.outcome());
  }

  @Test
  void readingIsNotACommand() {
    server.get("/api/orders", Role.VIEWER);
    server.post("/api/orders/what-if", Role.TRADER, BUY, "Idempotency-Key", "audit-ask");
    assertFalse(server.world.audit.drafts().stream().anyMatch(d -> d.action().contains("what-if")));
  }

  @Test
  void whoIsTurnedAwayIsNamedAsFarAsItIsKnown() {
    assertEquals(403, server.post("/api/orders", Role.VIEWER, BUY).statusCode());
    AuditDraft forbidden =
        await(d -> d.outcome().equals("auth.forbidden") && d.target().equals("/api/orders"));
    assertEquals(AuditKind.DENIAL, forbidden.kind());
    assertEquals("viewer", forbidden.subject());
    assertEquals(
        401,
        server
            .send(
                HttpRequest.newBuilder(server.uri("/api/audit"))
                    .header("Authorization", "Bearer nonsense"))
            .statusCode());
    AuditDraft forged = await(d -> d.outcome().equals("auth.token_invalid"));
    assertEquals("", forged.subject());
    assertEquals("GET /api/audit", forged.action());
  }

  @Test
  void loginsGoodAndBadWithoutTheirPasswords() {
    login("operator", "operator");
    login("operator", "a wrong word");
    assertEquals("operator", await(d -> d.outcome().equals("logged_in")).subject());
    assertEquals(AuditKind.LOGIN, await(d -> d.outcome().equals("refused")).kind());
    assertFalse(server.world.audit.drafts().toString().contains("a wrong word"));
  }

  private static void login(String name, String password) {
    server.send(
        HttpRequest.newBuilder(server.uri("/api/auth/token"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password))));
  }

  @Test
  void secretsInABodyAreHidden() {
    server.post(
        "/api/trading/halt", Role.OPERATOR, "{\"reason\":\"x\",\"my_password\":\"hush hush\"}");
    AuditDraft halt = await(d -> d.action().equals("POST /api/trading/halt"));
    assertTrue(halt.after().contains("my_password"), halt.after());
    assertFalse(server.world.audit.drafts().toString().contains("hush hush"));
  }

  /** Nothing can be audited: what opens or changes is refused, what reduces goes on. */
  @Test
  void withoutAnAuditEntriesStopAndExitsGoOn() {
    server.world.audit.down = true;
    var buy = server.post("/api/orders", Role.TRADER, BUY, "Idempotency-Key", "audit-2");
    assertEquals(503, buy.statusCode(), buy.body());
    assertEquals("audit.unavailable", TestServer.json(buy).get("code"));
    var limits =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/risk/limits"))
                .header("Authorization", "Bearer " + server.token(Role.RISK))
                .header("Content-Type", "application/json")
                .PUT(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"reason\":\"x\",\"max_daily_loss\":4000}")));
    assertEquals(503, limits.statusCode(), limits.body());
    String sell = BUY.replace("buy", "sell");
    var exit = server.post("/api/orders", Role.TRADER, sell, "Idempotency-Key", "audit-3");
    assertEquals(200, exit.statusCode(), exit.body());
    var halt = server.post("/api/trading/halt", Role.OPERATOR, "{\"reason\":\"now\"}");
    assertEquals(200, halt.statusCode(), halt.body());
    AuditDraft later = await(d -> d.after().contains("\"sell\""));
    assertEquals(AuditKind.COMMAND, later.kind());
  }

  /**
   * A disk that neither writes nor fails holds nothing that must go, and what it took is audited.
   */
  @Test
  void aDiskThatHangsHoldsNoHalt() {
    server.world.audit.hangs = new CountDownLatch(1);
    try {
      var halt = server.post("/api/trading/halt", Role.OPERATOR, "{\"reason\":\"hung\"}");
      assertEquals(200, halt.statusCode(), halt.body());
      assertFalse(server.world.audit.drafts().toString().contains("hung"));
    } finally {
      server.world.audit.hangs.countDown();
    }
    assertEquals(AuditKind.COMMAND, await(d -> d.after().contains("hung")).kind());
  }

  @Test
  void administratorsReadIt() {
    assertEquals(403, server.get("/api/audit", Role.RISK).statusCode());
    var page = server.get("/api/audit?kind=denial&limit=1", Role.ADMIN);
    assertEquals(200, page.statusCode(), page.body());
    List<?> entries = (List<?>) TestServer.json(page).get("entries");
    assertEquals("denial", ((Map<?, ?>) entries.getFirst()).get("kind"));
    assertEquals(404, server.get("/api/audit/proof/9999", Role.ADMIN).statusCode());
    assertEquals(400, server.get("/api/audit/proof/x", Role.ADMIN).statusCode());
    assertEquals(true, TestServer.json(server.get("/api/audit/verify", Role.ADMIN)).get("intact"));
    assertEquals(200, server.get("/api/state?at_seq=7", Role.ADMIN).statusCode());
    assertEquals(404, server.get("/api/state?at_seq=8", Role.ADMIN).statusCode());
    assertEquals(400, server.get("/api/state", Role.ADMIN).statusCode());
  }
}
