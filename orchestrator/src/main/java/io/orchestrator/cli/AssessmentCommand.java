package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator assessment}: the yearly self-assessment of RTS 6, article 9, begun. */
@Command(
    name = "assessment",
    description = {
      "The yearly self-assessment (RTS 6, article 9) from what runs: controls with their limits and",
      "tests, what no control answers, changes of limits, what happened in the last year, how the",
      "risk measures did; and the questions that people answer and sign. Markdown. Role risk."
    })
final class AssessmentCommand extends ClientCommand {
  static final Duration LOOKS_BACK = Duration.ofDays(365);
  private static final int PAGE = 1_000;

  @Option(names = "--report", paramLabel = "FILE", description = "Write it there, too.")
  Path report;

  @Override
  int run(ApiClient client) {
    Instant now = Instant.now();
    String text =
        new AssessmentReport(
                client.get("/api/system/status").body(),
                client.get("/api/compliance/controls").body(),
                client.get("/api/risk/limits").body(),
                client.get("/api/risk/backtest?limit=1").body(),
                happened(client, now),
                now)
            .text();
    OutputFile.write(report, text);
    out().println(text);
    out().flush();
    return 0;
  }

  /** How often each thing that a reviewer asks for happened within a year, as far as it is kept. */
  private static Map<String, Long> happened(ApiClient client, Instant now) {
    Map<String, Long> counts = new TreeMap<>();
    AssessmentReport.INCIDENTS.forEach(type -> counts.put(type, 0L));
    String query =
        "/api/system/events?order=asc&limit="
            + PAGE
            + "&type="
            + ApiClient.encode(String.join(",", AssessmentReport.INCIDENTS))
            + "&from="
            + ApiClient.encode(now.minus(LOOKS_BACK).toString());
    long after = -1;
    JsonNode events;
    do {
      events = client.get(after < 0 ? query : query + "&after_seq=" + after).body().path("events");
      for (JsonNode event : events) {
        counts.merge(event.path("event_type").asText(), 1L, Long::sum);
        after = event.path("seq").asLong();
      }
    } while (events.size() == PAGE);
    return counts;
  }
}
