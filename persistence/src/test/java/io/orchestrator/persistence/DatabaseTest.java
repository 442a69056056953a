package io.orchestrator.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.persistence.DatabaseException.Kind;
import io.orchestrator.persistence.schema.SchemaMigrator;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
  private static DatabaseException refused(DatabaseSettings settings) {
    return assertThrows(
        DatabaseException.class, () -> Database.open(settings.withStartPatience(Duration.ZERO)));
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    DatabaseSettings settings =
        DatabaseSettings.of("jdbc:postgresql://127.0.0.1:" + port + "/x", "u", "s3cret");
    DatabaseException e = refused(settings);
    assertEquals(Kind.UNREACHABLE, e.kind());
    assertEquals(4, e.kind().exitCode());
    assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
    assertTrue(e.getMessage().contains("127.0.0.1:" + port), e.getMessage());
  }

  /** Accepts and says nothing: a frozen server. */
  @Test
  void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      DatabaseSettings base =
          DatabaseSettings.of(
              "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x", "u", "");
      DatabaseSettings settings =
          new DatabaseSettings(
              base.url(),
              base.user(),
              base.password(),
              2,
              2,
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ZERO,
              Duration.ofSeconds(1));
      long start = System.nanoTime();
      assertEquals(Kind.UNREACHABLE, refused(settings).kind());
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
    }
  }

  @Test
  void aDatabaseThatDoesNotExistIsRefused() {
    DatabaseSettings there = TestDatabases.fresh(TestDatabases.Kind.POSTGRES);
    DatabaseException e =
        refused(DatabaseSettings.of(there.url() + "_not", there.user(), there.password()));
    assertEquals(Kind.REFUSED, e.kind());
  }

  @Test
  void aFileOfAnotherProcessIsLocked() throws Exception {
    Path directory = TestDatabases.newDirectory();
    Process holder = ChildJvm.start("io.orchestrator.persistence.journal.CrashWriter", directory);
    try (var lines = holder.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("ACK")) {
        line = lines.readLine();
      }
      assertTrue(line != null, "the holder ended");
      DatabaseException e = refused(DatabaseSettings.embedded(directory));
      assertEquals(Kind.LOCKED, e.kind());
      assertTrue(e.getMessage().contains("Another process"), e.getMessage());
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void aBrokenFileIsCorrupt() throws Exception {
    Path directory = TestDatabases.newDirectory();
    byte[] garbage = new byte[100_000];
    new Random(3).nextBytes(garbage);
    Files.write(directory.resolve("orchestrator.mv.db"), garbage);
    assertEquals(Kind.CORRUPT, refused(DatabaseSettings.embedded(directory)).kind());
  }

  @Test
  void aFullDiskIsSaidAndLosesNothingThatWasAnswered() throws Exception {
    FullDisk.register();
    Path directory = TestDatabases.newDirectory();
    DatabaseSettings settings =
        DatabaseSettings.of("jdbc:h2:full:" + directory + "/orchestrator", "sa", "");
    int answered = 0;
    try (Database database = Database.open(settings.withPools(2, 2))) {
      execute(database, "CREATE TABLE t (n INT PRIMARY KEY, filler VARCHAR)");
      DatabaseException failure = null;
      for (int n = 0; n < 1000 && failure == null; n++) {
        FullDisk.full = n >= 50;
        try {
          execute(database, "INSERT INTO t VALUES (" + n + ", '" + "x".repeat(5000) + "')");
          answered = n + 1;
        } catch (SQLException e) {
          failure = DatabaseException.of("insert", e);
        }
      }
      assertEquals(Kind.DISK_FULL, failure == null ? null : failure.kind());
      ProbeResult probe = new DatabaseService(database).probe();
      assertFalse(probe.reachable(), probe.toString());
      // H2 closed the file; with room, connections open it again.
      FullDisk.full = false;
      Await.until("the file to open again", Duration.ofSeconds(20), () -> succeeds(database, -1));
      answered++;
    } finally {
      FullDisk.full = false;
    }
    try (Database database = Database.open(settings)) {
      assertTrue(
          count(database) >= answered, "answered " + answered + ", found " + count(database));
    }
  }

  /**
   * A thread pool that is shut down interrupts its threads; the file must not close under others.
   */
  @Test
  void anInterruptedThreadDoesNotCloseTheFile() throws Exception {
    try (Database database = TestDatabases.migrated(TestDatabases.Kind.H2)) {
      execute(database, "CREATE TABLE t (n INT PRIMARY KEY, filler VARCHAR)");
      for (int round = 0; round < 20; round++) {
        int base = round * 1000;
        Thread writer =
            new Thread(
                () -> {
                  for (int n = base; n < base + 1000 && !Thread.interrupted(); n++) {
                    try {
                      execute(
                          database, "INSERT INTO t VALUES (" + n + ", '" + "x".repeat(9000) + "')");
                    } catch (SQLException e) {
                      return;
                    }
                  }
                });
        writer.start();
        Thread.yield();
        writer.interrupt();
        writer.join(20_000);
        assertTrue(count(database) >= 0, "still open in round " + round);
      }
    }
  }

  @Test
  void directoriesAreMade() throws Exception {
    Path directory = TestDatabases.newDirectory().resolve("not/yet/there");
    Database.open(DatabaseSettings.embedded(directory)).close();
    assertTrue(Files.exists(directory.resolve("orchestrator.mv.db")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "jdbc:mysql://h/d", "postgres://u:s3cret@h/d", "jdbc:sqlite:x", "http://x"})
  void otherUrlsAreBadConfiguration(String url) {
    DatabaseException e =
        assertThrows(DatabaseException.class, () -> DatabaseSettings.of(url, "u", ""));
    assertEquals(Kind.BAD_URL, e.kind());
    assertEquals(2, e.kind().exitCode());
    assertFalse(e.getMessage().contains("s3cret"));
  }

  @Test
  void safetyOptionsOfH2CannotBeSwitchedOff() {
    String url =
        JdbcUrl.hardened(
            DatabaseSettings.of(
                "jdbc:h2:file:/x/y;write_delay=500;CACHE_SIZE=1000;DATABASE_TO_UPPER=TRUE",
                "sa",
                ""));
    assertTrue(url.contains(";WRITE_DELAY=0;"), url);
    assertTrue(url.contains(";DATABASE_TO_UPPER=FALSE;"), url);
    assertTrue(url.contains(";CACHE_SIZE=1000;"), url);
    assertFalse(url.contains("500;"), url);
  }

  @Test
  void optionsOfPostgresCanBeChosen() {
    String url =
        JdbcUrl.hardened(
            DatabaseSettings.of("jdbc:postgresql://h/d?socketTimeout=99&user=x", "u", ""));
    assertTrue(url.startsWith("jdbc:postgresql://h/d?socketTimeout=99&user=x&"), url);
    assertEquals(url.indexOf("socketTimeout"), url.lastIndexOf("socketTimeout"));
    assertTrue(url.contains("&connectTimeout=3"), url);
  }

  @Test
  void settingsDoNotShowSecrets() {
    String shown =
        DatabaseSettings.of("jdbc:postgresql://a:s3cret@h/d?password=s3cret", "u", "s3cret")
            .toString();
    assertFalse(shown.contains("s3cret"), shown);
  }

  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void theProbeIsARoundTripAndSurvivesAClosedPool(TestDatabases.Kind kind) {
    Database database = Database.open(TestDatabases.fresh(kind));
    DatabaseService service = new DatabaseService(database);
    // Without the schema nothing can be kept.
    assertFalse(service.probe().reachable());
    SchemaMigrator.migrate(database.dataSource());
    ProbeResult probe = service.probe();
    assertTrue(probe.reachable() && !probe.impaired(), probe.toString());
    assertTrue(probe.latency().toNanos() > 0);
    service.resetConnection();
    assertTrue(service.probe().reachable());
    service.restartComponent();
    assertTrue(service.probe().reachable());
    database.close();
    assertFalse(service.probe().reachable());
    service.restartComponent();
    assertTrue(service.probe().reachable());
    database.close();
  }

  private static boolean succeeds(Database database, int n) {
    try {
      execute(database, "INSERT INTO t VALUES (" + n + ", '')");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(Database database) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      row.next();
      return row.getInt(1);
    }
  }
}
