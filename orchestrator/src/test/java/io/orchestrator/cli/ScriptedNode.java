package io.orchestrator.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Answers as told, by method and path without query, and keeps what it was asked. */
final class ScriptedNode implements AutoCloseable {
  private record Answer(int status, String body) {}

  record Outcome(int exitCode, String out, String err) {}

  /** Method, path with query, and body, in order. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Of the requests, empty where there was none. */
  final List<String> keys = new CopyOnWriteArrayList<>();

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  ScriptedNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * @param request like {@code GET /api/orders}
   */
  ScriptedNode answers(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
    return this;
  }

  Outcome run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    String[] all =
        Stream.concat(Stream.of(args), Stream.of("--url", url, "--token", "t"))
            .toArray(String[]::new);
    int exitCode =
        OrchestratorCli.create()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add((exchange.getRequestMethod() + " " + uri + " " + body).strip());
      keys.add(
          String.valueOf(
              exchange
                  .getRequestHeaders()
                  .getOrDefault("Idempotency-key", List.of(""))
                  .getFirst()));
      Answer answer =
          answers.getOrDefault(
              exchange.getRequestMethod() + " " + uri.getRawPath(),
              new Answer(404, "{\"code\":\"test.nothing_there\",\"detail\":\"" + uri + "\"}"));
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
