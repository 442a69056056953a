package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.RestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Hours in small: orders and runs as fast as keep the process at seven tenths of the processors, on
 * PostgreSQL, and every half minute what must not grow: live heap, threads, file handles, rows of
 * tables that hold only the present. {@code -Dsoak.minutes=20}; the report is a table in {@code
 * target/scenarios/soak/report.md}.
 */
class SoakTest {
  private static final double LOAD = 0.7;
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final Duration SAMPLE = Duration.ofSeconds(30);

  /** Growth from the second quarter to the last that still counts as noise. */
  private static final double NOISE = 1.25;

  private static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "GOOGL", "AMZN");

  private record Sample(
      long second,
      double load,
      long orders,
      double heapMiB,
      double threads,
      double files,
      double presentRows,
      double historyRows) {
    String row() {
      return "| %d | %.2f | %d | %.0f | %.0f | %.0f | %.0f | %.0f |"
          .formatted(second, load, orders, heapMiB, threads, files, presentRows, historyRows);
    }
  }

  private int orders;

  @Test
  void nothingGrowsThatShouldNot() throws Exception {
    int minutes = Integer.getInteger("soak.minutes", 0);
    assumeTrue(minutes > 0, "skipped: run it with -Dsoak.minutes=20");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        World world = new World("soak", SimulatorSettings.DEFAULT, config(postgres)).start()) {
      List<Sample> samples = soak(world, postgres, Duration.ofMinutes(minutes));
      Path report = Path.of("target", "scenarios", "soak", "report.md");
      Files.writeString(report, report(samples));
      System.out.println("soak: " + report.toAbsolutePath());
      assertEquals("running", world.get("/api/system/status").get("state").asText());
      flat("live heap", samples, Sample::heapMiB);
      flat("threads", samples, Sample::threads);
      flat("file handles", samples, Sample::files);
      flat("rows of the present", samples, Sample::presentRows);
    }
  }

  private static Map<String, String> config(EmbeddedPostgres postgres) {
    return Map.of(
        "db.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
        "db.user", "postgres",
        "db.password", "postgres",
        "risk-limits.max-orders-per-minute", "100000",
        "risk-limits.max-daily-loss", "1000000",
        "http.rates.subject-per-second", "10000",
        "http.rates.address-per-second", "10000");
  }

  private List<Sample> soak(World world, EmbeddedPostgres postgres, Duration length)
      throws Exception {
    List<Sample> samples = new ArrayList<>();
    long begin = System.nanoTime();
    long nextSample = begin + SAMPLE.toNanos();
    long pause = Duration.ofMillis(50).toNanos();
    long ticks = ticks(world.pid());
    long since = begin;
    while (System.nanoTime() - begin < length.toNanos()) {
      work(world);
      LockSupport.parkNanos(pause);
      long now = System.nanoTime();
      if (now >= nextSample) {
        double load = (ticks(world.pid()) - ticks) / 100.0 / ((now - since) / 1e9) / CORES;
        pause = load < LOAD ? Math.max(100_000, pause / 2) : pause * 3 / 2;
        Sample sample = sample(world, postgres, (now - begin) / 1_000_000_000L, load);
        samples.add(sample);
        System.out.println("soak: " + sample.row());
        ticks = ticks(world.pid());
        since = System.nanoTime();
        nextSample = since + SAMPLE.toNanos();
      }
    }
    return samples;
  }

  /** One order a round; every two hundredth a run besides. */
  private void work(World world) {
    int n = orders++;
    RestClient.Answer answer =
        world
            .rest()
            .post(
                "/api/orders",
                Map.of(
                    "symbol",
                    SYMBOLS.get(n % SYMBOLS.size()),
                    "side",
                    n / SYMBOLS.size() % 2 == 0 ? "buy" : "sell",
                    "quantity",
                    1),
                Map.of("Idempotency-Key", "soak-" + n));
    assertTrue(answer.status() == 200 || answer.status() == 503, answer::toString);
    if (n % 200 == 0) {
      world
          .rest()
          .post(
              "/api/system/workflow/analysis_to_trade",
              Map.of("parameters", Map.of("symbols", SYMBOLS, "execute", false)),
              Map.of("Prefer", "respond-async"));
    }
  }

  private Sample sample(World world, EmbeddedPostgres postgres, long second, double load)
      throws Exception {
    long pid = world.pid();
    return new Sample(
        second,
        load,
        orders,
        liveHeapMiB(pid),
        status(pid, "Threads:"),
        count(Path.of("/proc", "" + pid, "fd")),
        rows(postgres, "SELECT COUNT(*) FROM workflow_run WHERE open")
            + rows(postgres, "SELECT COUNT(*) FROM lease"),
        rows(postgres, "SELECT COUNT(*) FROM system_event")
            + rows(postgres, "SELECT COUNT(*) FROM order_end"));
  }

  private static void flat(String what, List<Sample> samples, ToDoubleFunction<Sample> value) {
    int quarter = samples.size() / 4;
    assertTrue(quarter > 0, "too short: at least two minutes");
    double early = mean(samples.subList(quarter, 2 * quarter), value);
    double late = mean(samples.subList(samples.size() - quarter, samples.size()), value);
    assertTrue(late <= early * NOISE + 2, "%s grew from %.0f to %.0f".formatted(what, early, late));
  }

  private static double mean(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return samples.stream().mapToDouble(value).average().orElseThrow();
  }

  private static String report(List<Sample> samples) {
    StringBuilder text =
        new StringBuilder(
            """
            # Soak

            Load is the process's share of %d processors; heap after a full collection; rows of the present are open runs
            and leases, history (events, ended orders) grows with what happens.

            | second | load | orders | live heap, MiB | threads | file handles | rows of the present | rows of history |
            |---|---|---|---|---|---|---|---|
            """
                .formatted(CORES));
    samples.forEach(sample -> text.append(sample.row()).append('\n'));
    return text.toString();
  }

  /** A full collection, then what is left of it. */
  private static double liveHeapMiB(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    String info = jcmd(pid, "GC.heap_info");
    var used = java.util.regex.Pattern.compile("used (\\d+)K").matcher(info);
    assertTrue(used.find(), info);
    return Long.parseLong(used.group(1)) / 1024.0;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "" + pid,
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static double status(long pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + pid, "status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToDouble(line -> Double.parseDouble(line.substring(field.length()).strip()))
        .sum();
  }

  private static double count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  private static double rows(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }
}
