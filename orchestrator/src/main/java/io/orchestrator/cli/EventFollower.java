package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Prints events as they come; after an interruption it connects again and resumes. */
final class EventFollower {
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int MAX_RETRIES = 30;
  private static final int UNAUTHORIZED = 401;

  private final URI uri;
  private final String token;
  private final List<String> types;
  private final String severity;
  private final Consumer<JsonNode> printer;
  private String epoch = "";
  private long lastSeq;

  EventFollower(
      URI uri, String token, List<String> types, String severity, Consumer<JsonNode> printer) {
    this.uri = uri;
    this.token = token;
    this.types = types;
    this.severity = severity;
    this.printer = printer;
  }

  int follow() throws InterruptedException {
    boolean everConnected = false;
    int failures = 0;
    while (true) {
      var connection = new Connection();
      try {
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .connectTimeout(Duration.ofSeconds(5))
            .buildAsync(uri, connection)
            .join();
        everConnected = true;
        failures = 0;
        CliFailure end = connection.ended.join();
        if (end != null) {
          throw end;
        }
      } catch (CompletionException e) {
        failures++;
        if (!everConnected || refused(e) || failures > MAX_RETRIES) {
          throw failure(e);
        }
      }
      TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
    }
  }

  private static boolean refused(CompletionException e) {
    return e.getCause() instanceof WebSocketHandshakeException h
        && h.getResponse().statusCode() == UNAUTHORIZED;
  }

  private CliFailure failure(CompletionException e) {
    return refused(e)
        ? new CliFailure(CliFailure.UNAUTHORISED, "The token is not accepted by " + uri + ".")
        : new CliFailure(
            CliFailure.UNREACHABLE,
            "No stream at " + uri + " (" + e.getCause() + "). --stream-url names another.");
  }

  /** Null in {@code ended}: try again. */
  private final class Connection implements WebSocket.Listener {
    private final CompletableFuture<CliFailure> ended = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        JsonNode message = ApiClient.parse(part.toString());
        part.setLength(0);
        receive(socket, message);
      }
      socket.request(1);
      return null;
    }

    private void receive(WebSocket socket, JsonNode message) {
      switch (message.path("type").asText()) {
        case "welcome" -> welcome(socket, message);
        case "system_event" -> {
          lastSeq = Math.max(lastSeq, message.path("data").path("seq").asLong());
          printer.accept(message.path("data"));
        }
        case "error" -> {
          if (message.path("code").asText().startsWith("auth.")) {
            ended.complete(
                new CliFailure(
                    CliFailure.UNAUTHORISED,
                    message.path("detail").asText() + " " + message.path("advice").asText()));
          }
        }
        default -> {}
      }
    }

    private void welcome(WebSocket socket, JsonNode message) {
      ObjectNode subscribe = ApiClient.JSON.createObjectNode().put("type", "subscribe");
      subscribe.putArray("channels").add("events");
      ObjectNode filter = subscribe.putObject("filter");
      types.forEach(filter.withArray("type")::add);
      if (severity != null) {
        filter.put("severity", severity);
      }
      var subscribed = socket.sendText(subscribe.toString(), true);
      if (epoch.isEmpty()) {
        lastSeq = message.path("seq").asLong();
      } else {
        ObjectNode resume =
            ApiClient.JSON
                .createObjectNode()
                .put("type", "resume")
                .put("epoch", epoch)
                .put("after_seq", lastSeq);
        subscribed.thenCompose(s -> s.sendText(resume.toString(), true));
      }
      epoch = message.path("epoch").asText();
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.complete(null);
    }
  }
}
