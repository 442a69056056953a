package io.orchestrator.persistence.events;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.query.EventEnvelope;
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.journal.JournalFollower;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies the journal of the event log into {@code system_event}, each event once: an event that is
 * not behind the table's last is not written again. On PostgreSQL it may run on several nodes; all
 * but one find their rows there.
 */
public final class EventHistoryProjection {
  /** Persistence id of the event log. */
  public static final String EVENT_LOG = "event-log";

  private final AtomicLong lastSeq = new AtomicLong();
  private final JournalFollower follower;

  private EventHistoryProjection(ActorSystem<?> system, Database database, Runnable written) {
    follower =
        JournalFollower.start(
            system, database, EVENT_LOG, new EventTable(database, written, lastSeq));
  }

  /**
   * Runs until {@link #stop()} or the end of the actor system.
   *
   * @param written told after each batch that is in the table; must not block
   */
  public static EventHistoryProjection start(
      ActorSystem<?> system, Database database, Runnable written) {
    return new EventHistoryProjection(system, database, written);
  }

  /** Newest event that this node found in the table or put there; 0 before the first. */
  public long lastSeq() {
    return lastSeq.get();
  }

  public CompletionStage<Done> stop() {
    return follower.stop();
  }

  /**
   * @param lastSeq newest event in it, as far as this node knows
   */
  private record EventTable(Database database, Runnable written, AtomicLong lastSeq)
      implements JournalFollower.Table {
    private record End(long journalSeq, long seq) {}

    @Override
    public String name() {
      return "event history";
    }

    @Override
    public long position(Connection connection) throws SQLException {
      return end(connection).journalSeq();
    }

    private End end(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT journal_seq, seq FROM system_event ORDER BY seq DESC LIMIT 1")) {
        End end = row.next() ? new End(row.getLong(1), row.getLong(2)) : new End(0, 0);
        lastSeq.accumulateAndGet(end.seq(), Math::max);
        return end;
      }
    }

    @Override
    public Runnable write(Connection connection, List<EventEnvelope> batch) throws SQLException {
      long after = end(connection).seq();
      long last = after;
      var rows = new ArrayList<EventRows.Row>();
      for (EventEnvelope envelope : batch) {
        if (envelope.event() instanceof EventsRecorded recorded) {
          for (SystemEvent event : recorded.events()) {
            if (event.seq() > last) {
              rows.add(new EventRows.Row(event, envelope.sequenceNr()));
              last = event.seq();
            }
          }
        }
      }
      if (!rows.isEmpty()) {
        EventRows.insert(connection, database.isPostgres(), rows);
      }
      long newest = last;
      return () -> {
        written.run();
        lastSeq.accumulateAndGet(newest, Math::max);
      };
    }
  }
}
