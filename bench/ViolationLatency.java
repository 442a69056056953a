import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * From a violation to a client, on a running node that holds a position: a limit is set below what
 * is held, and the risk_violation awaited on a WebSocket. Two times: from the Risk Monitor's
 * decision (its own clock, the same machine) and from the answer to the change of the limit, which
 * has the confirmation by a second reading on newer prices in it. Beside them the round trip of the
 * socket.
 */
public final class ViolationLatency {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String token;
  private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  private record Heard(Instant at, JsonNode message) {}

  private ViolationLatency(String base, String token) {
    this.base = base;
    this.token = token;
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "bench-" + path.hashCode() + "-" + body.hashCode())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(method + " " + path + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private WebSocket connect(String url) {
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(
            URI.create(url),
            new WebSocket.Listener() {
              private final StringBuilder text = new StringBuilder();

              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                  try {
                    heard.add(new Heard(Instant.now(), JSON.readTree(text.toString())));
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                  text.setLength(0);
                }
                socket.request(1);
                return null;
              }
            })
        .join();
  }

  private Heard await(String type, boolean cleared) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      Heard one = heard.poll(1, TimeUnit.SECONDS);
      if (one != null && one.message().path("type").asText().equals(type)) {
        JsonNode data = one.message().path("data");
        boolean ours =
            !type.equals("risk_violation")
                || data.path("violation").asText().equalsIgnoreCase("gross_exposure")
                    && data.hasNonNull("cleared_at") == cleared;
        if (ours) {
          return one;
        }
      }
    }
    throw new IllegalStateException("no " + type + " within " + PATIENCE);
  }

  private void hold() throws Exception {
    send(
        "POST",
        "/api/orders",
        "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":50," + "\"type\":\"market\"}");
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!send("GET", "/api/risk", "").path("gross_exposure").isNumber()
        || send("GET", "/api/risk", "").path("gross_exposure").asDouble() <= 0.001) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("nothing is held: " + send("GET", "/api/orders", ""));
      }
      Thread.sleep(200);
    }
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 10;
    ViolationLatency b = new ViolationLatency("http://127.0.0.1:" + args[0], args[2]);
    WebSocket socket = b.connect("ws://127.0.0.1:" + args[1]);
    b.await("welcome", false);
    socket.sendText("{\"type\":\"subscribe\",\"channels\":[\"risk\",\"events\"]}", true).join();
    b.await("subscribed", false);
    b.hold();
    List<Double> decided = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> trips = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      Instant asked = Instant.now();
      socket.sendText("{\"type\":\"ping\"}", true).join();
      trips.add(millis(asked, b.await("pong", false).at()));
      b.send("PUT", "/api/risk/limits", limit("0.001"));
      Instant inForce = Instant.now();
      Heard violation = b.await("risk_violation", false);
      Instant since = Instant.parse(violation.message().path("data").path("since").asText());
      decided.add(millis(since, violation.at()));
      whole.add(millis(inForce, violation.at()));
      b.send("PUT", "/api/risk/limits", limit("2"));
      b.await("risk_violation", true);
    }
    print("ping and pong", trips);
    print("decision to client", decided);
    print("limit in force to client, a second reading in between", whole);
    System.out.printf(
        Locale.ROOT,
        "TARGET violation to client < 1000 ms: longest of %d from the decision %.0f ms, from the limit"
            + " %.0f ms%n",
        rounds,
        Collections.max(decided),
        Collections.max(whole));
    socket.abort();
  }

  private static String limit(String gross) {
    return "{\"reason\":\"bench\",\"account\":{\"max_gross_exposure\":" + gross + "}}";
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static void print(String what, List<Double> ms) {
    Collections.sort(ms);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.1f ms, longest %.1f ms%n",
        what,
        ms.get(ms.size() / 2),
        ms.getLast());
  }
}
