package io.orchestrator.cli;

import io.orchestrator.settings.BadConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at a configuration without starting anything. */
@Command(
    name = "config",
    description = "Looks at a configuration.",
    mixinStandardHelpOptions = true,
    subcommands = ConfigCommand.Check.class)
public final class ConfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: check.");
  }

  /** Every error at once, or one line that all is well. */
  @Command(
      name = "check",
      description = "Shows every error at once: file, line, key, reason, what is allowed.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        defaultValue = "${sys:orchestrator.config:-${env:ORCHESTRATOR_CONFIG}}",
        description = "Own file; default: the one that serve would use.")
    Path file;

    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      try {
        ConfigurationOptions.read(
            Optional.ofNullable(file).filter(f -> !f.toString().isBlank()), System.getenv());
        line.getOut().println("The configuration is good.");
        line.getOut().flush();
        return 0;
      } catch (BadConfiguration e) {
        PrintWriter err = line.getErr();
        e.problems().forEach(err::println);
        err.flush();
        return ServeCommand.BAD_CONFIGURATION;
      }
    }
  }
}
