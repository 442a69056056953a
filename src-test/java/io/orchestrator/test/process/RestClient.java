package io.orchestrator.test.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a program of a user's would be: HTTP and JSON, nothing of ours. */
public final class RestClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private String token = "";

  public RestClient(int port) {
    this("127.0.0.1", port);
  }

  public RestClient(String host, int port) {
    this.base = "http://" + host + ":" + port;
  }

  public RestClient login(String user, String password) {
    Answer answer =
        post("/api/auth/token", Map.of("username", user, "password", password), Map.of());
    if (answer.status() != 200) {
      throw new AssertionError("log in failed: " + answer);
    }
    token = answer.json().get("access_token").asText();
    return this;
  }

  public RestClient withToken(String accessToken) {
    token = accessToken;
    return this;
  }

  public String token() {
    return token;
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  /**
   * What stands in the list of that name on every page.
   *
   * @param path with a query
   */
  public List<JsonNode> all(String path, String list) {
    List<JsonNode> found = new ArrayList<>();
    JsonNode page = get(path).json();
    page.path(list).forEach(found::add);
    while (page.hasNonNull("next_cursor")) {
      page = get(path + "&cursor=" + page.get("next_cursor").asText()).json();
      page.path(list).forEach(found::add);
    }
    return found;
  }

  public Answer post(String path, Object body, Map<String, String> headers) {
    try {
      HttpRequest.Builder builder =
          request(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
      headers.forEach(builder::header);
      return send(builder);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer post(String path) {
    return post(path, Map.of(), Map.of());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(120));
    return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder builder) {
    try {
      HttpResponse<String> response =
          http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param body as text; {@link #json()} parses it
   */
  public record Answer(int status, String body) {
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + status + " " + body, e);
      }
    }
  }
}
