package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.persistence.ChildJvm;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kill -9 at any moment loses no answered write on the embedded database. */
class CrashTest {
  private static final int ROUNDS = 2;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 150;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void everyAcknowledgedEventSurvivesSigkill() throws Exception {
    Path directory = TestDatabases.newDirectory();
    Map<String, Integer> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      writeAndKill(directory, acknowledged);
      try (Database database = Database.open(DatabaseSettings.embedded(directory))) {
        Map<String, Integer> stored = stored(database);
        acknowledged.forEach(
            (id, count) ->
                assertTrue(
                    stored.getOrDefault(id, 0) >= count,
                    id + ": acknowledged " + count + ", found " + stored.get(id)));
      }
    }
  }

  private static void writeAndKill(Path directory, Map<String, Integer> acknowledged)
      throws Exception {
    Process writer = ChildJvm.start(CrashWriter.class.getName(), directory);
    int lines = 0;
    try (BufferedReader out = writer.inputReader()) {
      for (String line = out.readLine(); line != null; line = next(out)) {
        String[] words = line.split(" ");
        if (words.length == 3 && words[0].equals("ACK")) {
          acknowledged.merge(words[1], Integer.parseInt(words[2]), Math::max);
          if (++lines == ACKNOWLEDGED_BEFORE_KILL) {
            writer.destroyForcibly();
          }
        }
      }
    } finally {
      writer.destroyForcibly();
    }
    assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
    assertEquals(137, writer.exitValue(), "killed, not ended by itself");
    assertTrue(lines >= ACKNOWLEDGED_BEFORE_KILL, "only " + lines + " writes were answered");
  }

  /** The pipe of a killed process may break instead of ending. */
  private static String next(BufferedReader out) {
    try {
      return out.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<String, Integer> stored(Database database) throws Exception {
    Map<String, Integer> stored = new HashMap<>();
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT persistence_id, COUNT(*), MAX(sequence_number) FROM event_journal"
                    + " GROUP BY persistence_id")) {
      while (rows.next()) {
        assertEquals(rows.getInt(2), rows.getInt(3), "no gap in " + rows.getString(1));
        stored.put(rows.getString(1), rows.getInt(2));
      }
    }
    return stored;
  }
}
