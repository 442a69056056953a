package io.orchestrator.persistence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where the database is and how much of it this node takes.
 *
 * @param url {@code jdbc:h2:file:…} (one process only) or {@code jdbc:postgresql://…}
 * @param poolSize connections of the repositories, 1 to 100
 * @param journalPoolSize connections of replays, snapshots and queries, 1 to 100; three more write
 *     the journal
 * @param connectTimeout longest wait for a connection, from the pool or new
 * @param queryTimeout longest single statement; a server that froze is given up after it
 * @param startPatience how long the start waits for a server that is not there yet
 * @param probeTimeout of the health probe
 */
public record DatabaseSettings(
    String url,
    String user,
    String password,
    int poolSize,
    int journalPoolSize,
    Duration connectTimeout,
    Duration queryTimeout,
    Duration startPatience,
    Duration probeTimeout) {

  /** The embedded database in {@code ./data}. */
  public static final DatabaseSettings DEFAULT = embedded(Path.of("data"));

  public DatabaseSettings {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (url == null || !(url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:"))) {
      throw new DatabaseException(
          DatabaseException.Kind.BAD_URL, "The database URL is neither H2 nor PostgreSQL.", null);
    }
    requireSize("pool-size", poolSize);
    requireSize("journal-pool-size", journalPoolSize);
    requirePositive("connect-timeout", connectTimeout);
    requirePositive("query-timeout", queryTimeout);
    requirePositive("probe-timeout", probeTimeout);
    if (startPatience.isNegative()) {
      throw new IllegalArgumentException("start-patience must not be negative");
    }
  }

  /** The H2 file {@code orchestrator.mv.db} in a directory; small pools for one process. */
  public static DatabaseSettings embedded(Path directory) {
    String file = directory.toAbsolutePath().normalize().resolve("orchestrator").toString();
    return of("jdbc:h2:file:" + file.replace('\\', '/'), "sa", "").withPools(4, 4);
  }

  /** With the default sizes and times. */
  public static DatabaseSettings of(String url, String user, String password) {
    return new DatabaseSettings(
        url,
        user,
        password,
        8,
        8,
        Duration.ofSeconds(3),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2));
  }

  public DatabaseSettings withPools(int newPoolSize, int newJournalPoolSize) {
    return new DatabaseSettings(
        url,
        user,
        password,
        newPoolSize,
        newJournalPoolSize,
        connectTimeout,
        queryTimeout,
        startPatience,
        probeTimeout);
  }

  public DatabaseSettings withStartPatience(Duration newStartPatience) {
    return new DatabaseSettings(
        url,
        user,
        password,
        poolSize,
        journalPoolSize,
        connectTimeout,
        queryTimeout,
        newStartPatience,
        probeTimeout);
  }

  /** A server that several nodes can share; else a file of this machine. */
  public boolean postgres() {
    return url.startsWith("jdbc:postgresql:");
  }

  /** Without the password, also when it stands in the URL. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + JdbcUrl.shown(url) + ", user=" + user + "]";
  }

  private static void requireSize(String key, int size) {
    if (size < 1 || size > 100) {
      throw new IllegalArgumentException(key + " must be 1..100, was " + size);
    }
  }

  private static void requirePositive(String key, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(key + " must be positive, was " + duration);
    }
  }
}
