package io.orchestrator.persistence.archive;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.schema.SchemaMigrator;
import java.nio.file.Path;

/** A process that archives a few histories a round and says so; the test kills it. */
public final class ArchivingProcess {
  static final int HISTORIES = 200;

  private ArchivingProcess() {}

  public static void main(String[] args) {
    Database database = Database.open(DatabaseSettings.embedded(Path.of(args[0])));
    SchemaMigrator.migrate(database.dataSource());
    Histories.ended(database, HISTORIES);
    for (int i = 0; i < HISTORIES; i += 10) {
      var now = Histories.endOf(i, HISTORIES).plus(Histories.KEPT).plusMillis(1);
      Histories.archiving(database, now).round();
      System.out.print("ROUND " + i + "\n");
      System.out.flush();
    }
  }
}
