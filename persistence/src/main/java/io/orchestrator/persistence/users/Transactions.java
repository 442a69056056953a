package io.orchestrator.persistence.users;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;

/** Work that happens as a whole or not at all. */
final class Transactions {
  private Transactions() {}

  interface Work {
    void in(Connection connection) throws SQLException;
  }

  /**
   * @param doing begin of the error message
   * @throws DatabaseException if the database fails; nothing was changed then
   */
  static void run(Database database, String doing, Work work) {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try {
        work.in(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw DatabaseException.of(doing, e);
    }
  }
}
