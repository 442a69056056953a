package io.orchestrator.bench.events;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.bench.BenchNode;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.events.JdbcEventHistory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The event log at length: appended events a second beside the same rows by plain JDBC batches,
 * pages of millions by filter, recovery of an entity with 10,000 events, and the start of the
 * program on what was appended.
 */
public final class EventsBench {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BATCH = 200;
  private static final int WINDOW = 5_000;
  private static final int ENTITY_EVENTS = 10_000;

  private EventsBench() {}

  public static void main(String[] args) throws Exception {
    int appended = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    long history = args.length > 1 ? Long.parseLong(args[1]) : 5_000_000;
    Path directory = Files.createTempDirectory("orchestrator-events");
    String h2 = "jdbc:h2:file:" + directory.resolve("h2");
    append("H2", DatabaseSettings.of(h2, "sa", ""), Math.min(appended, 200_000), 10_000);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
      DatabaseSettings settings = DatabaseSettings.of(url, "postgres", "postgres");
      append("PostgreSQL", settings, appended, 20_000);
      coldStart(url, directory.resolve("home"), appended);
      pages(settings, history);
    }
  }

  private static void append(String name, DatabaseSettings settings, int count, int target)
      throws Exception {
    try (BenchNode node = new BenchNode(settings)) {
      appendAll(node, 20_000, 0);
      double plain = plainRows(node.database(), Math.min(count, 200_000));
      long start = System.nanoTime();
      appendAll(node, count, 20_000);
      double perSecond = count / seconds(start);
      say(
          "%s: %,d events appended, %,.0f a second; the same rows by plain JDBC batches of %d: %,.0f",
          name, count, perSecond, BATCH, plain);
      target(name + ": events appended a second", target, perSecond, perSecond >= target);
      long behind = System.nanoTime();
      while (node.projection().lastSeq() < count + 20_000L) {
        LockSupport.parkNanos(10_000_000);
      }
      say("%s: the table of the history was complete %.1f s later", name, seconds(behind));
      recovery(name, node);
    }
  }

  /**
   * As services record: nobody waits for a single one, at most {@link #WINDOW} are on their way.
   */
  private static void appendAll(BenchNode node, int count, int from) throws Exception {
    for (int i = 0; i < count; i++) {
      EventDraft draft = draft(from + i);
      if (i % WINDOW == WINDOW - 1 || i == count - 1) {
        AskPattern.<EventManager.Command, EventManager.Recorded>ask(
                node.events(),
                replyTo -> new EventManager.RecordDurably(draft, replyTo),
                PATIENCE,
                node.system().scheduler())
            .toCompletableFuture()
            .get()
            .event()
            .orElseThrow();
      } else {
        node.events().tell(new EventManager.Record(draft));
      }
    }
  }

  private static EventDraft draft(int n) {
    Severity severity = n % 1000 == 0 ? Severity.ERROR : Severity.INFO;
    return EventDraft.of(
            "bench_" + n % 20,
            "source_" + n % 7,
            severity,
            Map.of("symbol", "AAPL", "price", 187.23, "quantity", n % 100, "n", n))
        .about("run-" + n / 50);
  }

  /** One row per event in a table without index, a commit for each batch: what JDBC alone costs. */
  private static double plainRows(Database database, int count) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE plain_event (n BIGINT, type VARCHAR(100), data VARCHAR(4000))");
      connection.setAutoCommit(false);
      long start = System.nanoTime();
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO plain_event VALUES (?, ?, ?)")) {
        for (int i = 0; i < count; i++) {
          insert.setLong(1, i);
          insert.setString(2, "bench_" + i % 20);
          insert.setString(3, draft(i).data().toString());
          insert.addBatch();
          if (i % BATCH == BATCH - 1) {
            insert.executeBatch();
            connection.commit();
          }
        }
        insert.executeBatch();
        connection.commit();
      }
      double perSecond = count / seconds(start);
      statement.execute("DROP TABLE plain_event");
      connection.commit();
      return perSecond;
    }
  }

  private static void recovery(String name, BenchNode node) throws Exception {
    CountDownLatch written = new CountDownLatch(ENTITY_EVENTS);
    ActorRef<Integer> first =
        node.system()
            .systemActorOf(
                Entity.behavior(written::countDown, () -> {}), "entity-0", Props.empty());
    for (int i = 0; i < ENTITY_EVENTS; i++) {
      first.tell(i);
    }
    written.await(2, TimeUnit.MINUTES);
    double[] millis = new double[10];
    for (int round = 0; round < millis.length; round++) {
      CountDownLatch recovered = new CountDownLatch(1);
      long start = System.nanoTime();
      node.system()
          .systemActorOf(
              Entity.behavior(() -> {}, recovered::countDown), "again-" + round, Props.empty());
      recovered.await(2, TimeUnit.MINUTES);
      millis[round] = seconds(start) * 1000;
    }
    Arrays.sort(millis);
    double median = millis[millis.length / 2];
    target(name + ": recovery of 10,000 events, ms (median of 10)", 300, median, median < 300);
  }

  /** An entity without snapshots, with records of the trading desk. */
  private static final class Entity extends EventSourcedBehavior<Integer, DeskEvent, Integer> {
    private final Runnable persisted;
    private final Runnable recovered;

    private Entity(Runnable persisted, Runnable recovered) {
      super(PersistenceId.ofUniqueId("bench-entity"));
      this.persisted = persisted;
      this.recovered = recovered;
    }

    static Behavior<Integer> behavior(Runnable persisted, Runnable recovered) {
      return new Entity(persisted, recovered);
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<Integer, DeskEvent, Integer> commandHandler() {
      return (state, n) ->
          Effect()
              .persist(
                  List.<DeskEvent>of(new DeskEvent.OrderOpened("bench/order/" + n, Instant.EPOCH)))
              .thenRun(persisted::run);
    }

    @Override
    public EventHandler<Integer, DeskEvent> eventHandler() {
      return (state, event) -> state + 1;
    }

    @Override
    public SignalHandler<Integer> signalHandler() {
      return newSignalHandlerBuilder()
          .onSignal(RecoveryCompleted.instance(), state -> recovered.run())
          .build();
    }
  }

  /** The distribution on the database of the appended events, from its start to READY. */
  private static void coldStart(String url, Path home, int events) throws Exception {
    Path program = Path.of("orchestrator/target/dist/bin/orchestrator");
    if (!Files.isExecutable(program)) {
      say("the cold start needs mvn package");
      return;
    }
    Files.createDirectories(home);
    ProcessBuilder builder = new ProcessBuilder(program.toString(), "serve");
    builder.environment().put("ORCHESTRATOR_HOME", home.toString());
    builder.environment().put("ORCHESTRATOR_LOGS", home.resolve("logs").toString());
    builder.environment().put("ORCHESTRATOR_HTTP_PORT", "0");
    builder.environment().put("ORCHESTRATOR_WEBSOCKET_PORT", "0");
    builder.environment().put("ORCHESTRATOR_DB_URL", url);
    builder.environment().put("ORCHESTRATOR_DB_USER", "postgres");
    builder.environment().put("ORCHESTRATOR_DB_PASSWORD", "postgres");
    builder.redirectErrorStream(true).redirectOutput(home.resolve("screen.txt").toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      Path file = home.resolve("node.properties");
      while (!Files.exists(file) || !ready(file)) {
        if (!process.isAlive() || seconds(start) > 120) {
          throw new IllegalStateException(Files.readString(home.resolve("screen.txt")));
        }
        LockSupport.parkNanos(50_000_000);
      }
      double took = seconds(start);
      target("start to READY on a journal of %,d events, s".formatted(events), 15, took, took < 15);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean ready(Path properties) throws IOException {
    String port =
        Files.readAllLines(properties).stream()
            .filter(line -> line.startsWith("http-port="))
            .map(line -> line.substring("http-port=".length()))
            .findFirst()
            .orElse("");
    if (port.isEmpty()) {
      return false;
    }
    var connection =
        (java.net.HttpURLConnection)
            java.net
                .URI
                .create("http://127.0.0.1:" + port + "/health/ready")
                .toURL()
                .openConnection();
    try {
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    } finally {
      connection.disconnect();
    }
  }

  private static void pages(DatabaseSettings settings, long rows) throws Exception {
    try (Database database = Database.open(settings);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM system_event");
      statement.execute(
          """
          INSERT INTO system_event (seq, journal_seq, occurred_at, event_type, source, severity,
            severity_level, correlation_id, data)
          SELECT n, n / 100, TIMESTAMPTZ '2024-01-01' + n * INTERVAL '1 second', 'type_' || n %% 40,
            'source_' || n %% 9, CASE WHEN n %% 100000 = 0 THEN 'CRITICAL' ELSE 'INFO' END,
            CASE WHEN n %% 100000 = 0 THEN %d ELSE %d END, 'run-' || n / 50,
            '{"symbol":"AAPL","price":187.23}'
          FROM generate_series(1, %d) AS n"""
              .formatted(Severity.CRITICAL.ordinal(), Severity.INFO.ordinal(), rows));
      statement.execute("ANALYZE system_event");
      JdbcEventHistory history = new JdbcEventHistory(database);
      long middle = rows / 2;
      Instant from = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(middle);
      Map<String, EventFilter> filters =
          Map.of(
              "type", filter(Set.of("type_3"), Set.of(), Optional.empty(), Optional.empty(), null),
              "type and source",
                  filter(
                      Set.of("type_3"),
                      Set.of("source_4"),
                      Optional.empty(),
                      Optional.empty(),
                      null),
              "rare severity",
                  filter(Set.of(), Set.of(), Optional.of(Severity.ERROR), Optional.empty(), null),
              "a day",
                  filter(
                      Set.of(),
                      Set.of(),
                      Optional.empty(),
                      Optional.of(from),
                      from.plusSeconds(86_400)),
              "severity in a day",
                  filter(
                      Set.of(),
                      Set.of(),
                      Optional.of(Severity.ERROR),
                      Optional.of(from),
                      from.plusSeconds(86_400)),
              "a run",
                  new EventFilter(
                      Set.of(),
                      Set.of(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.of("run-" + middle / 50)),
              "type never seen",
                  filter(Set.of("never"), Set.of(), Optional.empty(), Optional.empty(), null));
      double worst = 0;
      for (Map.Entry<String, EventFilter> entry : filters.entrySet()) {
        List<Double> times = new ArrayList<>();
        for (boolean ascending : List.of(true, false)) {
          for (Optional<Long> after : List.of(Optional.<Long>empty(), Optional.of(middle))) {
            IntStream.range(0, 5)
                .forEach(
                    i -> {
                      long start = System.nanoTime();
                      history.page(new EventQuery(entry.getValue(), after, 100, ascending));
                      times.add(seconds(start) * 1000);
                    });
          }
        }
        double slowest =
            times.stream()
                .mapToDouble(t -> t)
                .sorted()
                .skip(times.size() - 2L)
                .findFirst()
                .orElse(0);
        say(
            "page of 100 among %,d events by %s: second slowest of %d %.1f ms",
            rows, entry.getKey(), times.size(), slowest);
        worst = Math.max(worst, slowest);
      }
      target(
          "filtered page over %,d events, ms, the worst filter".formatted(rows),
          50,
          worst,
          worst < 50);
    }
  }

  private static EventFilter filter(
      Set<String> types,
      Set<String> sources,
      Optional<Severity> severity,
      Optional<Instant> from,
      Instant to) {
    return new EventFilter(
        types, sources, severity, from, Optional.ofNullable(to), Optional.empty());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void say(String format, Object... values) {
    System.out.println("bench: " + format.formatted(values));
  }

  private static void target(String what, double target, double measured, boolean met) {
    System.out.printf(
        "bench: TARGET %s: target %,.0f, measured %,.1f, %s%n",
        what, target, measured, met ? "met" : "NOT MET");
  }
}
