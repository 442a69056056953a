package io.orchestrator.cli;

import io.orchestrator.cli.doctor.Checkup;
import io.orchestrator.cli.doctor.Finding;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that a node needs, without starting one. */
@Command(
    name = "doctor",
    description =
        "Clock, disk, ports, database, Redis, IQFeed, IB Gateway, GPU, memory: one line each, with advice.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:nothing stands in the way", "1:something does", "2:bad configuration"})
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--ntp",
      paramLabel = "HOST",
      description = "Compares the clock with this time server, too (SNTP, UDP 123).")
  String timeServer;

  @Option(names = "--json", description = "[{check,verdict,detail,advice}]")
  boolean json;

  @Mixin ConfigurationOptions configuration;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings;
    try {
      settings = configuration.read();
    } catch (BadConfiguration e) {
      spec.commandLine().getErr().println("The configuration cannot be used:\n" + e.getMessage());
      spec.commandLine().getErr().flush();
      return ServeCommand.BAD_CONFIGURATION;
    }
    List<Finding> findings = new Checkup(settings, timeServer).findings();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(ApiClient.text(findings.stream().map(DoctorCommand::fields).toList()));
    } else {
      var table = new Table("", "check", "found", "advice");
      findings.forEach(f -> table.row(mark(f), f.check(), f.detail(), f.advice()));
      table.print(out);
    }
    out.flush();
    return findings.stream().anyMatch(f -> f.verdict() == Finding.Verdict.BAD) ? 1 : 0;
  }

  private static String mark(Finding finding) {
    return switch (finding.verdict()) {
      case GOOD -> "ok";
      case DOUBTFUL -> "!";
      case BAD -> "X";
    };
  }

  private static Map<String, Object> fields(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", finding.check());
    fields.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
    fields.put("detail", finding.detail());
    fields.put("advice", finding.advice());
    return fields;
  }
}
