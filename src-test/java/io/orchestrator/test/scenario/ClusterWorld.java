package io.orchestrator.test.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.PrivateNetwork;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StreamClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes as processes on one PostgreSQL, and the simulated exchange in this process, so that it
 * outlives them all. Each node has a client id of its own, which no operator would give it: so it
 * is the lease alone that keeps a second session away, not the gateway's refusal of a number in
 * use.
 */
final class ClusterWorld implements AutoCloseable {
  /** Generous: three virtual machines start on two cores that others use, too. */
  static final Duration LONG = Duration.ofMinutes(8);

  private static final String LOOPBACK = "127.0.0.1";
  private static final int FIRST_CLIENT_ID = 17;

  private final Path databaseDisk;
  private final Path directory;
  private final Optional<PrivateNetwork> network;
  private EmbeddedPostgres postgres;
  private final Simulator simulator;
  private final String token;
  private int databasePort;
  private final List<Member> members = new ArrayList<>();

  /** A node and how to reach it. */
  final class Member {
    private final Path home;
    private final Map<String, String> config;
    private final int index;
    private final int managementPort;
    private OrchestratorProcess process;
    private RestClient rest;
    private int streamPort;

    private Member(int index, Path home, Map<String, String> config, int managementPort) {
      this.index = index;
      this.home = home;
      this.config = config;
      this.managementPort = managementPort;
    }

    void start() {
      List<String> launcher = network.map(n -> n.on(index)).orElse(List.of());
      process = OrchestratorProcess.serveBy(launcher, home, config);
    }

    void awaitServing() {
      OrchestratorProcess.Node node = process.awaitServing(LONG);
      rest = new RestClient(host(), node.httpPort()).withToken(token);
      streamPort = node.webSocketPort();
    }

    private String host() {
      return address(index);
    }

    RestClient rest() {
      return rest;
    }

    /** Without a network of its own; whoever asks closes it. */
    StreamClient stream() {
      return new StreamClient(streamPort, token);
    }

    JsonNode get(String path) {
      RestClient.Answer answer = rest.get(path);
      if (answer.status() != 200) {
        throw new IllegalStateException(path + " answered " + answer);
      }
      return answer.json();
    }

    void kill() {
      process.kill();
    }

    int stop() {
      return process.stop(LONG);
    }

    /** SIGSTOP or SIGCONT. */
    void signal(String name) {
      try {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    boolean alive() {
      return process.alive();
    }

    /** Nodes that it sees up. */
    Set<String> up() {
      Set<String> up = new HashSet<>();
      new RestClient(host(), managementPort)
          .get("/cluster/members")
          .json()
          .get("members")
          .forEach(
              m -> {
                if (m.get("status").asText().equals("Up")) {
                  up.add(m.get("node").asText());
                }
              });
      return up;
    }

    /** Address of the node that has been in the cluster for longest: the singleton's. */
    String oldest() {
      return new RestClient(host(), managementPort)
          .get("/cluster/members")
          .json()
          .path("oldest")
          .asText();
    }

    boolean isOldest() {
      return oldest().endsWith(":" + config.get("cluster.port"));
    }
  }

  /**
   * @param more keys below {@code orchestrator.}
   */
  ClusterWorld(String name, int nodes, Map<String, String> more) throws IOException {
    this(name, nodes, more, Optional.empty(), Directories.fresh(name + "-database"));
  }

  /**
   * @param network where each node is a machine of its own
   * @param databaseDisk an empty directory
   */
  ClusterWorld(
      String name,
      int nodes,
      Map<String, String> more,
      Optional<PrivateNetwork> network,
      Path databaseDisk)
      throws IOException {
    this.network = network;
    this.databaseDisk = databaseDisk;
    directory = Directories.fresh(name);
    postgres = postgres(0);
    simulator =
        Simulator.start(
            SimulatorSettings.DEFAULT.onFreePorts().inDirectory(directory.resolve("exchange")));
    Path firstHome = directory.resolve("node-0");
    var keys = SigningKeys.openOrCreate(firstHome, SigningKeys.Use.TOKENS);
    SigningKeys.openOrCreate(firstHome, SigningKeys.Use.AUDIT);
    token =
        new Tokens(keys, AuthSettings.DEFAULT, Clock.systemUTC())
            .issue("test", Role.ADMIN, Duration.ofHours(3));
    network.ifPresent(n -> served().forEach(n::share));
    List<Integer> ports = freePorts(2 * nodes);
    for (int i = 0; i < nodes; i++) {
      Path home = directory.resolve("node-" + i);
      copySecrets(firstHome, home);
      Map<String, String> config = common(ports.subList(0, nodes));
      config.put("cluster.host", address(i));
      config.put("cluster.management-host", address(i));
      config.put("bind", address(i));
      config.put("allow-plaintext", "true"); // no network but this machine's
      config.put("cluster.port", "" + ports.get(i));
      config.put("management-port", "" + ports.get(nodes + i));
      config.put("ibkr.client-id", "" + (FIRST_CLIENT_ID + i));
      config.putAll(more);
      members.add(new Member(i, home, config, ports.get(nodes + i)));
    }
  }

  private Map<String, String> common(List<Integer> seeds) {
    String hub = network.map(PrivateNetwork::hub).orElse(LOOPBACK);
    List<Integer> served = served();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      addresses.add(address(i) + ":" + seeds.get(i));
    }
    Map<String, String> config = new LinkedHashMap<>();
    config.put("db.url", "jdbc:postgresql://" + hub + ":" + served.get(0) + "/postgres");
    config.put("db.user", "postgres");
    config.put("db.password", "postgres");
    config.put("cluster.seeds", String.join(",", addresses));
    config.put("iqfeed.host", hub);
    config.put("iqfeed.level-one-port", "" + served.get(1));
    config.put("iqfeed.lookup-port", "" + served.get(2));
    config.put("iqfeed.admin-port", "" + served.get(3));
    config.put("ibkr.host", hub);
    config.put("ibkr.restarts.daily", "");
    config.put("ibkr.port", "" + served.get(4));
    return config;
  }

