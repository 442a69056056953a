package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.RateSettings;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.stream.ClientMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every route and every message of a stream with every role: the table in the documents is true.
 */
class RolesTest {
  private static final Path DOCUMENT =
      Path.of("../docs/reference/roles.md").toAbsolutePath().normalize();

  /** Commands by which a viewer ends his own access; they change nothing else. */
  private static final Set<String> OWN =
      Set.of("POST /api/auth/logout", "POST /api/auth/ws-ticket");

  /** Questions that need a body: they are computed, and nothing follows. */
  private static final Set<String> QUESTIONS = Set.of("POST /api/orders/algorithms/preview");

  private static TestServer server;
  private static List<Route> routes;

  private record Route(String method, String path, Optional<Role> role, boolean loopback) {
    String name() {
      return method + " " + path;
    }
  }

  @BeforeAll
  static void start() {
    server =
        new TestServer(
            s -> TestServer.with(s, new RateSettings(1000, 9000, 1000, 9000, 9000, 9000, 100)));
    routes =
        routes(Json.map(server.send(HttpRequest.newBuilder(server.uri("/openapi.json"))).body()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @SuppressWarnings("unchecked")
  private static List<Route> routes(Map<String, Object> document) {
    List<Route> all = new ArrayList<>();
    var paths =
        new TreeMap<>((Map<String, Map<String, Map<String, Object>>>) document.get("paths"));
    paths.forEach(
        (path, operations) ->
            new TreeMap<>(operations)
                .forEach(
                    (method, operation) -> {
                      var security = (List<Map<String, Object>>) operation.get("security");
                      all.add(
                          new Route(
                              method.toUpperCase(Locale.ROOT),
                              path,
                              Optional.ofNullable((String) operation.get("x-role"))
                                  .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT))),
                              security.contains(Map.of())));
                    }));
    return all;
  }

  private static HttpResponse<String> ask(Route route, Optional<Role> role, String body) {
    String path = route.path().replaceAll("\\{[a-z_]+}", "none");
    var request =
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", "application/json")
            // As behind a proxy: what loopback may do is not asked here.
            .header("X-Forwarded-For", "192.0.2.1")
            .method(route.method(), HttpRequest.BodyPublishers.ofString(body));
    role.ifPresent(r -> request.header("Authorization", "Bearer " + server.token(r)));
    return server.send(request);
  }

  @Test
  void everyRouteLetsItsRoleAndThoseAboveInAndNobodyElse() {
    assertTrue(routes.size() > 80, "only " + routes.size());
    for (Route route : routes) {
      if (route.role().isEmpty()) {
        continue;
      }
      assertEquals(401, ask(route, Optional.empty(), "{}").statusCode(), route.name());
      for (Role role : Role.values()) {
        if (route.name().equals("POST /api/auth/logout")) {
          continue;
        }
        boolean allowed = role.compareTo(route.role().get()) >= 0;
        HttpResponse<String> response = ask(route, Optional.of(role), "{\"unknown\":1}");
        boolean forbidden =
            response.statusCode() == 403
                && "auth.forbidden".equals(Json.map(response.body()).get("code"));
        assertEquals(allowed, !forbidden, role + " " + route.name() + response.body());
      }
    }
  }

  @Test
  void aViewerChangesNothingByAnyPath() throws Exception {
    int denials = server.world.audit.drafts().size();
    List<String> before = List.copyOf(server.world.asked);
    var users = Map.copyOf(server.world.users.known);
    for (Route route : routes) {
      boolean harmless = OWN.contains(route.name()) || QUESTIONS.contains(route.name());
      if (route.method().equals("GET") || harmless || route.role().isEmpty()) {
        continue;
      }
      assertTrue(
          route.role().get().compareTo(Role.VIEWER) > 0, route.name() + " changes something");
      for (String body : List.of("", "{}", "{\"parameters\":{},\"reason\":\"x\"}")) {
        assertEquals(403, ask(route, Optional.of(Role.VIEWER), body).statusCode(), route.name());
      }
    }
    try (var client = StreamClient.connect(server, "/", server.token(Role.VIEWER))) {
      client.next("health_update");
      for (ClientMessage message : ClientMessage.values()) {
        if (message.role().filter(role -> role.compareTo(Role.VIEWER) > 0).isPresent()) {
          client.send(
              "{\"type\":\""
                  + message.wireName()
                  + "\",\"workflow\":\"analysis_to_trade\",\"workflow_id\":\"wf-1\"}");
          assertEquals("auth.forbidden", client.next("error").get("code"), message.wireName());
        }
      }
    }
    assertEquals(before, List.copyOf(server.world.asked));
    assertEquals(users, Map.copyOf(server.world.users.known));
    assertTrue(server.world.audit.drafts().size() > denials, "every denial is in the audit");
  }

  @Test
  void everyMessageOfAStreamNeedsItsRole() {
    for (Role role : Role.values()) {
      try (var client = StreamClient.connect(server, "/", server.token(role))) {
        client.next("health_update");
        for (ClientMessage message : ClientMessage.values()) {
          if (message == ClientMessage.AUTHENTICATE || message == ClientMessage.RESUME) {
            continue;
          }
          // Unknown fields: who may say it is told so.
          client.send("{\"type\":\"" + message.wireName() + "\",\"nonsense\":1}");
          boolean allowed = role.compareTo(message.role().orElseThrow()) >= 0;
          Object code = client.next("error").get("code");
          assertEquals(!allowed, "auth.forbidden".equals(code), role + " " + message + " " + code);
        }
      }
    }
  }

  @Test
  void theTableInTheDocumentsIsThatOfTheCode() throws IOException {
    StringBuilder text = new StringBuilder("# Roles\n\n");
    text.append("Generated from the routes and messages by `RolesTest`; do not edit");
    text.append(" (`-Ddocs.update=true` writes it).\n\n");
    text.append("Each role includes those before it. *open*: without a token.");
    text.append(" *or loopback*: without a token from the machine itself.\n\n");
    text.append("| route | open | viewer | operator | trader | risk | admin |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Route route : routes) {
      text.append("| `").append(route.name()).append("` | ");
      text.append(route.role().isEmpty() ? "yes" : route.loopback() ? "or loopback" : "");
      row(text, route.role());
    }
    text.append("\n| message of a stream | open | viewer | operator | trader | risk | admin |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (ClientMessage message : ClientMessage.values()) {
      text.append("| `").append(message.wireName()).append("` | ");
      text.append(message.role().isEmpty() ? "yes" : "");
      row(text, message.role());
    }
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(DOCUMENT, text.toString());
    }
    assertEquals(text.toString(), Files.readString(DOCUMENT), "stale: run with -Ddocs.update=true");
  }

  private static void row(StringBuilder text, Optional<Role> needed) {
    for (Role role : Role.values()) {
      text.append(" | ").append(needed.map(n -> role.compareTo(n) >= 0).orElse(true) ? "✓" : "");
    }
    text.append(" |\n");
  }
}
