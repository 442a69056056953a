package io.orchestrator.test.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.RestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dfuzz.requests=100000}: every route and every message of a node of its own in a small
 * heap, with every role. The build asks a sample of the running node of {@link HostileServerTest}.
 */
class FuzzTest {
  private static final int ASKERS = 8;
  private static final int MESSAGES = 50;

  @TempDir Path home;

  @Test
  void nothingThatIsSentBreaksIt() throws Exception {
    long requests = Long.getLong("fuzz.requests", 0);
    assumeTrue(requests > 0, "on demand: -Dfuzz.requests=100000");
    long seed = Long.getLong("fuzz.seed", System.nanoTime() % 1_000_000);
    Map<String, String> config = new HashMap<>();
    for (String limit : List.of("subject", "address")) {
      config.put("http.rates." + limit + "-per-second", "1000000");
      config.put("http.rates." + limit + "-burst", "1000000");
    }
    config.put("http.rates.failures-per-minute", "100000000");
    config.put("http.rates.failure-burst", "100000000");
    try (var server = OrchestratorProcess.serve(home, config, Map.of(), List.of("-Xmx384m"))) {
      var node = server.awaitServing(Duration.ofSeconds(180));
      SigningKeys keys = SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS);
      Tokens tokens = new Tokens(keys, AuthSettings.DEFAULT, Clock.systemUTC());
      JsonNode document = new RestClient(node.httpPort()).get("/openapi.json").json();
      var routes =
          new RouteFuzzer(
              node.httpPort(),
              document,
              // The keys that sign the fuzzer's tokens stay, and so does the process.
              route -> !route.contains("/api/auth/keys") && !route.endsWith("/api/auth/logout"),
              random -> {
                Role role = Role.values()[random.nextInt(Role.values().length)];
                return tokens.issue("fuzz-" + role, role, Duration.ofHours(6));
              },
              seed);
      var streams =
          new StreamFuzzer(
              node.webSocketPort(),
              tokens.issue("streamer", Role.TRADER, Duration.ofHours(6)),
              seed);
      long begin = System.nanoTime();
      run(requests, routes, streams);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "fuzz seed %d: %d requests to %d of %d routes, %d messages in %.0f s%n  statuses %s%n"
              + "  messages %s%n  resident %d MiB%n",
          seed,
          requests,
          routes.asked(),
          routes.routes(),
          requests / 10 / MESSAGES * MESSAGES,
          seconds,
          routes.statuses(),
          streams.answers(),
          resident(server) / 1024);
      report(routes.faults());
      report(streams.faults());
      assertTrue(server.alive());
      assertEquals(200, new RestClient(node.httpPort()).get("/health/live").status());
      assertEquals(List.of(), routes.faults().stream().limit(20).toList());
      assertEquals(List.of(), streams.faults().stream().limit(20).toList());
    }
  }

  private static void report(List<String> faults) {
    faults.stream().limit(50).forEach(fault -> System.out.println("  FAULT " + fault));
    System.out.println("  " + faults.size() + " faults");
  }

  private static void run(long requests, RouteFuzzer routes, StreamFuzzer streams)
      throws InterruptedException {
    AtomicLong next = new AtomicLong();
    try (ExecutorService askers = Executors.newFixedThreadPool(ASKERS)) {
      for (int i = 0; i < ASKERS; i++) {
        askers.submit(
            () -> {
              for (long n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                routes.request(n);
                if (n % (10 * MESSAGES) == 0) {
                  streams.talk(n, MESSAGES);
                }
              }
            });
      }
      askers.shutdown();
      assertTrue(askers.awaitTermination(6, TimeUnit.HOURS));
    }
  }

  /** KiB, or 0 where there is no /proc. */
  private static long resident(OrchestratorProcess server) {
    try {
      return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (java.io.IOException e) {
      return 0;
    }
  }
}
