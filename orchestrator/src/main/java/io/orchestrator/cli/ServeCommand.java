package io.orchestrator.cli;

import io.orchestrator.Orchestrator;
import io.orchestrator.Version;
import io.orchestrator.http.PortTakenException;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Settings;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node until it is told to end. */
@Command(
    name = "serve",
    description = "Runs a node (the default command). Ctrl-C stops it cleanly.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  static final int BAD_CONFIGURATION = 2;
  static final int PORT_TAKEN = 3;
  static final int UNEXPECTED = 70;

  @Mixin ConfigurationOptions configuration;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Settings settings = configuration.read();
      Logging.configure(settings);
      Orchestrator orchestrator =
          Orchestrator.start(settings, configuration::layers, Logging::levels);
      greet(settings, orchestrator);
      orchestrator.ended().toCompletableFuture().join();
      return 0;
    } catch (BadConfiguration e) {
      return fail(err, BAD_CONFIGURATION, "The configuration cannot be used:\n" + e.getMessage());
    } catch (PortTakenException e) {
      return fail(err, PORT_TAKEN, e.getMessage());
    } catch (DatabaseException e) {
      return fail(err, e.kind().exitCode(), e.getMessage());
    } catch (UncheckedIOException e) {
      boolean taken = e.getCause() instanceof BindException;
      return fail(err, taken ? PORT_TAKEN : UNEXPECTED, String.valueOf(e.getCause().getMessage()));
    } catch (RuntimeException e) {
      Logging.error("the node could not start", e);
      return fail(err, UNEXPECTED, "The node could not start: " + e + "; details in the log.");
    }
  }

  private void greet(Settings settings, Orchestrator orchestrator) {
    PrintWriter out = spec.commandLine().getOut();
    boolean tls = settings.http().tls().used();
    String base =
        (tls ? "https://" : "http://")
            + settings.http().bindAddress()
            + ":"
            + orchestrator.httpPort();
    out.printf("%nSystem Orchestrator %s is running.%n%n", Version.current());
    out.printf("  Dashboard and REST     %s%n", base);
    out.printf(
        "  WebSocket              %s://%s:%d/%n",
        tls ? "wss" : "ws", settings.http().bindAddress(), orchestrator.websocketPort());
    out.printf(
        "  Market data            %s%n",
        settings.outside().simulatedFeed()
            ? "simulated IQFeed"
            : settings.outside().iqfeed().host());
    out.printf(
        "  Broker                 %s%n",
        settings.outside().simulatedBroker()
            ? "simulated IB Gateway (paper)"
            : settings.outside().ibkr().host());
    out.printf("  Data and log           %s, %s%n", settings.home(), settings.logs());
    orchestrator
        .firstPassword()
        .ifPresentOrElse(
            password ->
                out.printf(
                    "%n  Log in as admin with password %s%n  (shown only now; only its hash is"
                        + " kept)%n",
                    password),
            () -> out.printf("%n  Log in as admin with the password of the first start.%n"));
    out.printf("%n  Ctrl-C stops it.%n%n");
    out.flush();
  }

  private static int fail(PrintWriter err, int code, String message) {
    err.println(message);
    err.flush();
    return code;
  }
}
