package io.orchestrator.persistence.archive;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.Rounds;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the histories of ended workflows and orders out of the journal when they are old. Each is
 * one transaction with the mark that it was looked at, so that a crash leaves it either here or
 * there, and the next round goes on. Several nodes may do it: of two that take the same history one
 * is rolled back.
 */
public final class HistoryArchiving implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryArchiving.class);
  private static final int BATCH = 200;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** What has a history, and how its old ones are found and marked. */
  private enum Kind {
    WORKFLOW(
        "SELECT workflow_id FROM workflow_run WHERE NOT archived AND NOT open AND ended_at < ?"
            + " ORDER BY ended_at LIMIT ",
        "UPDATE workflow_run SET archived = TRUE WHERE workflow_id = ? AND NOT open") {
      @Override
      void bind(PreparedStatement select, Instant before) throws SQLException {
        SqlTime.set(select, 1, before);
      }

      @Override
      String persistenceId(String id) {
        return HistoryArchive.WORKFLOW + id;
      }
    },
    ORDER(
        "SELECT client_order_id FROM order_end WHERE NOT archived AND created_ns < ?"
            + " ORDER BY created_ns LIMIT ",
        "UPDATE order_end SET archived = TRUE WHERE client_order_id = ?") {
      @Override
      void bind(PreparedStatement select, Instant before) throws SQLException {
        select.setLong(1, before.getEpochSecond() * NANOS_PER_SECOND + before.getNano());
      }

      @Override
      String persistenceId(String id) {
        return HistoryArchive.ORDER + id.replace('/', '~');
      }
    };

    private final String find;
    private final String mark;

    Kind(String find, String mark) {
      this.find = find;
      this.mark = mark;
    }

    abstract void bind(PreparedStatement select, Instant before) throws SQLException;

    abstract String persistenceId(String id);
  }

  private final Database database;
  private final ArchiveSettings settings;
  private final InstantSource clock;
  private final Rounds rounds;

  /** Histories that could not be moved in this round. */
  private final Set<String> left = new HashSet<>();

  HistoryArchiving(Database database, ArchiveSettings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.rounds =
        new Rounds(
            "history-archive",
            "old histories stay in the journal for now",
            settings.lookEvery(),
            this::tellRound);
  }

  /** Runs until it is closed; does nothing if it is switched off. */
  public static HistoryArchiving start(
      Database database, ArchiveSettings settings, InstantSource clock) {
    var archiving = new HistoryArchiving(database, settings, clock);
    if (!settings.off()) {
      archiving.rounds.start();
    }
    return archiving;
  }

  private void tellRound() {
    long moved = round();
    if (moved > 0) {
      LOG.info("{} histories of ended workflows and orders went into the archive", moved);
    }
  }

  /**
   * Whatever is old enough now.
   *
   * @return histories that were moved
   */
  long round() {
    Instant now = clock.instant();
    left.clear();
    long moved = 0;
    if (!settings.workflows().isZero()) {
      moved += round(Kind.WORKFLOW, now.minus(settings.workflows()), now);
    }
    if (!settings.orders().isZero()) {
      moved += round(Kind.ORDER, now.minus(settings.orders()), now);
    }
    return moved;
  }

  private long round(Kind kind, Instant before, Instant now) {
    long moved = 0;
    List<String> old = find(kind, before);
    while (!old.isEmpty() && !Thread.currentThread().isInterrupted()) {
      for (String id : old) {
        moved += move(kind, id, now) ? 1 : 0;
      }
      old = find(kind, before);
    }
    return moved;
  }

  /** Oldest first, without those that cannot be moved. */
  private List<String> find(Kind kind, Instant before) {
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(kind.find + (BATCH + left.size()))) {
      kind.bind(select, before);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String id = rows.getString(1);
          if (!left.contains(kind.persistenceId(id))) {
            ids.add(id);
          }
        }
      }
      return ids;
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot look for old histories", e);
    }
  }

  private boolean move(Kind kind, String id, Instant now) {
    String persistenceId = kind.persistenceId(id);
    try {
      return Transactions.attempt(
          database, connection -> moved(connection, kind, id, persistenceId, now));
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith("08")) {
        throw DatabaseException.of("Cannot archive " + persistenceId, e);
      }
      // Another node has it, or somebody wrote to it just now: the next round sees.
      leave(persistenceId, e);
      return false;
    } catch (IllegalStateException e) {
      leave(persistenceId, e);
      return false;
    }
  }

  private void leave(String persistenceId, Exception why) {
    LOG.warn("{} stays in the journal: {}", persistenceId, why.getMessage());
    left.add(persistenceId);
  }

  private static boolean moved(
      Connection connection, Kind kind, String id, String persistenceId, Instant now)
      throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(kind.mark)) {
      mark.setString(1, id);
      if (mark.executeUpdate() == 0) {
        // It was opened again a moment ago.
        return false;
      }
    }
    return switch (HistoryArchive.move(connection, persistenceId, now)) {
      case YES -> true;
      case NOTHING_THERE -> false;
      case TOO_LARGE -> {
        LOG.warn("{} is too large for the archive and stays in the journal", persistenceId);
        yield false;
      }
    };
  }

  @Override
  public void close() {
    rounds.close();
  }
}
