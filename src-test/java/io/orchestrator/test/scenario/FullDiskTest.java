package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The disk runs full under a program that trades: the kernel refuses every byte that would make a
 * file longer ({@code RLIMIT_FSIZE}), as a full disk or a quota does. What was answered stays, what
 * cannot be written is refused, and with room again the program goes on by itself.
 */
@Timeout(600)
class FullDiskTest {
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final int MOST_ORDERS = 1000;
  private static final Map<String, String> BUSY =
      Map.of(
          "risk-limits.max-orders-per-minute", "100000", "http.rates.subject-per-second", "1000");

  @Test
  void nothingIsLostOrSentTwiceAndRoomBringsTheSystemBack() throws Exception {
    assumeTrue(
        Boolean.getBoolean("full-disk.tests"),
        "skipped: a minute, on demand -Dfull-disk.tests=true");
    assumeTrue(Files.isExecutable(PRLIMIT), "skipped: needs prlimit (util-linux)");
    try (World world = new World("full-disk", SimulatorSettings.DEFAULT, BUSY).start()) {
      Conditions.await("books that agree", World.LONG, () -> reconciled(world));
      limitFiles(world, String.valueOf(Files.size(database(world))));
      Set<String> answered = new TreeSet<>();
      RestClient.Answer refusal = null;
      int n = 0;
      while (refusal == null && n < MOST_ORDERS) {
        RestClient.Answer answer = order(world, n);
        if (answer.status() == 200) {
          answered.add(name(n++));
        } else {
          refusal = answer;
        }
      }
      assertEquals(503, refusal == null ? 200 : refusal.status(), "every order was taken");
      Conditions.await("the disk to be named", World.LONG, () -> diskIsNamed(world));

      limitFiles(world, "unlimited");
      world.awaitState("running");
      Conditions.await("books that agree again", World.LONG, () -> reconciled(world));
      int refused = n;
      Conditions.await(
          "the refused order to be taken", World.LONG, () -> order(world, refused).status() == 200);
      answered.add(name(refused));
      Conditions.await("fills", World.LONG, () -> onceEach(answered).equals(atBroker(world)));
      Books.assertAgree(world);

      world.kill();
      world.start();
      assertEquals(onceEach(answered), atBroker(world));
      Books.assertAgree(world);
    }
  }

  private static boolean reconciled(World world) {
    RestClient.Answer portfolio = world.rest().get("/api/portfolio");
    return portfolio.status() == 200 && portfolio.json().path("reconciled").asBoolean();
  }

  private static boolean diskIsNamed(World world) {
    RestClient.Answer health = world.rest().get("/api/system/health");
    return health.status() == 200
        && health.json().at("/status/database/detail").asText().contains("disk_full");
  }

  private static RestClient.Answer order(World world, int n) {
    return world
        .rest()
        .post(
            "/api/orders",
            Map.of("symbol", "AAPL", "side", n % 2 == 0 ? "buy" : "sell", "quantity", 1),
            Map.of("Idempotency-Key", "full-" + n));
  }

  private static String name(int n) {
    return "manual/full-" + n;
  }

  private static Map<String, Long> onceEach(Set<String> names) {
    return names.stream().collect(Collectors.toMap(name -> name, name -> 1L));
  }

  private static Map<String, Long> atBroker(World world) {
    return world.simulator().exchange().acceptedOrdersByRef();
  }

  private static Path database(World world) throws IOException {
    try (Stream<Path> files = Files.walk(world.home())) {
      return files.filter(f -> f.toString().endsWith(".mv.db")).findFirst().orElseThrow();
    }
  }

  /** The soft limit: the hard one could not be taken back without privileges. */
  private static void limitFiles(World world, String bytes)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                PRLIMIT.toString(), "--pid", String.valueOf(world.pid()), "--fsize=" + bytes + ":")
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
  }
}
