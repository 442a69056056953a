package io.orchestrator.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a node something and prints the answer. */
@Command(mixinStandardHelpOptions = true)
abstract class ClientCommand implements Callable<Integer> {
  @Mixin ClientOptions options;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return run(options.client());
  }

  /** Answers the exit code. */
  abstract int run(ApiClient client) throws Exception;

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** As the node spells it. */
  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** The raw answer if that was asked for, else the table. */
  int print(ApiClient.Answer answer, Runnable table) {
    if (options.json) {
      out().println(answer.text());
      out().flush();
    } else {
      table.run();
    }
    return 0;
  }
}
