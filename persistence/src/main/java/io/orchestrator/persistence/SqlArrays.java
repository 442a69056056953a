package io.orchestrator.persistence;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Columns of many rows as arrays for PostgreSQL's {@code unnest}: one statement, planned once,
 * whatever the number of rows.
 */
public final class SqlArrays {
  private SqlArrays() {}

  /**
   * @param type of the column, as PostgreSQL names it
   * @param value of a row; may be null
   */
  public static <T, V> void column(
      PreparedStatement statement,
      int parameter,
      String type,
      List<T> rows,
      Function<T, V> value,
      IntFunction<V[]> array)
      throws SQLException {
    V[] values = rows.stream().map(value).toArray(array);
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }
}
