package io.orchestrator.persistence.orders;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.port.OrderHistory;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlConditions;
import io.orchestrator.persistence.journal.JournalCodec;
import io.orchestrator.persistence.journal.JournalFormatException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds orders in {@code order_end} and reads them where they stand: in the desk's journal. */
public final class JdbcOrderHistory implements OrderHistory {
  private static final int MAX_CORRELATION = 200;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Database database;
  private final JournalCodec codec;

  /**
   * @param codec of the journal
   */
  public JdbcOrderHistory(Database database, JournalCodec codec) {
    this.database = database;
    this.codec = codec;
  }

  /**
   * @throws DatabaseException if the database does not answer
   */
  @Override
  public List<OrderView> select(OrderQuery query) {
    SqlConditions where = conditions(query);
    String sql =
        "SELECT j.event_payload, j.event_ser_manifest FROM order_end o JOIN event_journal j"
            + " ON j.persistence_id = '%s' AND j.sequence_number = o.journal_seq%s"
                .formatted(OrderHistoryProjection.TRADING_DESK, where.sql())
            + " ORDER BY o.created_ns DESC, o.client_order_id ASC LIMIT %d"
                .formatted(query.limit() + 1);
    try (Connection connection = database.connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      where.bind(statement);
      List<OrderView> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(order(rows.getBytes(1), rows.getString(2)));
        }
      }
      return List.copyOf(found);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the order history", e);
    }
  }

  private OrderView order(byte[] json, String manifest) {
    try {
      JournalRecord row = codec.decode(json, manifest);
      if (row instanceof DeskEvent.OrderClosed closed) {
        return closed.order();
      }
      throw new IllegalStateException("order_end points at " + manifest);
    } catch (JournalFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SqlConditions conditions(OrderQuery query) {
    SqlConditions where = new SqlConditions();
    where.addIn("o.status", query.statuses().stream().map(OrderStatus::name).toList());
    query.symbol().ifPresent(symbol -> where.add("o.symbol = ?", symbol));
    query.from().ifPresent(from -> where.add("o.created_ns >= ?", nanos(from)));
    query.to().ifPresent(to -> where.add("o.created_ns < ?", nanos(to)));
    query.correlationId().ifPresent(id -> where.add("o.correlation_id = ?", fit(id)));
    query
        .after()
        .ifPresent(
            cursor -> {
              long at = nanos(cursor.createdAt());
              // Its own line first: by it the index is entered where the page begins.
              where.add("o.created_ns <= ?", at);
              where.add("(o.created_ns < ? OR o.client_order_id > ?)", at, cursor.id().value());
            });
    return where;
  }

  /** Since 1970; what lies outside of a long is as far away as can be. */
  static long nanos(Instant instant) {
    long limit = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
    long seconds = Math.clamp(instant.getEpochSecond(), -limit, limit);
    return seconds * NANOS_PER_SECOND + instant.getNano();
  }

  static String fit(String text) {
    return text.length() <= MAX_CORRELATION ? text : text.substring(0, MAX_CORRELATION);
  }
}
