package io.orchestrator.bench.workflows;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/** No engine: one insert and one commit per step, over a pool of ten; the limit of that design. */
final class PlainJdbc implements Contender {
  private static final int POOL = 10;

  private final HikariDataSource pool;
  private final AtomicLong ids = new AtomicLong();

  PlainJdbc(String url) throws SQLException {
    pool = Pools.of(url, POOL);
    try (var connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE plain_step (workflow BIGINT, step INT, output TEXT,"
              + " PRIMARY KEY (workflow, step))");
    }
  }

  @Override
  public void runOne() throws SQLException {
    long id = ids.incrementAndGet();
    for (int step = 1; step <= Steps.COUNT; step++) {
      try (var connection = pool.getConnection();
          var insert = connection.prepareStatement("INSERT INTO plain_step VALUES (?, ?, ?)")) {
        insert.setLong(1, id);
        insert.setInt(2, step);
        insert.setString(3, Steps.json(step));
        insert.executeUpdate();
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
