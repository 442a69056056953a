import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The door of the whole program beside the least that the same HTTP library can do, each in a
 * process of its own, all clients in this one: tokens, requests, fan-out of events, idle streams.
 */
public final class DoorBench {
  private static final int CONNECTIONS = 16;
  private static final int BURST = 100;

  /** What an event looks like on the wire, up to the nanoseconds behind the mark. */
  private static final String EVENT =
      "{\"type\":\"system_event\",\"data\":{\"seq\":1234567,\"timestamp\":\"2026-01-01T00:00:00.000000Z\","
          + "\"event_type\":\"data_quality_flagged\",\"source\":\"bench\",\"severity\":\"info\","
          + "\"correlation_id\":\"\",\"data\":{\"symbol\":\"AAPL\",\"rule\":\"bench\","
          + DoorNode.MARK;

  private final Path home = Files.createTempDirectory("door-bench");
  private final HttpClient http = HttpClient.newHttpClient();
  private final double seconds;
  private final int clients;

  private DoorBench(double seconds, int clients) throws IOException {
    this.seconds = seconds;
    this.clients = clients;
  }

  /**
   * @param args seconds of each measurement of requests (3), streams that events go to (1,000); five
   *     times as many are idle
   */
  public static void main(String[] args) throws Exception {
    DoorBench bench =
        new DoorBench(
            args.length > 0 ? Double.parseDouble(args[0]) : 3,
            args.length > 1 ? Integer.parseInt(args[1]) : 1_000);
    try {
      bench.run();
    } finally {
      try (Stream<Path> all = Files.walk(bench.home)) {
        all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      }
    }
    System.exit(0);
  }

  private void run() throws Exception {
    Path configuration = home.resolve("bench.conf");
    Files.writeString(
        configuration,
        """
        orchestrator {
          home = "%s", logs = "%s"
          http { port = 0, max-connections = 20000, stream.max-clients = 10000
            rates { subject-per-second = 10000000, subject-burst = 10000000,
                    address-per-second = 10000000, address-burst = 10000000 } }
          websocket-port = 0, events.max-followers = 11000
        }
        """
            .formatted(home, home.resolve("logs")));
    try (DoorProcess node =
        new DoorProcess("node", List.of("-Xmx512m"), "DoorNode", configuration.toString())) {
      HttpResponse<String> status = get(node, node.token);
      String event = Base64.getEncoder().encodeToString(EVENT.getBytes(StandardCharsets.UTF_8));
      String body =
          Base64.getEncoder().encodeToString(status.body().getBytes(StandardCharsets.UTF_8));
      try (DoorProcess peer =
          new DoorProcess("bare Akka", List.of("-Xmx512m"), "DoorPeer", body, event)) {
        tokens(node);
        requests(node, peer);
        fanOut(node, peer);
      }
      idle(node);
    }
  }

  private void tokens(DoorProcess node) throws Exception {
    String[] micros = node.ask("tokens").split(" ");
    say(
        "a token's first check: median %s µs, p99 %s µs, CPU %s µs; checked before: %s µs, CPU %s µs",
        micros[0], micros[1], micros[3], micros[2], micros[4]);
    target("first check of a token, µs of CPU", 500, Double.parseDouble(micros[3]), false);
    target("check of a known token, µs of CPU", 5, Double.parseDouble(micros[4]), false);
    String login =
        "{\"username\":\"admin\",\"password\":\"%s\"}".formatted(node.ask("password"));
    String token =
        find(
            "\"access_token\":\"([^\"]+)\"",
            send(post(node, "/api/auth/token", login, "")).body());
    int before = get(node, token).statusCode();
    int out = send(post(node, "/api/auth/logout", "", token)).statusCode();
    say("a token before its logout %d, logout %d, the very next request %d", before, out, get(node, token).statusCode());
  }

