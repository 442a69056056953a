package io.orchestrator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** One node's REST interface; a refusal or an outage becomes a {@link CliFailure}. */
final class ApiClient {
  /** Text that goes on after its value is no JSON: "5 000" is not 5. */
  static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(90);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int FIRST_FAILURE = 400;

  private final URI url;
  private final String token;
  private final HttpClient http;

  /** A successful answer. */
  record Answer(int status, JsonNode body, String text) {}

  ApiClient(URI url, String token) {
    this(url, token, HttpClient.newBuilder());
  }

  /**
   * @param http with what it trusts
   */
  ApiClient(URI url, String token, HttpClient.Builder http) {
    this.url = url;
    this.token = token;
    this.http = http.version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, Map<String, ?> body, Map<String, String> headers) {
    HttpRequest.Builder request = request(path);
    headers.forEach(request::header);
    if (body.isEmpty()) {
      return send(request.POST(HttpRequest.BodyPublishers.noBody()));
    }
    return send(
        request
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(text(body))));
  }

  Answer put(String path, Map<String, ?> body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(text(body))));
  }

  Answer patch(String path, Map<String, ?> body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(text(body))));
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** An answer that is no JSON, like a page. */
  String page(String path) {
    HttpResponse<String> response = exchange(request(path).GET());
    if (response.statusCode() >= FIRST_FAILURE) {
      throw failure(response.statusCode(), parse(response.body()));
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    String base = url.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER_TIMEOUT)
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder request) {
    HttpResponse<String> response = exchange(request);
    JsonNode body = parse(response.body());
    if (response.statusCode() >= FIRST_FAILURE) {
      throw failure(response.statusCode(), body);
    }
    return new Answer(response.statusCode(), body, response.body());
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CliFailure(
          CliFailure.UNREACHABLE,
          "No answer from "
              + url
              + " ("
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + "). Is it running? 'orchestrator serve' starts one; --url names another.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(CliFailure.UNREACHABLE, "Interrupted.");
    }
  }

  private static CliFailure failure(int status, JsonNode problem) {
    StringBuilder text = new StringBuilder();
    text.append(problem.path("code").asText("http." + status)).append(": ");
    text.append(problem.path("detail").asText("status " + status));
    for (JsonNode error : problem.path("errors")) {
      text.append("\n  ").append(error.path("field").asText());
      text.append(": ").append(error.path("message").asText());
    }
    String advice = problem.path("advice").asText("");
    if (!advice.isEmpty()) {
      text.append("\n").append(advice);
    }
    boolean unauthorised = status == UNAUTHORIZED || status == FORBIDDEN;
    return new CliFailure(
        unauthorised ? CliFailure.UNAUTHORISED : CliFailure.REFUSED, text.toString());
  }

  static JsonNode parse(String text) {
    try {
      return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CliFailure(
          CliFailure.UNREACHABLE,
          "What answers there does not speak JSON; is --url the orchestrator's REST port?");
    }
  }

  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One more part of a query; nothing of a value that was not given. */
  static String filter(String name, String value) {
    return value == null ? "" : "&" + name + "=" + encode(value);
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
