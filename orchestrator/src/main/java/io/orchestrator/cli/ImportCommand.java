package io.orchestrator.cli;

import io.orchestrator.adapters.store.BarImport;
import io.orchestrator.adapters.store.ImportReport;
import io.orchestrator.assembly.MarketStores;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.schema.SchemaMigrator;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the user's own files into the store of this machine's data directory. */
@Command(
    name = "import",
    description = "Brings your own history into the store.",
    mixinStandardHelpOptions = true,
    subcommands = ImportCommand.Bars.class)
public final class ImportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to import: bars.");
  }

  /** CSV files of bars. */
  @Command(
      name = "bars",
      description = {
        "Reads DIR/**/SYMBOL.csv with a first line date,open,high,low,close,volume[,adjusted_close]",
        "(daily) or timestamp,open,high,low,close,volume (minutes, start in New York time).",
        "Bad lines are reported and left out; an import can be repeated. A node may run meanwhile:",
        "both take turns with the store's file; on PostgreSQL (db.url) they need not."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:every line was taken", "1:lines were left out, or the store is not free"})
  static final class Bars implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder with CSV files; its folders, too.")
    Path directory;

    @Option(names = "--json", description = "Report as JSON.")
    boolean json;

    @Mixin ConfigurationOptions configuration;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      if (!Files.isDirectory(directory)) {
        throw new CliFailure(CliFailure.USAGE, "There is no folder " + directory + ".");
      }
      ImportReport report = run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(ApiClient.text(ImportView.json(report)));
        out.flush();
      } else {
        ImportView.print(report, out);
      }
      return report.rejectedFound() == 0 ? 0 : CliFailure.REFUSED;
    }

    private ImportReport run() {
      try {
        Settings settings = configuration.read();
        if (!settings.database().postgres()) {
          try (BarStore store = MarketStores.embeddedBars(settings)) {
            return into(store, settings);
          }
        }
        try (Database database = Database.open(settings.database())) {
          SchemaMigrator.migrate(database.dataSource());
          return into(MarketStores.bars(settings, database), settings);
        }
      } catch (BadConfiguration e) {
        throw new CliFailure(
            CliFailure.USAGE, "The configuration cannot be used:\n" + e.getMessage());
      } catch (RefusedException e) {
        throw new CliFailure(CliFailure.REFUSED, e.getMessage() + "\n" + e.refusal().advice());
      } catch (DatabaseException e) {
        throw new CliFailure(CliFailure.REFUSED, e.getMessage());
      } catch (IOException e) {
        throw new CliFailure(CliFailure.REFUSED, "The files cannot be read: " + e.getMessage());
      }
    }

    private ImportReport into(BarStore store, Settings settings) throws IOException {
      return BarImport.run(
          store,
          directory,
          TradingCalendar.nyse(),
          settings.node().pipeline().quality().series(),
          InstantSource.system(),
          progress());
    }

    /** To the error output, so that a report in JSON stays one. */
    private BarImport.Progress progress() {
      PrintWriter err = spec.commandLine().getErr();
      return (file, files, name, lines) -> {
        err.printf(Locale.ROOT, "file %d of %d: %s, %,d lines%n", file, files, name, lines);
        err.flush();
      };
    }
  }
}
