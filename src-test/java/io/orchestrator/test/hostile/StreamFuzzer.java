package io.orchestrator.test.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.http.stream.ClientMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Says everything that a client may say, and what it may not, over streams that end in every way.
 * After each batch the stream must still answer a ping, or have said why it ended.
 */
final class StreamFuzzer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIELDS =
      """
      {"type":"object","properties":{
        "token":{"type":"string"},"workflow":{"type":"string"},"workflow_id":{"type":"string"},
        "params":{"type":"object","properties":{"symbols":{"type":"array","items":{"type":"string"}}}},
        "symbols":{"type":"array","items":{"type":"string"}},"timeframe":{"type":"string"},
        "channels":{"type":"array","items":{"type":"string"}},
        "filter":{"type":"object","properties":{"type":{"type":"string"},"severity":{"type":"string"}}},
        "epoch":{"type":"string"},"after_seq":{"type":"integer"},"request_id":{"type":"string"},
        "idempotency_key":{"type":"string"}}}
      """;

  private final URI uri;
  private final String token;
  private final long seed;
  private final JsonNode schema;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  StreamFuzzer(int port, String token, long seed) throws IOException {
    this.uri = URI.create("ws://127.0.0.1:" + port + "/");
    this.token = token;
    this.seed = seed;
    this.schema = JSON.readTree(FIELDS);
  }

  /** How often which type, or which code of an error, came. */
  Map<String, Long> answers() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  /** One stream and so many messages over it. */
  void talk(long number, int messages) {
    Random random = new Random(seed * 7_919 + number);
    var mutations = new Mutations(random);
    String description = "stream #" + number + " seed " + seed;
    var heard = new Heard();
    try {
      WebSocket socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .connectTimeout(PATIENCE)
              .buildAsync(uri, heard)
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < messages && !heard.ended.isDone(); i++) {
        say(socket, mutations);
      }
      if (!heard.ended.isDone()) {
        socket
            .sendText("{\"type\":\"ping\",\"request_id\":\"last\"}", true)
            .exceptionally(e -> socket);
      }
      CompletableFuture.anyOf(heard.pong, heard.ended)
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (heard.ended.isDone() && !heard.pong.isDone() && heard.lastCode.isEmpty()) {
        faults.add(description + " ended without a word");
      }
      socket.abort();
    } catch (TimeoutException e) {
      faults.add(description + " does not answer");
    } catch (java.util.concurrent.ExecutionException | CompletionException e) {
      faults.add(description + ": " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(WebSocket socket, Mutations mutations) {
    try {
      if (mutations.oneIn(30)) {
        socket.sendBinary(ByteBuffer.wrap(new byte[100]), true).join();
        return;
      }
      ObjectNode message =
          mutations.of(schema) instanceof ObjectNode object ? object : JSON.createObjectNode();
      // A token that is no good ends the stream, as it should: not every time.
      if (!mutations.oneIn(40)) {
        message.remove("token");
      }
      List<ClientMessage> types = List.of(ClientMessage.values());
      message.put("type", mutations.oneIn(15) ? mutations.word() : mutations.any(types).wireName());
      if (message.path("type").asText().equals("authenticate") && !message.has("token")) {
        message.put("type", "ping");
      }
      String text = mutations.text(message);
      int half = text.length() / 2;
      if (mutations.oneIn(10) && half > 0 && !Character.isHighSurrogate(text.charAt(half - 1))) {
        socket.sendText(text.substring(0, half), false).join();
        socket.sendText(text.substring(half), true).join();
      } else {
        socket.sendText(text, true).join();
      }
    } catch (CompletionException closed) {
      // The listener knows why; it is looked at in the end.
    }
  }

  private final class Heard implements WebSocket.Listener {
    private final CompletableFuture<Boolean> pong = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private volatile String lastCode = "";

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        hear(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void hear(String text) {
      try {
        JsonNode message = JSON.readTree(text);
        String type = message.path("type").asText();
        lastCode = type.equals("error") ? message.path("code").asText() : lastCode;
        String name = type.equals("error") ? "error " + lastCode : type;
        answers.computeIfAbsent(name, n -> new LongAdder()).increment();
        if (lastCode.equals("system.internal_error") || text.contains("\tat ")) {
          faults.add("internal error: " + text);
        }
        if (type.equals("pong") && message.path("request_id").asText().equals("last")) {
          pong.complete(true);
        }
      } catch (IOException e) {
        faults.add("not JSON: " + text);
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.complete(true);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.complete(true);
    }
  }
}
