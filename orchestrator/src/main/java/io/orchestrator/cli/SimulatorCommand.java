package io.orchestrator.cli;

import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The simulated feed and gateway as a process of their own; their books survive it. */
@Command(
    name = "simulator",
    description = "Runs the simulated IQFeed and IB Gateway until it is stopped.",
    mixinStandardHelpOptions = true)
public final class SimulatorCommand implements Callable<Integer> {
  @Mixin ConfigurationOptions configuration;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Settings settings = configuration.read();
      Simulator simulator = Simulator.start(settings.outside().simulator());
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    simulator.close();
                    ended.countDown();
                  },
                  "close-simulator"));
      out.printf(
          "IQFeed level-1 %d, lookup %d, admin %d, derivatives %d, depth %d; IB Gateway %d%n",
          simulator.feed().levelOnePort(),
          simulator.feed().lookupPort(),
          simulator.feed().adminPort(),
          simulator.feed().derivativesPort(),
          simulator.feed().depthPort(),
          simulator.gateway().port());
      out.flush();
      ended.await();
      return 0;
    } catch (BadConfiguration e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ServeCommand.BAD_CONFIGURATION;
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ServeCommand.PORT_TAKEN;
    }
  }
}
