package io.orchestrator.test.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A WebSocket client that keeps everything it was sent, in order. */
public final class StreamClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private final WebSocket socket;

  public StreamClient(int port, String token) {
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .connectTimeout(Duration.ofSeconds(10))
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new Listener())
            .join();
  }

  public void send(Object message) {
    try {
      socket.sendText(JSON.writeValueAsString(message), true).join();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public List<JsonNode> messages() {
    return List.copyOf(messages);
  }

  public Stream<JsonNode> ofType(String type) {
    return messages.stream().filter(m -> m.path("type").asText().equals(type));
  }

  /** System events in order of arrival: their {@code data} objects. */
  public List<JsonNode> events() {
    return ofType("system_event").map(m -> m.get("data")).toList();
  }

  public JsonNode await(String what, Duration limit, Predicate<JsonNode> wanted) {
    return Conditions.await(
        what, limit, () -> messages.stream().filter(wanted).findFirst().orElse(null));
  }

  public JsonNode awaitType(String type, Duration limit) {
    return await("a message " + type, limit, m -> m.path("type").asText().equals(type));
  }

  /** An event of a type whose data hold the given text somewhere. */
  public JsonNode awaitEvent(String eventType, String containing, Duration limit) {
    return Conditions.await(
        "event " + eventType + " with " + containing,
        limit,
        () ->
            events().stream()
                .filter(e -> e.path("event_type").asText().equals(eventType))
                .filter(e -> e.toString().contains(containing))
                .findFirst()
                .orElse(null));
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (JsonProcessingException e) {
          throw new AssertionError("not JSON: " + text, e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }
}
