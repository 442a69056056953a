package io.orchestrator.http.rest;

import io.orchestrator.http.json.Json;
import io.orchestrator.http.json.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back.
 *
 * @param contentType a full media type with its charset where it has one
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  public static final String JSON = "application/json";
  public static final String PROBLEM = "application/problem+json";

  public static Answer json(Shape shape) {
    return json(200, shape);
  }

  public static Answer json(int status, Shape shape) {
    return new Answer(status, JSON, Json.bytes(shape.map()), Map.of());
  }

  public static Answer text(String contentType, String text) {
    return new Answer(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public static Answer empty(int status) {
    return new Answer(status, "", new byte[0], Map.of());
  }

  public Answer with(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, contentType, body, Collections.unmodifiableMap(all));
  }
}
