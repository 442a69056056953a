package io.orchestrator.bench.workflows;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Workflows of steps that compute, on a cluster of one, two and three nodes, each a process with
 * one place to compute. Where there are fewer processors than nodes the rate cannot grow: what
 * counts there is the processor time that a workflow needs on more nodes, from which the rate on
 * enough processors follows.
 */
public final class ScalingBench {
  private static final double WANTED = 1.6;
  private static final int NODES = 3;

  private ScalingBench() {}

  /**
   * @param perSecond workflows
   * @param cpuMillis of all nodes for one workflow
   * @param shares of the processor time by node
   */
  private record Measured(double perSecond, double cpuMillis, List<Integer> shares) {}

  /**
   * @param args seconds of each measurement
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      List<Integer> ports = freePorts();
      var nodes = new ArrayList<ChildProcess>();
      var results = new ArrayList<Measured>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(
            ChildProcess.start(
                "scaling-" + (i + 1),
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                List.of(
                    "heavy-steps", url, "" + ports.get(i), "" + (i == 0 ? 0 : ports.getFirst()))));
        nodes.getFirst().ask("closed " + Math.max(5, seconds / 2.0));
        results.add(measured(nodes, seconds));
      }
      tell(results);
      nodes.forEach(node -> node.out().println("end"));
    }
    System.exit(0);
  }

  private static List<Integer> freePorts() throws Exception {
    var sockets = new ArrayList<ServerSocket>();
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < NODES; i++) {
      sockets.add(new ServerSocket(0));
      ports.add(sockets.getLast().getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static Measured measured(List<ChildProcess> nodes, int seconds) throws Exception {
    double[] before = cpu(nodes);
    double perSecond =
        Double.parseDouble(nodes.getFirst().ask("closed " + seconds).split(" ")[0]);
    double[] after = cpu(nodes);
    double[] used = new double[before.length];
    Arrays.setAll(used, i -> after[i] - before[i]);
    double all = Arrays.stream(used).sum();
    List<Integer> shares =
        Arrays.stream(used).mapToObj(u -> (int) Math.round(100 * u / all)).toList();
    double runs = nodes.getFirst().ask("runs").transform(Double::parseDouble);
    return new Measured(perSecond, all / runs, shares);
  }

  private static double[] cpu(List<ChildProcess> nodes) throws Exception {
    double[] millis = new double[nodes.size()];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = Double.parseDouble(nodes.get(i).ask("cpu"));
    }
    return millis;
  }

  private static void tell(List<Measured> results) {
    int processors = Runtime.getRuntime().availableProcessors();
    Measured one = results.getFirst();
    System.out.printf(
        "%nTwo steps of 100 ms of processor time, 50 callers at the first node, one place to compute"
            + " on each node, %d processors, PostgreSQL on the same%n",
        processors);
    System.out.printf(
        "%5s %12s %8s %24s   %s%n",
        "nodes", "workflows/s", "x one", "CPU ms of a workflow", "CPU by node, %");
    for (int i = 0; i < results.size(); i++) {
      Measured m = results.get(i);
      System.out.printf(
          "%5d %12.2f %8.2f %24.0f   %s%n",
          i + 1, m.perSecond(), m.perSecond() / one.perSecond(), m.cpuMillis(), m.shares());
    }
    Measured three = results.getLast();
    double measured = three.perSecond() / one.perSecond();
    double byOverhead = NODES * one.cpuMillis() / three.cpuMillis();
    System.out.printf(
        "TARGET %s: three nodes do %.2f x the workflows of one here; a workflow costs %.2f x the"
            + " processor time, so with a processor for each node %.2f x, wanted %.1f x%n",
        Math.max(measured, processors > NODES ? 0 : byOverhead) >= WANTED ? "met" : "MISSED",
        measured,
        three.cpuMillis() / one.cpuMillis(),
        byOverhead,
        WANTED);
  }
}
