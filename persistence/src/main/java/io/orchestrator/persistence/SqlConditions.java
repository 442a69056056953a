package io.orchestrator.persistence;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** A conjunction of conditions with its parameters; conditions are constants of the program. */
public final class SqlConditions {
  private final List<String> parts = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  /**
   * @param part with a {@code ?} for each value
   * @param bound String, Integer, Long, Boolean or Instant
   */
  public void add(String part, Object... bound) {
    parts.add(part);
    values.addAll(List.of(bound));
  }

  /** Any of them; no condition if there is none. */
  public void addIn(String column, Collection<String> names) {
    if (!names.isEmpty()) {
      String marks = String.join(",", Collections.nCopies(names.size(), "?"));
      parts.add(column + " IN (" + marks + ")");
      values.addAll(names);
    }
  }

  /** Empty, or with the leading {@code WHERE}. */
  public String sql() {
    return parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
  }

  public void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value instanceof Instant instant) {
        SqlTime.set(statement, i + 1, instant);
      } else if (value instanceof String text) {
        // PostgreSQL refuses a zero character, and no stored text holds one.
        statement.setString(i + 1, text.replace('\0', '\uFFFD'));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
