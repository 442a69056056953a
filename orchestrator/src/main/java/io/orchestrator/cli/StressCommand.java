package io.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator stress --rts6}: article 10 as a command. */
@Command(
    name = "stress",
    description = {
      "Orders, messages and volume at twice the peak of the last six months (RTS 6, article 10),",
      "against a node of its own with the simulated broker: nothing reaches a real one.",
      "The peak comes from the running node's history, or from --orders-per-minute."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:passed",
      "1:failed; the report says why",
      "2:wrong usage",
      "3:the node with the history cannot be reached"
    })
public final class StressCommand extends ClientCommand {
  private static final int LEAST_SECONDS = 5;
  private static final int MOST_SECONDS = 3600;

  @Option(names = "--rts6", required = true, description = "The test of RTS 6, article 10.")
  boolean rts6;

  @Option(
      names = "--orders-per-minute",
      paramLabel = "N",
      description = "Peak of orders, in place of the running node's history.")
  Long orders;

  @Option(
      names = "--messages-per-minute",
      paramLabel = "N",
      description = "Peak of messages; default: four for each order.")
  Long messages;

  @Option(
      names = "--shares-per-minute",
      paramLabel = "N",
      description = "Peak of traded shares; default: ten for each order.")
  Long shares;

  @Option(
      names = "--factor",
      defaultValue = "2",
      description = "Multiple of the peak (${DEFAULT-VALUE}).")
  double factor;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long, 5 to 3600 (${DEFAULT-VALUE}).")
  int seconds;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the report as JSON.")
  Path report;

  @Override
  public Integer call() throws Exception {
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS || !(factor >= 1) || given() < 0) {
      throw new CliFailure(
          CliFailure.USAGE, "--seconds must be 5 to 3600, --factor at least 1, peaks at least 1.");
    }
    return orders == null ? super.call() : test(peak());
  }

  private long given() {
    for (Long number : new Long[] {orders, messages, shares}) {
      if (number != null && number < 1) {
        return -1;
      }
    }
    return orders == null ? 0 : orders;
  }

  private StressPeak peak() {
    return new StressPeak(
        orders, messages == null ? 4 * orders : messages, shares == null ? 10 * orders : shares);
  }

  @Override
  int run(ApiClient client) throws IOException {
    StressPeak peak = StressPeak.of(client, Instant.now());
    if (peak.orders() == 0) {
      throw new CliFailure(
          CliFailure.USAGE,
          "The node has placed no order in the last six months. Say the peak that you expect:"
              + " --orders-per-minute.");
    }
    return test(peak);
  }

  private int test(StressPeak peak) throws IOException {
    StressPeak target = peak.times(factor);
    Duration duration = Duration.ofSeconds(seconds);
    out().printf("Peak of a minute: %s%n", text(peak));
    out().printf("Test over %d s:   %s a minute%n", seconds, text(target));
    out().flush();
    StressReport result;
    try (StressNode node = StressNode.start()) {
      result = new StressLoad(node.client(), target, duration).run();
    }
    if (report != null) {
      OutputFile.write(
          report,
          ApiClient.JSON
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(result.json(peak, target, duration)));
    }
    return print(result, peak, target, duration);
  }

  private int print(StressReport result, StressPeak peak, StressPeak target, Duration duration) {
    List<String> failures = result.failures(duration);
    if (options.json) {
      out().println(ApiClient.text(result.json(peak, target, duration)));
    } else {
      out()
          .printf(
              Locale.ROOT,
              "Accepted %d of %d orders, %d a minute; answers: median %.0f ms, p99 %.0f ms, longest"
                  + " %.0f ms%n",
              result.answered(),
              result.wanted(),
              result.ordersPerMinute(duration),
              result.medianMillis(),
              result.p99Millis(),
              result.longestMillis());
      out().printf("Busiest minute:   %s%n", text(result.reached()));
      failures.forEach(f -> out().println("FAILED: " + f));
      out().println(failures.isEmpty() ? "PASSED" : "NOT PASSED");
    }
    out().flush();
    return failures.isEmpty() ? 0 : CliFailure.REFUSED;
  }

  private static String text(StressPeak p) {
    return "%d orders, %d messages, %d shares".formatted(p.orders(), p.messages(), p.shares());
  }
}