  private void requests(DoorProcess node, DoorProcess peer) throws Exception {
    List<DoorProcess> both = List.of(peer, node);
    for (DoorProcess server : both) {
      closed(server, 2 * seconds); // compiled by then
    }
    double[][] rates = new double[2][3];
    double[][] cpu = new double[2][3];
    for (int round = 0; round < 3; round++) {
      for (int s = 0; s < 2; s++) {
        double used = both.get(s).cpuSeconds();
        var load = closed(both.get(s), seconds);
        rates[s][round] = load.perSecond();
        cpu[s][round] = (both.get(s).cpuSeconds() - used) / load.requests() * 1e6;
      }
    }
    for (int s = 0; s < 2; s++) {
      say(
          "%s: GET /api/system/status %,.0f requests/s (%d connections), %.0f µs of its CPU each",
          both.get(s).name, median(rates[s]), CONNECTIONS, median(cpu[s]));
    }
    target("requests/s over the bare route's", 0.8, median(rates[1]) / median(rates[0]), true);
    say("  by CPU alone: %.2f", median(cpu[0]) / median(cpu[1]));
    for (int s = 0; s < 2; s++) {
      double half = median(rates[s]) / 2;
      var load = requests(both.get(s)).run(CONNECTIONS, seconds, half);
      double p99 = DoorRequests.Load.millis(load.sortedOtherNanos(), 0.99);
      say(
          "%s at half load (%,.0f/s, from when a request was due): p50 %.2f, p99 %.2f ms; the client's"
              + " own lateness p50 %.2f, p99 %.2f ms; without it p50 %.2f, p99 %.2f ms",
          both.get(s).name,
          half,
          DoorRequests.Load.millis(load.sortedNanos(), 0.5),
          DoorRequests.Load.millis(load.sortedNanos(), 0.99),
          DoorRequests.Load.millis(load.sortedOwnNanos(), 0.5),
          DoorRequests.Load.millis(load.sortedOwnNanos(), 0.99),
          DoorRequests.Load.millis(load.sortedOtherNanos(), 0.5),
          p99);
      if (s == 1) {
        target("p99 at half load without the client's own lateness, ms", 10, p99, false);
      }
    }
  }

  private DoorRequests.Load closed(DoorProcess server, double howLong) throws Exception {
    return requests(server).run(CONNECTIONS, howLong, 0);
  }

  private static DoorRequests requests(DoorProcess server) {
    return new DoorRequests(server.httpPort, server.token);
  }

  private void fanOut(DoorProcess node, DoorProcess peer) throws Exception {
    double[] perSecond = new double[2];
    List<DoorProcess> both = List.of(peer, node);
    for (int s = 0; s < 2; s++) {
      DoorProcess server = both.get(s);
      try (DoorStreams streams = new DoorStreams()) {
        streams.connect(server.streamPort, server.token, clients);
        Thread.sleep(2_000); // a stream begins after its window for a resume
        burst(server, streams); // compiled by then
        burst(server, streams);
        double[] rates = new double[5];
        double used = server.cpuSeconds();
        for (int round = 0; round < rates.length; round++) {
          rates[round] = burst(server, streams);
        }
        used = server.cpuSeconds() - used;
        perSecond[s] = median(rates);
        say(
            "%s: %,.0f messages/s to %,d streams, %.1f µs of its CPU each",
            server.name, perSecond[s], clients, used * 1e6 / rates.length / BURST / clients);
        streams.reset();
        server.ask("events 40 10");
        streams.await(40 * clients);
        long[] nanos = streams.latencies();
        double p99 = nanos[nanos.length * 99 / 100] / 1e6;
        say(
            "%s: one event to %,d streams, p50 %.1f, p99 %.1f ms",
            server.name, clients, nanos[nanos.length / 2] / 1e6, p99);
        if (s == 1) {
          target("one event to all streams, p99, ms", 100, p99, false);
        }
      }
    }
    target("messages/s over the bare broadcast's", 0.7, perSecond[1] / perSecond[0], true);
  }

  private double burst(DoorProcess server, DoorStreams streams) throws Exception {
    streams.reset();
    long began = Long.parseLong(server.ask("events " + BURST + " 0"));
    return BURST * (double) clients / ((streams.await(BURST * clients) - began) / 1e9);
  }

  private void idle(DoorProcess node) throws Exception {
    int idle = 5 * clients;
    double heap = Double.parseDouble(node.ask("heap"));
    double resident = node.residentMebibytes();
    try (DoorStreams streams = new DoorStreams()) {
      streams.connect(node.streamPort, node.token, idle);
      Thread.sleep(3_000);
      double after = Double.parseDouble(node.ask("heap"));
      double residentAfter = node.residentMebibytes();
      say(
          "heap in use after a collection %.0f MiB, with %,d idle streams %.0f MiB (%.1f KiB each);"
              + " whole process %.0f, %.0f MiB; closed meanwhile: %d %s",
          heap,
          idle,
          after,
          (after - heap) * 1024 / idle,
          resident,
          residentAfter,
          streams.closed(),
          streams.firstError());
      target("MiB of heap with so many idle streams", 600, after, false);
    }
    Thread.sleep(2_000); // it sees them go before it is ended
  }

  private HttpResponse<String> get(DoorProcess node, String token) throws Exception {
    return send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + node.httpPort + "/api/system/status"))
            .header("Authorization", "Bearer " + token)
            .build());
  }

  private static HttpRequest post(DoorProcess node, String path, String body, String token) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  static void sleepUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = nanos - System.nanoTime();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException(text);
    }
    return matcher.group(1);
  }

  private static void target(String what, double limit, double measured, boolean atLeast) {
    boolean met = atLeast ? measured >= limit : measured <= limit;
    say(
        "TARGET %s: %s %s, measured %.2f, %s",
        what, atLeast ? "at least" : "at most", number(limit), measured, met ? "met" : "NOT MET");
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : Double.toString(value);
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