  /** Ports of this process: database, three of the feed, gateway. */
  private List<Integer> served() {
    return List.of(
        postgres.getPort(),
        simulator.feed().levelOnePort(),
        simulator.feed().lookupPort(),
        simulator.feed().adminPort(),
        simulator.gateway().port());
  }

  private String address(int node) {
    return network.map(n -> n.address(node)).orElse(LOOPBACK);
  }

  /**
   * @param port 0: any
   */
  private EmbeddedPostgres postgres(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(databaseDisk.resolve("postgres"))
            .setCleanDataDirectory(false);
    return (port == 0 ? builder : builder.setPort(port)).start();
  }

  /** Stops the database as an administrator would, without waiting for its clients. */
  void stopDatabase() throws IOException {
    databasePort = postgres.getPort();
    postgres.close();
  }

  void startDatabase() throws IOException {
    postgres = postgres(databasePort);
  }

  /** A database whose disk was full may have ended itself. */
  void startDatabaseIfItEnded() throws IOException {
    try (var connection = postgres.getPostgresDatabase().getConnection()) {
      connection.isValid(10);
    } catch (SQLException e) {
      stopDatabase();
      startDatabase();
    }
  }

  private static void copySecrets(Path from, Path to) throws IOException {
    if (from.equals(to)) {
      return;
    }
    for (SigningKeys.Use use : SigningKeys.Use.values()) {
      Path target = to.resolve(use.file());
      Files.createDirectories(target.getParent());
      Files.copy(from.resolve(use.file()), target, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  /** All at once; the first in the list forms the cluster. Waits until everything runs. */
  ClusterWorld start() {
    members.getFirst().start();
    members.getFirst().awaitServing();
    members.stream().skip(1).forEach(Member::start);
    members.stream().skip(1).forEach(Member::awaitServing);
    for (Member member : members) {
      Conditions.await("all members up", LONG, () -> member.up().size() == members.size());
      awaitRunning(member);
    }
    return this;
  }

  static void awaitRunning(Member member) {
    Conditions.await(
        "state running",
        LONG,
        () -> member.get("/api/system/status").get("state").asText().equals("running"));
  }

  /** What each node has logged. */
  List<String> logs() throws IOException {
    List<String> logs = new ArrayList<>();
    for (Member member : members) {
      logs.add(Files.readString(member.home.resolve("logs").resolve("orchestrator.log")));
    }
    return logs;
  }

  Member member(int index) {
    return members.get(index);
  }

  /** Who has the session with the broker; each node has a client id of its own here. */
  Optional<Member> holder() {
    return simulator
        .gateway()
        .newestClient()
        .map(id -> id - FIRST_CLIENT_ID)
        .filter(i -> i >= 0 && i < members.size())
        .map(members::get);
  }

  Simulator simulator() {
    return simulator;
  }

  @Override
  public void close() throws IOException {
    members.forEach(
        member -> {
          if (member.process != null) {
            member.process.close();
          }
        });
    simulator.close();
    postgres.close();
  }
}
