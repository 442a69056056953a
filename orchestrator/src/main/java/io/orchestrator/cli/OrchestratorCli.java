package io.orchestrator.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Root of the command line. {@link #create()} has every client command, and {@code analyse} and
 * {@code backtest}, which need no node; the program adds those that start something ({@code serve},
 * …) with {@link CommandLine#addSubcommand(String, Object)}. Without arguments {@code serve} runs.
 */
@Command(
    name = "orchestrator",
    description = "Runs the System Orchestrator, or talks to one that runs.",
    mixinStandardHelpOptions = true,
    versionProvider = OrchestratorCli.Version.class,
    subcommands = {
      StatusCommand.class,
      HealthCommand.class,
      RiskCommand.class,
      AssessmentCommand.class,
      MetricsCommand.class,
      EventsCommand.class,
      WorkflowCommand.class,
      StrategyCommand.class,
      ScheduleCommand.class,
      ControlCommand.class,
      TradingCommand.class,
      ReconcileCommand.class,
      ApprovalsCommand.class,
      OrderCommand.class,
      AlgorithmCommand.class,
      MarketCommand.class,
      AnalysisCommand.ModelsCommand.class,
      AnalysisCommand.SignalsCommand.class,
      AlertsCommand.class,
      UserCommand.class,
      KeyCommand.class,
      TokenCommand.class,
      AnalyseCommand.class,
      BacktestCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused by the system, or the workflow failed",
      "2:wrong usage",
      "3:the node cannot be reached",
      "4:no token, a bad one, or one without the role"
    },
    footer = {
      "",
      "The start script of the distribution also knows 'warm-up': a minute once, then every start",
      "takes half the time."
    })
public final class OrchestratorCli implements Callable<Integer> {
  private static final String DEFAULT_COMMAND = "serve";

  @Spec CommandSpec spec;

  private OrchestratorCli() {}

  public static CommandLine create() {
    return new CommandLine(new OrchestratorCli())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(OrchestratorCli::report);
  }

  @Override
  public Integer call() {
    CommandLine serve = spec.subcommands().get(DEFAULT_COMMAND);
    if (serve == null) {
      throw new ParameterException(spec.commandLine(), "Name a command.");
    }
    return serve.execute();
  }

  /** A failure that was expected is one line; another keeps its stack trace. */
  private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof CliFailure expected) {
      command.getErr().println(Table.printable(expected.getMessage()));
      command.getErr().flush();
      return expected.exitCode();
    }
    throw failure;
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = OrchestratorCli.class.getPackage().getImplementationVersion();
      return new String[] {"orchestrator " + (version == null ? "(not packaged)" : version)};
    }
  }
}
