package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
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
      names = "--stream-url",
      paramLabel = "URL",
      description = "WebSocket of the node (ORCHESTRATOR_STREAM_URL); default: --url, port 8765.")
  URI streamUrl;

  @Override
  int run(ApiClient client) throws Exception {
    if (follow) {
      return new EventFollower(
              streamUri(), options.token(), types, severity, this::print, this::warn)
          .follow();
    }
    StringBuilder path = new StringBuilder("/api/system/events?order=desc&limit=" + limit);
    if (!types.isEmpty()) {
      path.append("&type=").append(ApiClient.encode(String.join(",", types)));
    }
    if (severity != null) {
      path.append("&severity=").append(ApiClient.encode(severity));
    }
    var answer = client.get(path.toString());
    return print(
        answer,
        () -> {
          List<JsonNode> events = new ArrayList<>();
          answer.body().path("events").forEach(events::addFirst);
          events.forEach(this::print);
        });
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
