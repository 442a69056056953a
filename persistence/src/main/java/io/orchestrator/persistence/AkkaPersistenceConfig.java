package io.orchestrator.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.persistence.archive.ArchiveReadJournalDao;
import io.orchestrator.persistence.journal.GroupCommitJournalDao;
import io.orchestrator.persistence.lease.SplitBrainLease;
import java.util.HashMap;
import java.util.Map;

/**
 * Configuration of the journal plug-in. One pool for journal, snapshots and queries: the plug-in's
 * own default is 20 connections for each of them, waited for up to 180 s.
 */
final class AkkaPersistenceConfig {
  private static final String DB = "akka-persistence-jdbc.shared-databases.slick.";

  private static final String LEASE = "orchestrator.split-brain-lease";

  private AkkaPersistenceConfig() {}

  static Config of(DatabaseSettings settings) {
    Map<String, Object> values = new HashMap<>();
    values.put("akka.persistence.journal.plugin", "jdbc-journal");
    values.put("akka.persistence.snapshot-store.plugin", "jdbc-snapshot-store");
    // A read that waits for a persist is stashed; unstashing thousands of them overflows the stack
    // of this Akka version (issue 29933) and ends the process.
    values.put("akka.persistence.typed.stash-capacity", 200);
    putPool(values, settings);
    for (String plugin : new String[] {"jdbc-journal", "jdbc-snapshot-store"}) {
      values.put(plugin + ".use-shared-db", "slick");
      // With the default (10 s, 30 s) nothing is written for 35 s after a frozen database is back.
      values.put(plugin + ".circuit-breaker.max-failures", 10);
      values.put(plugin + ".circuit-breaker.call-timeout", "5s");
      values.put(plugin + ".circuit-breaker.reset-timeout", "3s");
    }
    values.put("jdbc-journal.dao", GroupCommitJournalDao.class.getName());
    values.put("jdbc-read-journal.use-shared-db", "slick");
    values.put("jdbc-read-journal.dao", ArchiveReadJournalDao.class.getName());
    // Each look costs streams and a query, at rest too: at 200 ms a percent of a core.
    values.put("jdbc-read-journal.refresh-interval", "500ms");
    values.put("jdbc-read-journal.max-buffer-size", "500");
    String gaps = "jdbc-read-journal.journal-sequence-retrieval.";
    // Tries times delay exceed the longest insert, else a late event is skipped for ever.
    values.put(gaps + "query-delay", "500ms");
    values.put(gaps + "max-tries", 10);
    values.put(gaps + "ask-timeout", "5s");
    values.put(gaps + "batch-size", 10000);
    if (settings.postgres()) {
      putSplitBrainLease(values, settings);
    }
    return ConfigFactory.parseMap(values, "journal on " + JdbcUrl.shown(settings.url()));
  }

  /** Two nodes work only if a third, the database, says which of them goes on. */
  private static void putSplitBrainLease(Map<String, Object> values, DatabaseSettings settings) {
    String resolver = "akka.cluster.split-brain-resolver.";
    values.put(resolver + "active-strategy", "lease-majority");
    values.put(resolver + "lease-majority.lease-implementation", LEASE);
    values.put(LEASE + ".lease-class", SplitBrainLease.class.getName());
    values.put(LEASE + ".heartbeat-timeout", "60s");
    values.put(LEASE + ".heartbeat-interval", "6s");
    values.put(LEASE + ".lease-operation-timeout", "5s");
    values.put(LEASE + ".url", JdbcUrl.hardened(settings));
    values.put(LEASE + ".user", settings.user());
    values.put(LEASE + ".password", settings.password());
  }

  private static void putPool(Map<String, Object> values, DatabaseSettings settings) {
    boolean postgres = settings.postgres();
    values.put(DB + "profile", postgres ? "slick.jdbc.PostgresProfile$" : "slick.jdbc.H2Profile$");
    values.put(DB + "db.url", JdbcUrl.hardened(settings));
    values.put(DB + "db.user", settings.user());
    values.put(DB + "db.password", settings.password());
    values.put(DB + "db.driver", postgres ? "org.postgresql.Driver" : "org.h2.Driver");
    values.put(DB + "db.connectionPool", JournalPool.class.getName());
    // Snapshots, replays and queries.
    values.put(DB + "db.numThreads", settings.journalPoolSize());
    values.put(DB + "db.maxConnections", settings.journalPoolSize());
    values.put(DB + "db.queueSize", 10000);
    values.put(DB + "db.connectionTimeout", settings.connectTimeout().toMillis() + "ms");
  }
}
