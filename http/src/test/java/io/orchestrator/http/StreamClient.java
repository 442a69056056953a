package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.http.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that keeps what it received. */
final class StreamClient implements WebSocket.Listener, AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  final BlockingQueue<Map<String, Object>> received = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  final BlockingQueue<ByteBuffer> pings = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final boolean reading;
  private final HttpClient http = HttpClient.newHttpClient();
  final WebSocket socket;

  private StreamClient(TestServer server, String path, String token, boolean reading) {
    this.reading = reading;
    var builder = http.newWebSocketBuilder();
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    socket = builder.buildAsync(server.streamUri(path), this).join();
  }

  static StreamClient connect(TestServer server, String path, String token) {
    return new StreamClient(server, path, token, true);
  }

  /** What an upgrade without a token is answered that must be refused. */
  static HttpResponse<?> refused(TestServer server, String path) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> connect(server, path, ""));
    return ((WebSocketHandshakeException) failure.getCause()).getResponse();
  }

  /** Never asks for a message. */
  static StreamClient deaf(TestServer server, String token) {
    return new StreamClient(server, "/", token, false);
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    if (reading) {
      webSocket.request(Long.MAX_VALUE);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      received.add(Json.map(part.toString()));
      part.setLength(0);
    }
    return null;
  }

  @Override
  public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
    pings.add(message);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    closed.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(-1);
  }

  void send(String json) {
    socket.sendText(json, true).join();
  }

  /** The next message of the type; others before it are dropped. */
  Map<String, Object> next(String type) {
    return collectUntil(type).getLast();
  }

  /** Everything up to and with the first message of the type. */
  List<Map<String, Object>> collectUntil(String type) {
    List<Map<String, Object>> seen = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (System.nanoTime() < end) {
        Map<String, Object> message = received.poll(100, TimeUnit.MILLISECONDS);
        if (message != null) {
          seen.add(message);
          if (message.get("type").equals(type)) {
            return seen;
          }
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("no '" + type + "' came, but " + seen);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> data(Map<String, Object> message) {
    return (Map<String, Object>) message.get("data");
  }

  int awaitClose() throws Exception {
    return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
