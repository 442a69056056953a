package io.orchestrator.test.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Asks every route of an OpenAPI document with values that fit its schemas, almost fit, or do not,
 * with good, missing and mutated tokens, and judges every answer: no 5xx but 503 with {@code
 * Retry-After}, a problem with a code for each refusal, nothing of the inside, 401 for each mutated
 * token, an answer in time.
 */
final class RouteFuzzer {
  private static final Duration HANG = Duration.ofSeconds(90);
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\n\\s+at |[a-z]+\\.[a-z]+\\.[A-Za-z.]*(Exception|Error)|NullPointer|org\\.h2|java\\.lang");

  /** Reads everything there is: not for each request of a hundred thousand. */
  private static final Predicate<String> DEAR =
      path -> path.equals("/api/audit/verify") || path.equals("/api/state");

  private record Route(String method, String path, JsonNode operation) {}

  private final String base;
  private final List<Route> routes = new ArrayList<>();
  private final Function<Random, String> token;
  private final long seed;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
  private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> byRoute = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  /**
   * @param token a good one, by chance of some role
   * @param wanted which routes, as {@code POST /api/orders}
   */
  RouteFuzzer(
      int port,
      JsonNode document,
      Predicate<String> wanted,
      Function<Random, String> token,
      long seed) {
    this.base = "http://127.0.0.1:" + port;
    this.token = token;
    this.seed = seed;
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          String method = operation.getKey().toUpperCase(java.util.Locale.ROOT);
                          if (wanted.test(method + " " + path.getKey())) {
                            routes.add(new Route(method, path.getKey(), operation.getValue()));
                          }
                        }));
  }

  int routes() {
    return routes.size();
  }

  /** How often which status came. */
  Map<Integer, Long> statuses() {
    Map<Integer, Long> counts = new TreeMap<>();
    statuses.forEach((status, count) -> counts.put(status, count.sum()));
    return counts;
  }

  /** Routes that were asked. */
  int asked() {
    return byRoute.size();
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  /** The request of this number; the same for the same seed. */
  void request(long number) {
    Random random = new Random(seed * 1_000_003 + number);
    var mutations = new Mutations(random);
    Route route = routes.get((int) (number % routes.size()));
    if (DEAR.test(route.path()) && !mutations.oneIn(200)) {
      route = routes.get(random.nextInt(routes.size()));
    }
    byRoute.computeIfAbsent(route.method() + " " + route.path(), r -> new LongAdder()).increment();
    boolean forged = mutations.oneIn(10);
    Optional<String> auth =
        mutations.oneIn(20)
            ? Optional.empty()
            : Optional.of(forged ? mutations.mutated(token.apply(random)) : token.apply(random));
    String description = route.method() + " " + route.path() + " #" + number + " seed " + seed;
    try {
      HttpRequest request = build(route, mutations, auth);
      HttpResponse<String> answer = answer(request);
      judge(description + " " + request.uri(), route, answer, forged && auth.isPresent());
    } catch (IOException e) {
      faults.add(description + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A kept connection may be closed by the server in the moment in which it is used again, and the
   * client does not repeat a POST by itself (RFC 9112, 9.3.1): a second silence is a fault.
   */
  private HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("received no bytes")) {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
      }
      throw e;
    }
  }

  private HttpRequest build(Route route, Mutations mutations, Optional<String> auth) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path(route, mutations))).timeout(HANG);
    auth.ifPresent(t -> request.header("Authorization", "Bearer " + printable(t)));
    request.header("Prefer", "respond-async");
    if (mutations.oneIn(3)) {
      request.header("Idempotency-Key", "fuzz-" + printable(mutations.word()));
    }
    JsonNode body = route.operation().path("requestBody");
    String method =
        mutations.oneIn(50)
            ? mutations.any(List.of("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"))
            : route.method();
    if (body.isMissingNode() || method.equals("GET")) {
      return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
    }
    JsonNode schema = body.path("content").path("application/json").path("schema");
    String type = mutations.oneIn(30) ? "text/plain" : "application/json";
    return request
        .header("Content-Type", type)
        .method(method, HttpRequest.BodyPublishers.ofString(mutations.text(mutations.of(schema))))
        .build();
  }

  private static String path(Route route, Mutations mutations) {
    StringBuilder path = new StringBuilder();
    for (String segment : route.path().substring(1).split("/")) {
      path.append('/').append(segment.startsWith("{") ? encode(mutations.word()) : segment);
    }
    char separator = '?';
    for (JsonNode parameter : route.operation().path("parameters")) {
      if (parameter.path("in").asText().equals("query") && !mutations.oneIn(2)) {
        path.append(separator).append(parameter.path("name").asText()).append('=');
        path.append(encode(mutations.of(parameter.path("schema")).asText()));
        separator = '&';
      }
    }
    if (mutations.oneIn(20)) {
      path.append(separator).append(encode(mutations.word())).append("=1");
    }
    return path.length() > 1_900
        ? path.substring(0, 1_900).replaceAll("%.?$", "")
        : path.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What a header may carry at all. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?").strip();
  }

  private void judge(String description, Route route, HttpResponse<String> answer, boolean forged) {
    int status = answer.statusCode();
    statuses.computeIfAbsent(status, s -> new LongAdder()).increment();
    String body = answer.body();
    String shown =
        description + " -> " + status + " " + body.substring(0, Math.min(300, body.length()));
    boolean away = status == 503 && answer.headers().firstValue("Retry-After").isPresent();
    if (status >= 500 && !away) {
      faults.add("5xx: " + shown);
    }
    boolean page =
        route.path().equals("/")
            || route.path().startsWith("/assets")
            || route.path().equals("/metrics");
    if (!page && status >= 400 && INSIDE.matcher(body).find()) {
      faults.add("inside: " + shown);
    }
    if (status >= 400
        && !answer
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .startsWith("application/problem+json")) {
      faults.add("no problem: " + shown);
    }
    if (answer.headers().firstValue("X-Request-Id").isEmpty()) {
      faults.add("no request id: " + shown);
    }
    boolean needsToken = route.operation().path("security").size() == 1;
    if (forged && needsToken && status < 400) {
      faults.add("a mutated token passed: " + shown);
    }
  }
}
