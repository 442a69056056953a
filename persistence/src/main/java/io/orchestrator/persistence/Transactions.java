package io.orchestrator.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/** Work that happens as a whole or not at all. */
public final class Transactions {
  private Transactions() {}

  /** Work without an answer. */
  public interface Work {
    void in(Connection connection) throws SQLException;
  }

  /** Work with an answer. */
  public interface Asking<T> {
    T in(Connection connection) throws SQLException;
  }

  /**
   * @param doing begin of the error message
   * @throws DatabaseException if the database fails; nothing was changed then
   */
  public static void run(Database database, String doing, Work work) {
    call(
        database,
        doing,
        connection -> {
          work.in(connection);
          return true;
        });
  }

  /** As {@link #run}, and answers. */
  public static <T> T call(Database database, String doing, Asking<T> work) {
    try {
      return attempt(database, work);
    } catch (SQLException e) {
      throw DatabaseException.of(doing, e);
    }
  }

  /**
   * As {@link #call}, for callers to whom a failure of the database means something of their own.
   *
   * @throws SQLException nothing was changed then
   */
  public static <T> T attempt(Database database, Asking<T> work) throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try {
        T answer = work.in(connection);
        connection.commit();
        return answer;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }
}
