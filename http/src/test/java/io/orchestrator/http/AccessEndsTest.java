package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Accounts, sessions and keys as an administrator has them; what is taken away ends at once. */
class AccessEndsTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anAccountIsCreatedOnceAndListedWithoutSecrets() {
    String body = "{\"username\":\"ann\",\"role\":\"trader\",\"password\":\"a long password\"}";
    var created = server.post("/api/users", Role.ADMIN, body);
    assertEquals(200, created.statusCode(), created.body());
    assertEquals("trader", TestServer.json(created).get("role"));
    assertEquals(List.of("viewer", "operator", "trader"), TestServer.json(created).get("roles"));
    assertEquals(409, server.post("/api/users", Role.ADMIN, body).statusCode());
    var list = server.get("/api/users", Role.ADMIN).body();
    assertTrue(list.contains("\"ann\"") && !list.contains("password"), list);
    assertTrue(
        server.world.audit.drafts().stream().noneMatch(d -> d.after().contains("a long password")));
    var bad = server.post("/api/users", Role.ADMIN, "{\"username\":\"bob\",\"role\":\"king\"}");
    assertEquals(400, bad.statusCode());
    assertEquals(2, ((List<?>) TestServer.json(bad).get("errors")).size(), bad.body());
  }

  @Test
  void anotherRoleEndsTokensAndStreamsOfTheAccountAtOnce() throws Exception {
    String token = access(login("operator"));
    assertEquals(200, status(token));
    try (var client = StreamClient.connect(server, "/", token)) {
      client.next("health_update");
      assertEquals(200, patch("operator", "{\"role\":\"viewer\"}").statusCode());
      assertEquals("auth.token_revoked", client.next("error").get("code"));
      client.awaitClose();
    }
    assertEquals(401, status(token));
    Map<String, Object> again = login("operator");
    assertEquals(List.of("viewer"), again.get("roles"));
    assertEquals(200, status(access(again)), "a login after the change counts at once");
    patch("operator", "{\"role\":\"operator\"}");
  }

  @Test
  void aDisabledAccountIsOutAtOnceAndNobodyLocksHimselfOut() {
    String token = access(login("trader"));
    assertEquals(200, patch("trader", "{\"enabled\":false}").statusCode());
    assertEquals(401, status(token));
    assertEquals(401, tryLogin("trader").statusCode());
    assertEquals(200, patch("trader", "{\"enabled\":true}").statusCode());
    assertEquals(200, status(access(login("trader"))));
    assertEquals(409, patch("admin", "{\"enabled\":false}").statusCode());
    assertEquals(404, patch("nobody", "{\"enabled\":false}").statusCode());
    assertEquals(400, patch("trader", "{}").statusCode());
  }

  @Test
  void aReusedRefreshTokenEndsItsSessionAndAccess() {
    Map<String, Object> first = login("risk");
    Map<String, Object> second = TestServer.json(refresh(first));
    assertEquals(200, status(access(second)));
    assertEquals(401, refresh(first).statusCode());
    assertEquals(401, status(access(second)), "whoever has the copy is out");
    assertEquals(401, refresh(second).statusCode());
    assertTrue(
        server.world.log.stream()
            .anyMatch(
                e ->
                    e.eventType().equals(EventTypes.AUTHENTICATION)
                        && "refresh_reused".equals(e.data().get("outcome"))));
    assertEquals(200, status(access(login("risk"))));
  }

  @Test
  void oneSessionEndsAndTheOtherGoesOn() {
    Map<String, Object> laptop = login("viewer");
    Map<String, Object> phone = login("viewer");
    var sessions =
        (List<?>)
            TestServer.json(server.get("/api/users/viewer/sessions", Role.ADMIN)).get("sessions");
    assertEquals(2, sessions.size());
    String id = sessionOf(access(laptop));
    assertEquals(200, delete("/api/users/viewer/sessions/" + id).statusCode());
    assertEquals(404, delete("/api/users/viewer/sessions/" + id).statusCode());
    assertEquals(401, status(access(laptop)));
    assertEquals(200, status(access(phone)));
    assertEquals(200, delete("/api/users/viewer/sessions").statusCode());
    assertEquals(401, status(access(phone)));
  }

  @Test
  void revocationsInOneSecondEachEndWhatWasIssuedBeforeThem() {
    for (int i = 0; i < 4; i++) {
      String token = access(login("risk"));
      assertEquals(200, delete("/api/users/risk/sessions").statusCode());
      assertEquals(401, status(token), "the token of login " + i);
    }
    assertEquals(200, status(access(login("risk"))));
  }

  @Test
  void aTicketOpensNothingForWhoeverIsOutByNow() {
    Map<String, Object> grant = login("viewer");
    String unused = ticket(access(grant));
    try (var client = StreamClient.connect(server, "/ws?ticket=" + ticket(access(grant)), "")) {
      client.next("welcome");
      var out =
          server.send(
              HttpRequest.newBuilder(server.uri("/api/auth/logout"))
                  .header("Authorization", "Bearer " + access(grant))
                  .POST(HttpRequest.BodyPublishers.noBody()));
      assertEquals(200, out.statusCode(), out.body());
      assertEquals("auth.token_revoked", client.next("error").get("code"));
    }
    assertEquals(401, StreamClient.refused(server, "/ws?ticket=" + unused).statusCode());
    String ofDisabled = ticket(access(login("viewer")));
    assertEquals(200, patch("viewer", "{\"enabled\":false}").statusCode());
    assertEquals(401, StreamClient.refused(server, "/ws?ticket=" + ofDisabled).statusCode());
    assertEquals(200, patch("viewer", "{\"enabled\":true}").statusCode());
  }

  private static String ticket(String token) {
    var response =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/auth/ws-ticket"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    return (String) TestServer.json(response).get("ticket");
  }

  @Test
  void whatAnotherNodeRevokedIsRefusedHere() throws Exception {
    Map<String, Object> grant = login("viewer");
    String session = sessionOf(access(grant));
    Instant now = Instant.now();
    try (var client = StreamClient.connect(server, "/", access(grant))) {
      client.next("health_update");
      server.world.happen(
          EventDraft.of(
              EventTypes.ACCESS_REVOKED,
              "http",
              Severity.INFO,
              Map.of(
                  "kind",
                  "SESSION",
                  "name",
                  session,
                  "at",
                  now.toString(),
                  "until",
                  now.plusSeconds(60).toString())));
      client.awaitClose();
    }
    assertEquals(401, status(access(grant)));
  }

  @Test
  void aRotatedKeyStillCountsUntilItIsRemoved() {
    String old = server.tokens.issue("ann", Role.VIEWER, java.time.Duration.ofMinutes(5));
    String kid = com.auth0.jwt.JWT.decode(old).getKeyId();
    assertEquals("auth.key_in_use", code(delete("/api/auth/keys/" + kid)));
    Map<String, Object> keys =
        TestServer.json(server.post("/api/auth/keys/rotate", Role.ADMIN, ""));
    assertEquals(2, ((List<?>) keys.get("keys")).size());
    assertEquals(200, status(old));
    Map<String, Object> fresh = login("risk");
    assertTrue(!com.auth0.jwt.JWT.decode(access(fresh)).getKeyId().equals(kid));
    String jwks = server.send(HttpRequest.newBuilder(server.uri("/.well-known/jwks.json"))).body();
    assertTrue(jwks.contains(kid) && !jwks.contains("\"d\""), jwks);
    var gone =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/auth/keys/" + kid))
                .header("Authorization", "Bearer " + access(login("admin")))
                .DELETE());
    assertEquals(200, gone.statusCode(), gone.body());
    assertEquals(401, status(old), "although it was verified before");
    assertEquals(200, status(access(fresh)));
    server.renewTokens();
  }

  private static String sessionOf(String token) {
    return com.auth0.jwt.JWT.decode(token).getClaim("sid").asString();
  }

  private static String access(Map<String, Object> grant) {
    return (String) grant.get("access_token");
  }

  private static Map<String, Object> login(String name) {
    var response = tryLogin(name);
    assertEquals(200, response.statusCode(), response.body());
    return TestServer.json(response);
  }

  private static HttpResponse<String> tryLogin(String name) {
    return open("/api/auth/token", Json.text(Map.of("username", name, "password", name)));
  }

  private static HttpResponse<String> refresh(Map<String, Object> grant) {
    return open(
        "/api/auth/refresh", Json.text(Map.of("refresh_token", grant.get("refresh_token"))));
  }

  private static HttpResponse<String> open(String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> patch(String name, String body) {
    return server.send(
        HttpRequest.newBuilder(server.uri("/api/users/" + name))
            .header("Authorization", "Bearer " + server.token(Role.ADMIN))
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> delete(String path) {
    return server.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + server.token(Role.ADMIN))
            .DELETE());
  }

  private static String code(HttpResponse<String> response) {
    return (String) TestServer.json(response).get("code");
  }

  private static int status(String token) {
    return server
        .send(
            HttpRequest.newBuilder(server.uri("/api/system/status"))
                .header("Authorization", "Bearer " + token))
        .statusCode();
  }
}
