package io.orchestrator.persistence.orders;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.query.EventEnvelope;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.journal.JournalFollower;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Writes down where in the desk's journal each order ended, in {@code order_end}: the order itself
 * stays in the journal, once. An order that ended twice (a fill came behind a cancel) is found at
 * its last end.
 */
public final class OrderHistoryProjection {
  /** Persistence id of the trading desk. */
  public static final String TRADING_DESK = "trading-desk";

  private final JournalFollower follower;

  private OrderHistoryProjection(ActorSystem<?> system, Database database) {
    follower = JournalFollower.start(system, database, TRADING_DESK, new OrderTable(database));
  }

  /** Runs until {@link #stop()} or the end of the actor system. */
  public static OrderHistoryProjection start(ActorSystem<?> system, Database database) {
    return new OrderHistoryProjection(system, database);
  }

  public CompletionStage<Done> stop() {
    return follower.stop();
  }

  private record OrderTable(Database database) implements JournalFollower.Table {
    private static final String COLUMNS =
        "(client_order_id, created_ns, symbol, status, correlation_id, journal_seq)";

    @Override
    public String name() {
      return "order history";
    }

    @Override
    public long position(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT COALESCE(MAX(journal_seq), 0) FROM order_end")) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public Runnable write(Connection connection, List<EventEnvelope> batch) throws SQLException {
      // An order may end again, when a late fee or correction comes, but one statement takes a row
      // once.
      Map<String, EventEnvelope> last = new LinkedHashMap<>();
      for (EventEnvelope envelope : batch) {
        if (envelope.event() instanceof DeskEvent.OrderClosed closed) {
          last.put(closed.order().clientOrderId().value(), envelope);
        }
      }
      if (!last.isEmpty()) {
        try (PreparedStatement merge = connection.prepareStatement(merge())) {
          for (EventEnvelope envelope : last.values()) {
            bind(merge, ((DeskEvent.OrderClosed) envelope.event()).order(), envelope.sequenceNr());
            merge.addBatch();
          }
          merge.executeBatch();
        }
      }
      return () -> {};
    }

    private String merge() {
      return database.isPostgres()
          ? "INSERT INTO order_end "
              + COLUMNS
              + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (client_order_id) DO UPDATE SET"
              + " status = EXCLUDED.status, journal_seq = EXCLUDED.journal_seq"
              + " WHERE order_end.journal_seq < EXCLUDED.journal_seq"
          : "MERGE INTO order_end " + COLUMNS + " KEY (client_order_id) VALUES (?, ?, ?, ?, ?, ?)";
    }

    private static void bind(PreparedStatement merge, OrderView order, long journalSeq)
        throws SQLException {
      merge.setString(1, order.clientOrderId().value());
      merge.setLong(2, JdbcOrderHistory.nanos(order.createdAt()));
      merge.setString(3, order.symbol());
      merge.setString(4, order.status().name());
      merge.setString(5, JdbcOrderHistory.fit(order.correlationId()));
      merge.setLong(6, journalSeq);
    }
  }
}
