package io.orchestrator.persistence.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaMigratorTest {
  private static final List<Integer> ALL = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);

  @ParameterizedTest
  @EnumSource(Kind.class)
  void appliesEverythingOnceAndThenNothing(Kind kind) throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(kind))) {
      assertEquals(ALL, SchemaMigrator.migrate(database.dataSource()));
      assertEquals(List.of(), SchemaMigrator.migrate(database.dataSource()));
      for (String table :
          List.of(
              "event_journal",
              "event_tag",
              "snapshot",
              "system_event",
              "workflow_run",
              "app_user",
              "refresh_token")) {
        assertEquals(0, count(database, table), table);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nodesThatStartTogetherApplyEachStepOnce(Kind kind) throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(kind));
        ExecutorService nodes = Executors.newFixedThreadPool(3)) {
      List<Future<List<Integer>>> results = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        results.add(nodes.submit(() -> SchemaMigrator.migrate(database.dataSource())));
      }
      List<Integer> applied = new ArrayList<>();
      for (Future<List<Integer>> result : results) {
        applied.addAll(result.get());
      }
      assertEquals(ALL, applied);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aStepThatWasCutOffIsRepeated(Kind kind) throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(kind))) {
      SchemaMigrator.migrate(database.dataSource());
      execute(database, "DELETE FROM schema_version WHERE version > 1");
      execute(database, "DROP TABLE workflow_run");
      assertEquals(
          List.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
          SchemaMigrator.migrate(database.dataSource()));
      assertEquals(0, count(database, "workflow_run"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void refusesASchemaOfANewerProgram(Kind kind) throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(kind))) {
      SchemaMigrator.migrate(database.dataSource());
      execute(
          database,
          "INSERT INTO schema_version (version, name, checksum) VALUES (99, 'later', 'x')");
      SchemaException e =
          assertThrows(SchemaException.class, () -> SchemaMigrator.migrate(database.dataSource()));
      assertEquals(SchemaException.Reason.NEWER_THAN_PROGRAM, e.reason());
      assertTrue(e.getMessage().contains("schema version 99"), e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void refusesAMigrationThatWasChangedAfterwards(Kind kind) throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(kind))) {
      SchemaMigrator.migrate(database.dataSource());
      execute(database, "UPDATE schema_version SET checksum = 'other' WHERE version = 2");
      SchemaException e =
          assertThrows(SchemaException.class, () -> SchemaMigrator.migrate(database.dataSource()));
      assertEquals(SchemaException.Reason.CHANGED_MIGRATION, e.reason());
    }
  }

  @Test
  void onPostgresAFailingStepLeavesNothingBehind() throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(Kind.POSTGRES))) {
      // A view in the place of a table of step 2: its first index fails.
      execute(database, "CREATE VIEW system_event AS SELECT 1 AS seq");
      SchemaException e =
          assertThrows(SchemaException.class, () -> SchemaMigrator.migrate(database.dataSource()));
      assertEquals(SchemaException.Reason.FAILED, e.reason());
      assertTrue(e.getMessage().contains("Migration 2"), e.getMessage());
      assertThrows(SQLException.class, () -> count(database, "event_journal"));
      execute(database, "DROP VIEW system_event");
      assertEquals(ALL, SchemaMigrator.migrate(database.dataSource()));
    }
  }

  @Test
  void onPostgresTheLockOfAnotherNodeIsWaitedForOnlySoLong() throws Exception {
    try (Database database = Database.open(TestDatabases.fresh(Kind.POSTGRES));
        Connection other = database.connection();
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + 0x6F72_6368_7363_686DL + ")");
      SchemaException e =
          assertThrows(
              SchemaException.class,
              () ->
                  SchemaMigrator.migrate(
                      database.dataSource(), List.of("V001__journal.sql"), Duration.ofMillis(200)));
      assertEquals(SchemaException.Reason.LOCKED, e.reason());
    }
  }

  @Test
  void statementsEndAtTheEndOfALine() {
    Migration migration =
        Migration.parse("V007__a_b.sql", "-- c; d\nCREATE TABLE x (\n y INT\n);\n\nSET Z 'a;b';\n");
    assertEquals(7, migration.version());
    assertEquals(List.of("CREATE TABLE x (\n y INT\n)", "SET Z 'a;b'"), migration.statements());
    assertThrows(IllegalArgumentException.class, () -> Migration.parse("V007__a.sql", "SELECT 1"));
    assertThrows(IllegalArgumentException.class, () -> Migration.parse("7.sql", "SELECT 1;"));
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(Database database, String table) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      row.next();
      return row.getInt(1);
    }
  }
}
