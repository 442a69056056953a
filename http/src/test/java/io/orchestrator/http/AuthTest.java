package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthTest {
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
  void loginGivesATokenThatWorksAndARefreshTokenThatWorksOnce() {
    Map<String, Object> grant = TestServer.json(login("operator", "operator"));
    assertEquals("Bearer", grant.get("token_type"));
    assertEquals(900, grant.get("expires_in"));
    assertEquals(List.of("viewer", "operator"), grant.get("roles"));
    assertEquals(200, status((String) grant.get("access_token")));

    String body = "{\"refresh_token\":\"" + grant.get("refresh_token") + "\"}";
    var refreshed = open("/api/auth/refresh", body);
    assertEquals(200, refreshed.statusCode(), refreshed.body());
    String fresh = (String) TestServer.json(refreshed).get("access_token");
    assertEquals(200, status(fresh));
    assertEquals(401, open("/api/auth/refresh", body).statusCode());
    assertEquals(401, status(fresh), "the second use ended the session");
  }

  @Test
  void logoutEndsAccessAndRefresh() {
    Map<String, Object> grant = TestServer.json(login("trader", "trader"));
    String token = (String) grant.get("access_token");
    var out =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/auth/logout"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, out.statusCode(), out.body());
    assertEquals(401, status(token));
    String body = "{\"refresh_token\":\"" + grant.get("refresh_token") + "\"}";
    assertEquals(401, open("/api/auth/refresh", body).statusCode());
  }

  @Test
  void refreshOfADisabledUserIsRefused() {
    Map<String, Object> grant = TestServer.json(login("risk", "risk"));
    server.world.users.setEnabled("risk", false);
    String body = "{\"refresh_token\":\"" + grant.get("refresh_token") + "\"}";
    assertEquals(401, open("/api/auth/refresh", body).statusCode());
    server.world.users.setEnabled("risk", true);
  }

  @Test
  void repeatedFailuresLockTheNameOutEvenForTheRightPassword() {
    for (int i = 0; i < AuthSettings.DEFAULT.maxFailures(); i++) {
      var refused = login("admin", "wrong");
      assertEquals(401, refused.statusCode());
      assertEquals("auth.bad_credentials", TestServer.json(refused).get("code"));
    }
    var locked = login("admin", "admin");
    assertEquals(429, locked.statusCode());
    assertEquals("auth.locked", TestServer.json(locked).get("code"));
    assertTrue(locked.headers().firstValue("Retry-After").isPresent());
    assertEquals(200, login("viewer", "viewer").statusCode());
    assertTrue(
        server.world.log.stream()
            .anyMatch(
                e ->
                    e.eventType().equals("authentication")
                        && e.data().get("outcome").equals("locked_out")));
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/api/system/control/start,operator",
    "POST,/api/trading/halt,operator",
    "POST,/api/trading/resume,risk",
    "POST,/api/orders,trader",
    "DELETE,/api/orders/x,trader",
    "POST,/api/risk/breakers/daily_loss/reset,risk",
    "POST,/api/system/health/database/recover,operator",
    "GET,/api/system/status,viewer"
  })
  void eachRoleIncludesThoseBeforeAndNoMore(String method, String path, String needed) {
    for (Role role : Role.values()) {
      var response =
          server.send(
              HttpRequest.newBuilder(server.uri(path))
                  .header("Authorization", "Bearer " + server.token(role))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString("{}")));
      boolean allowed = role.compareTo(Role.valueOf(needed.toUpperCase())) >= 0;
      assertEquals(allowed, response.statusCode() != 403, path + " " + role + response.body());
    }
  }

  @Test
  void noForgedTokenPasses() {
    Instant soon = Instant.now().plusSeconds(600);
    var other = new Tokens(SigningKeys.ephemeral(), AuthSettings.DEFAULT, Clock.systemUTC());
    var settings = AuthSettings.DEFAULT;
    String good = server.token(Role.VIEWER);
    String[] parts = good.split("\\.");
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String raised = base64(payload.replace("\"viewer\"", "\"viewer\",\"admin\""));
    String kid = JWT.decode(good).getKeyId();
    byte[] publicKey = Base64.getDecoder().decode("AAAA");
    Map<String, String> forged =
        Map.of(
            "other key",
            other.issue("eve", Role.ADMIN, Duration.ofHours(1)),
            "none",
            base64("{\"alg\":\"none\",\"kid\":\"" + kid + "\"}") + "." + parts[1] + ".",
            "raised roles",
            parts[0] + "." + raised + "." + parts[2],
            "hmac with our key id",
            JWT.create()
                .withKeyId(kid)
                .withIssuer(settings.issuer())
                .withAudience(settings.audience())
                .withSubject("eve")
                .withExpiresAt(soon)
                .sign(Algorithm.HMAC256(publicKey)),
            "zero signature",
            parts[0] + "." + parts[1] + "." + base64("\0".repeat(64)),
            "garbage",
            "a.b.c",
            "long",
            "x".repeat(5000));
    forged.forEach((name, token) -> assertEquals(401, status(token), name));
    assertEquals(200, status(good));
  }

  @Test
  void issuerAudienceAndTimesAreChecked() {
    SigningKeys keys = SigningKeys.openOrCreate(server.home, SigningKeys.Use.TOKENS);
    var d = AuthSettings.DEFAULT;
    assertEquals(401, status(issue(keys, settings("evil", d.audience()), Clock.systemUTC())));
    assertEquals(401, status(issue(keys, settings(d.issuer(), "evil"), Clock.systemUTC())));
    Clock past = Clock.fixed(Instant.now().minusSeconds(7200), ZoneOffset.UTC);
    String expired = issue(keys, d, past);
    assertEquals("auth.token_expired", TestServer.json(get(expired)).get("code"));
    Clock future = Clock.fixed(Instant.now().plusSeconds(7200), ZoneOffset.UTC);
    assertEquals("auth.token_invalid", TestServer.json(get(issue(keys, d, future))).get("code"));
  }

  @Test
  void keyFileIsForItsOwnerOnlyAndOldKeysStillVerify() throws Exception {
    var file = server.home.resolve(SigningKeys.Use.TOKENS.file());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    var home = Files.createTempDirectory("keys");
    SigningKeys first = SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS);
    String old =
        new Tokens(first, AuthSettings.DEFAULT, Clock.systemUTC())
            .issue("ann", Role.VIEWER, Duration.ofMinutes(1));
    SigningKeys second =
        SigningKeys.rotate(home, SigningKeys.Use.TOKENS, Instant.now(), Duration.ofDays(1));
    var tokens = new Tokens(second, AuthSettings.DEFAULT, Clock.systemUTC());
    assertEquals("ann", tokens.verify(old).subject());
    assertTrue(!first.signingKeyId().equals(second.signingKeyId()));
    Files.setPosixFilePermissions(
        home.resolve(SigningKeys.Use.TOKENS.file()), PosixFilePermissions.fromString("rw-r--r--"));
    org.junit.jupiter.api.Assertions.assertThrows(
        SigningKeys.KeyFileException.class,
        () -> SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS));
  }

  private static AuthSettings settings(String issuer, String audience) {
    var d = AuthSettings.DEFAULT;
    return new AuthSettings(
        issuer,
        audience,
        d.accessTtl(),
        d.refreshTtl(),
        d.ticketTtl(),
        d.leeway(),
        d.maxTokenLength(),
        d.cacheSize(),
        d.maxFailures(),
        d.lockOut(),
        d.maxPasswordChecks(),
        d.maxLifetime(),
        d.external());
  }

  private static String issue(SigningKeys keys, AuthSettings settings, Clock clock) {
    return new Tokens(keys, settings, clock).issue("ann", Role.ADMIN, Duration.ofHours(1));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int status(String token) {
    return get(token).statusCode();
  }

  private static HttpResponse<String> get(String token) {
    return server.send(
        HttpRequest.newBuilder(server.uri("/api/system/status"))
            .header("Authorization", "Bearer " + token));
  }

  private static HttpResponse<String> login(String name, String password) {
    return open(
        "/api/auth/token", "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
  }

  private static HttpResponse<String> open(String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}
