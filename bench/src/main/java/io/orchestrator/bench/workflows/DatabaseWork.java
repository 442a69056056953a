package io.orchestrator.bench.workflows;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What the database server did so far.
 *
 * @param cpuMillis of all its processes
 * @param commits in the database of one contender
 * @param rows inserted or updated there
 */
record DatabaseWork(double cpuMillis, double commits, double rows) {
  private static final String COUNTS =
      "SELECT xact_commit, tup_inserted + tup_updated, pg_backend_pid()"
          + " FROM pg_stat_database WHERE datname = '%s'";

  static DatabaseWork of(EmbeddedPostgres postgres, String database) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(COUNTS.formatted(database))) {
      row.next();
      var server = ProcessHandle.of(row.getLong(3)).flatMap(ProcessHandle::parent).orElseThrow();
      double cpu =
          Stream.concat(Stream.of(server), server.children())
              .mapToDouble(p -> p.info().totalCpuDuration().orElse(Duration.ZERO).toMillis())
              .sum();
      return new DatabaseWork(cpu, row.getDouble(1), row.getDouble(2));
    }
  }
}
