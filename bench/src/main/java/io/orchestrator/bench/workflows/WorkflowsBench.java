package io.orchestrator.bench.workflows;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Durable workflows of five steps side by side: one PostgreSQL, each contender warm in a process of
 * its own, rounds in turn so that the machine's moods hit all; the lines with TARGET are the
 * verdict.
 */
public final class WorkflowsBench {
  private static final List<String> CONTENDERS =
      List.of(System.getProperty("contenders", "orchestrator,jdbc,dbos,flowable").split(","));
  private static final int WARM_UP_SECONDS = Integer.getInteger("warm", 30);

  private WorkflowsBench() {}

  /**
   * Properties: {@code contenders} in place of all, {@code warm} seconds of warming up each, {@code
   * profile} for a flight recording of the engine.
   *
   * @param args rounds and their seconds, or {@code open} and a number of workflows
   */
  public static void main(String[] args) throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      if (args.length > 0 && args[0].equals("open")) {
        open(postgres, Integer.parseInt(args[1]));
      } else {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        race(postgres, rounds, args.length > 1 ? Integer.parseInt(args[1]) : 8);
      }
    }
    System.exit(0);
  }

  private static EmbeddedPostgres start() throws Exception {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "300")
            .start();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String key : List.of("server_version", "fsync", "synchronous_commit")) {
        try (ResultSet row = statement.executeQuery("SHOW " + key)) {
          row.next();
          System.out.println(key + " " + row.getString(1));
        }
      }
    }
    return postgres;
  }

  private static ChildProcess child(EmbeddedPostgres postgres, String name, String heap) throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    var options = new ArrayList<String>(List.of("-Xmx" + heap));
    if (name.equals("orchestrator") && Boolean.getBoolean("profile")) {
      options.add(
          "-XX:StartFlightRecording=settings=profile,filename=bench/target/orchestrator.jfr,delay="
              + WARM_UP_SECONDS
              + "s");
    }
    return ChildProcess.start(name, options, List.of(name, postgres.getJdbcUrl("postgres", name)));
  }

  private static void race(EmbeddedPostgres postgres, int rounds, int seconds) throws Exception {
    Map<String, ChildProcess> children = new LinkedHashMap<>();
    Map<String, List<double[]>> results = new LinkedHashMap<>();
    for (String name : CONTENDERS) {
      ChildProcess child = child(postgres, name, "1g");
      child.ask("closed " + WARM_UP_SECONDS);
      children.put(name, child);
      results.put(name, new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (ChildProcess child : children.values()) {
        results.get(child.name()).add(measured(postgres, child, seconds));
      }
    }
    System.out.printf(
        "%nFive no-op steps, 50 callers, median of %d rounds of %d s%n", rounds, seconds);
    System.out.printf(
        "%-14s %12s %7s %7s   %s%n",
        "", "workflows/s", "p50 ms", "p99 ms", "each: own CPU ms, database CPU ms, commits, rows");
    results.forEach(
        (name, rows) ->
            System.out.printf(
                "%-14s %12.0f %7.0f %7.0f %15.2f %17.2f %8.1f %5.1f%n",
                name,
                median(rows, 0),
                median(rows, 1),
                median(rows, 2),
                median(rows, 3),
                median(rows, 4),
                median(rows, 5),
                median(rows, 6)));
    verdict(results, "dbos", 2);
    verdict(results, "flowable", 14);
    verdict(results, "jdbc", 1);
    double half = median(results.get("orchestrator"), 0) / 2;
    double[] steps = numbers(children.get("orchestrator").ask("rate " + half + " " + seconds));
    System.out.printf(
        "TARGET %s: a step's overhead at half load (%.0f workflows/s): p50 %.1f ms, p99 %.1f ms,"
            + " limit 60 ms%n",
        steps[1] < 60 ? "met" : "MISSED", steps[2], steps[0], steps[1]);
    for (ChildProcess child : children.values()) {
      child.out().println("end");
    }
  }

  /** What the child says, and what the database had to do for one workflow. */
  private static double[] measured(EmbeddedPostgres postgres, ChildProcess child, int seconds)
      throws Exception {
    DatabaseWork before = DatabaseWork.of(postgres, child.name());
    double[] said = numbers(child.ask("closed " + seconds));
    DatabaseWork after = DatabaseWork.of(postgres, child.name());
    double[] all = Arrays.copyOf(said, 7);
    double runs = said[0] * seconds;
    all[4] = (after.cpuMillis() - before.cpuMillis()) / runs;
    all[5] = (after.commits() - before.commits()) / runs;
    all[6] = (after.rows() - before.rows()) / runs;
    return all;
  }

  private static void verdict(Map<String, List<double[]>> results, String peer, double wanted) {
    List<double[]> ours = results.get("orchestrator");
    if (!results.containsKey(peer)) {
      return;
    }
    List<double[]> theirs = results.get(peer);
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours.get(i)[0] / theirs.get(i)[0];
    }
    Arrays.sort(ratios);
    double ratio = ratios[ratios.length / 2];
    System.out.printf(
        "TARGET %s: %.2f x %s (rounds %.2f to %.2f), wanted %.0f x%n",
        ratio >= wanted ? "met" : "MISSED",
        ratio,
        peer,
        ratios[0],
        ratios[ratios.length - 1],
        wanted);
  }

  private static void open(EmbeddedPostgres postgres, int count) throws Exception {
    ChildProcess child = child(postgres, "orchestrator", "3g");
    double[] answer = numbers(child.ask("open " + count));
    long rss = residentMiB(child.process().pid());
    System.out.printf(
        "TARGET %s: %,d open workflows: heap %.0f MiB after a collection, process %d MiB, limit"
            + " 4096; begun in %.0f s%n",
        rss > 0 && rss <= 4096 ? "met" : "MISSED", count, answer[1], rss, answer[0]);
    child.out().println("end");
  }

  /** From /proc, 0 where there is none. */
  private static long residentMiB(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .map(l -> l.replaceAll("\\D", ""))
        .mapToLong(kib -> Long.parseLong(kib) / 1024)
        .findFirst()
        .orElse(0);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static double median(List<double[]> rows, int column) {
    double[] values = rows.stream().mapToDouble(r -> r[column]).sorted().toArray();
    return values[values.length / 2];
  }
}
