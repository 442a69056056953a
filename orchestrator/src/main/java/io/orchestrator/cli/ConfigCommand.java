package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.settings.BadConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at a configuration without starting anything. */
@Command(
    name = "config",
    description = "Checks a configuration; shows or reloads that of a running node.",
    mixinStandardHelpOptions = true,
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class, ConfigCommand.Reload.class})
public final class ConfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: check, show, reload.");
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

    @Option(names = "--json", description = "{\"problems\":[{where,key,reason,allowed}]}")
    boolean json;

    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      try {
        ConfigurationOptions.read(
            Optional.ofNullable(file).filter(f -> !f.toString().isBlank()), System.getenv());
        line.getOut().println(json ? "{\"problems\":[]}" : "The configuration is good.");
        line.getOut().flush();
        return 0;
      } catch (BadConfiguration e) {
        PrintWriter out = json ? line.getOut() : line.getErr();
        if (json) {
          out.println(ApiClient.text(Map.of("problems", e.problems())));
        } else {
          e.problems().forEach(out::println);
        }
        out.flush();
        return ServeCommand.BAD_CONFIGURATION;
      }
    }
  }

  @Command(name = "show", description = "Every key of a running node, and where it was set.")
  static final class Show extends ClientCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "PREFIX",
        defaultValue = "",
        description = "Only keys that begin so: risk-limits.")
    String prefix;

    @Override
    int run(ApiClient client) {
      var answer = client.get("/api/config?prefix=" + ApiClient.encode(prefix));
      return print(
          answer,
          () -> {
            var table = new Table("key", "value", "from");
            for (JsonNode e : answer.body().path("entries")) {
              table.row(
                  Table.show(e.path("key")),
                  Table.show(e.path("value")),
                  Table.show(e.path("origin")));
            }
            table.print(out());
          });
    }
  }

  @Command(
      name = "reload",
      description = "A running node reads its files again: limits, intervals and log levels count.")
  static final class Reload extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.post("/api/config/reload", Map.of(), Map.of());
      return print(
          answer,
          () -> {
            tell("Applied", answer.body().path("applied"));
            tell("After a restart", answer.body().path("after_restart"));
          });
    }

    private void tell(String title, JsonNode changes) {
      out().println(title + ": " + (changes.isEmpty() ? "nothing" : ""));
      for (JsonNode c : changes) {
        out()
            .println(
                Table.printable(
                    "  "
                        + c.path("key").asText()
                        + ": "
                        + c.path("before").asText()
                        + " -> "
                        + c.path("after").asText()));
      }
      out().flush();
    }
  }
}
