package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.domain.audit.ChainCheck;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.audit.JdbcAuditArchive;
import io.orchestrator.persistence.audit.LastCheckpoint;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Settings;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The audit chain. */
@Command(
    name = "audit",
    description = "Checks the audit chain.",
    mixinStandardHelpOptions = true,
    subcommands = AuditCommand.Verify.class)
public final class AuditCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: verify.");
  }

  /** Reads every entry, recomputes every hash, checks every signature. */
  @Command(
      name = "verify",
      description = {
        "Reads the whole chain: every entry, hash and signature.",
        "It reads the configured database itself; with --node, or when a running node has the"
            + " embedded file open and a token is given, it asks the node."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:intact",
        "1:broken; the first bad sequence number is named",
        "2:unreadable"
      })
  static final class Verify extends ClientCommand {
    private static final int BROKEN = 1;
    private static final int UNREADABLE = 2;

    @Option(names = "--node", description = "Ask the running node.")
    boolean node;

    @Mixin ConfigurationOptions configuration;

    @Override
    public Integer call() {
      try {
        return node ? askNode() : readDatabase();
      } catch (BadConfiguration e) {
        throw new CliFailure(UNREADABLE, "The configuration cannot be used:\n" + e.getMessage());
      } catch (DatabaseException e) {
        if (e.kind() == DatabaseException.Kind.LOCKED && options.hasToken()) {
          return askNode();
        }
        throw new CliFailure(UNREADABLE, e.getMessage() + advice(e));
      } catch (UncheckedIOException | SigningKeys.KeyFileException e) {
        throw new CliFailure(UNREADABLE, e.getMessage());
      }
    }

    private static String advice(DatabaseException e) {
      return e.kind() == DatabaseException.Kind.LOCKED
          ? "\nA node that runs has it: ask that node with --node and an admin's ORCHESTRATOR_TOKEN."
          : "";
    }

    private int askNode() {
      try {
        return run(options.client());
      } catch (CliFailure e) {
        throw new CliFailure(UNREADABLE, e.getMessage());
      }
    }

    @Override
    int run(ApiClient client) {
      ApiClient.Answer answer = client.get("/api/audit/verify");
      JsonNode body = answer.body();
      print(
          answer,
          () ->
              tell(
                  body.path("intact").asBoolean(),
                  body.path("entries").asLong(),
                  body.path("sealed_up_to").asLong(),
                  body.path("first_bad_seq").asLong(),
                  body.path("reason").asText()));
      return body.path("intact").asBoolean() ? 0 : BROKEN;
    }

    private int readDatabase() {
      Settings settings = configuration.read();
      Path keys = settings.home().resolve(SigningKeys.Use.AUDIT.file());
      if (!Files.isRegularFile(keys)) {
        throw new CliFailure(
            UNREADABLE,
            "There are no keys at " + keys + ": no node has run with this data directory.");
      }
      SigningKeys seal = SigningKeys.openOrCreate(settings.home(), SigningKeys.Use.AUDIT);
      try (Database database = Database.open(settings.database())) {
        ChainCheck.Verdict verdict =
            new JdbcAuditArchive(database, seal, new LastCheckpoint(settings.home())).verify();
        Optional<ChainCheck.Break> broken = verdict.broken();
        tell(
            verdict.intact(),
            verdict.entries(),
            verdict.sealedUpTo(),
            broken.map(ChainCheck.Break::firstBadSeq).orElse(0L),
            broken.map(ChainCheck.Break::reason).orElse(""));
        return verdict.intact() ? 0 : BROKEN;
      }
    }

    private void tell(boolean intact, long entries, long sealed, long firstBad, String reason) {
      if (options.json) {
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("intact", intact);
        verdict.put("entries", entries);
        verdict.put("sealed_up_to", sealed);
        verdict.put("first_bad_seq", intact ? null : firstBad);
        verdict.put("reason", reason);
        out().println(ApiClient.text(verdict));
        out().flush();
        return;
      }
      out()
          .println(
              intact
                  ? "Intact: " + entries + " entries, signed up to " + sealed + "."
                  : "BROKEN at entry " + firstBad + ": " + reason + ".");
      out().flush();
    }
  }
}
