package io.orchestrator;

import io.orchestrator.cli.AuditCommand;
import io.orchestrator.cli.ConfigCommand;
import io.orchestrator.cli.DoctorCommand;
import io.orchestrator.cli.ImportCommand;
import io.orchestrator.cli.OrchestratorCli;
import io.orchestrator.cli.ServeCommand;
import io.orchestrator.cli.SimulatorCommand;
import io.orchestrator.cli.StressCommand;
import picocli.CommandLine;

/** Entry point of the program: parses a command and runs it; {@code serve} when none is named. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    CommandLine program = OrchestratorCli.create();
    program.addSubcommand("serve", new ServeCommand());
    program.addSubcommand("simulator", new SimulatorCommand());
    program.addSubcommand("import", new ImportCommand());
    program.addSubcommand("config", new ConfigCommand());
    program.addSubcommand("doctor", new DoctorCommand());
    program.addSubcommand("audit", new AuditCommand());
    program.addSubcommand("stress", new StressCommand());
    System.exit(program.execute(args));
  }
}
