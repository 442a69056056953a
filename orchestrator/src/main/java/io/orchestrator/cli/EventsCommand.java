package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "events", description = "The latest system events; --follow stays.")
final class EventsCommand extends ClientCommand {
  private static final int DEFAULT_STREAM_PORT = 8765;

  @Option(names = "--follow", description = "Print events as they happen, until interrupted.")
  boolean follow;

  @Option(names = "--type", split = ",", description = "Only these event types.")
  List<String> types = List.of();

  @Option(
      names = "--severity",
      description = "This one and worse: debug, info, warning, error, critical.")
  String severity;

  @Option(names = "--limit", defaultValue = "50", description = "How many; default 50.")
  int limit;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = {
        "Write the whole history, oldest first, one JSON object a line; - for the screen.",
        "With --after-seq it goes on where an earlier export ended."
      })
  String export;

  @Option(names = "--after-seq", description = "Of --export: only events behind this one.")
  long afterSeq;

  @Option(
      names = "--stream-url",
      paramLabel = "URL",
      description = "WebSocket of the node (ORCHESTRATOR_STREAM_URL); default: --url, port 8765.")
  URI streamUrl;

  @Override
  int run(ApiClient client) throws Exception {
    if (follow) {
      return new EventFollower(
              options.httpBuilder().build(),
              streamUri(),
              options.token(),
              types,
              severity,
              this::print,
              this::warn)
          .follow();
    }
    if (export != null) {
      return export(client);
    }
    var answer = client.get("/api/system/events?order=desc&limit=" + limit + filter());
    return print(
        answer,
        () -> {
          List<JsonNode> events = new ArrayList<>();
          answer.body().path("events").forEach(events::addFirst);
          events.forEach(this::print);
        });
  }

  private String filter() {
    StringBuilder filter = new StringBuilder();
    if (!types.isEmpty()) {
      filter.append("&type=").append(ApiClient.encode(String.join(",", types)));
    }
    if (severity != null) {
      filter.append("&severity=").append(ApiClient.encode(severity));
    }
    return filter.toString();
  }

  /** Page by page, so that a history of any length needs no more memory than one of them. */
  private int export(ApiClient client) throws IOException {
    boolean screen = export.equals("-");
    long count = 0;
    long last = afterSeq;
    try (PrintWriter file =
        screen
            ? null
            : new PrintWriter(Files.newBufferedWriter(Path.of(export), StandardCharsets.UTF_8))) {
      PrintWriter to = screen ? out() : file;
      JsonNode page = page(client, last);
      while (!page.path("events").isEmpty()) {
        for (JsonNode event : page.path("events")) {
          to.println(event);
          last = event.path("seq").asLong();
          count++;
        }
        if (to.checkError()) {
          throw new CliFailure(CliFailure.REFUSED, export + " cannot be written.");
        }
        page = page(client, last);
      }
    }
    warn(count + " events, the last is " + last + ".");
    return 0;
  }

  private JsonNode page(ApiClient client, long after) {
    return client
        .get("/api/system/events?order=asc&limit=1000&after_seq=" + after + filter())
        .body();
  }

  private void print(JsonNode event) {
    out()
        .println(
            options.json
                ? event.toString()
                : Table.printable(
                    "%6s  %s  %-8s  %-24s %-16s %s"
                        .formatted(
                            event.path("seq").asText(),
                            event.path("timestamp").asText(),
                            event.path("severity").asText(),
                            event.path("event_type").asText(),
                            event.path("source").asText(),
                            event.path("data"))));
    out().flush();
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(message);
    spec.commandLine().getErr().flush();
  }

  private URI streamUri() {
    String configured = System.getenv("ORCHESTRATOR_STREAM_URL");
    if (streamUrl != null) {
      return streamUrl;
    }
    if (configured != null && !configured.isBlank()) {
      return URI.create(configured);
    }
    String scheme = options.https() ? "wss://" : "ws://";
    return URI.create(scheme + options.url.getHost() + ":" + DEFAULT_STREAM_PORT + "/");
  }
}
