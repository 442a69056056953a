package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
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

  private final HttpClient http;
  private final URI uri;
  private final String token;
  private final List<String> types;
  private final String severity;
  private final Consumer<JsonNode> printer;
  private final Consumer<String> warning;
  private String epoch = "";
  private long lastSeq;

  EventFollower(
      HttpClient http,
      URI uri,
      String token,
      List<String> types,
      String severity,
      Consumer<JsonNode> printer,
      Consumer<String> warning) {
    this.http = http;
    this.uri = uri;
    this.token = token;
    this.types = types;
    this.severity = severity;
    this.printer = printer;
    this.warning = warning;
  }

  int follow() throws InterruptedException {
    boolean everConnected = false;
    int failures = 0;
    while (true) {
      var connection = new Connection();
      try {
        http.newWebSocketBuilder()
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

    /** After an interruption until the server has caught up: by seq; null while events flow. */
    private NavigableMap<Long, JsonNode> waiting;

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
        case "system_event" -> event(message.path("data"));
        case "resumed" -> resumed(message);
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

    private void event(JsonNode event) {
      if (waiting == null) {
        show(event);
      } else {
        waiting.put(event.path("seq").asLong(), event);
      }
    }

    private void show(JsonNode event) {
      long seq = event.path("seq").asLong();
      if (seq > lastSeq) {
        lastSeq = seq;
        printer.accept(event);
      }
    }

    private void resumed(JsonNode message) {
      if (!message.path("complete").asBoolean(true)) {
        warning.accept("Some events of the interruption are no longer kept, or too many to send.");
        // Another history counts anew.
        lastSeq = epoch.equals(message.path("epoch").asText(epoch)) ? lastSeq : 0;
        epoch = message.path("epoch").asText(epoch);
      }
      if (waiting != null) {
        waiting.values().forEach(this::show);
        waiting = null;
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
        epoch = message.path("epoch").asText();
      } else {
        waiting = new TreeMap<>();
        ObjectNode resume =
            ApiClient.JSON
                .createObjectNode()
                .put("type", "resume")
                .put("epoch", epoch)
                .put("after_seq", lastSeq);
        subscribed.thenCompose(s -> s.sendText(resume.toString(), true));
      }
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
