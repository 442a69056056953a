package io.orchestrator.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.schema.SchemaMigrator;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that persists without end through several actors and prints {@code id count} for each
 * answered write; the crash test kills it.
 */
public final class CrashWriter {
  private static final int ACTORS = 8;

  private CrashWriter() {}

  public static void main(String[] args) {
    Database database = Database.open(DatabaseSettings.embedded(Path.of(args[0])));
    SchemaMigrator.migrate(database.dataSource());
    Node node = Node.start(database);
    for (int i = 0; i < ACTORS; i++) {
      String id = "ledger-" + i;
      addForEver(node, id, node.ledger(id));
    }
  }

  private static void addForEver(Node node, String id, ActorRef<Ledger.Command> ledger) {
    AskPattern.<Ledger.Command, Ledger.State>ask(
            ledger,
            replyTo -> new Ledger.Add(1, "", replyTo),
            Duration.ofSeconds(20),
            node.system().scheduler())
        .whenComplete(
            (state, failure) -> {
              if (state != null) {
                acknowledge(id + " " + state.count());
                addForEver(node, id, ledger);
              }
            });
  }

  /** One write call a line, so that a kill leaves whole lines or a last partial one. */
  private static void acknowledge(String line) {
    PrintStream out = System.out;
    out.print("ACK " + line + "\n");
    out.flush();
  }
}
