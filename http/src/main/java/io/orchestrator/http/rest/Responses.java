package io.orchestrator.http.rest;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers as responses of the HTTP library, with the security headers of every response. */
public final class Responses {
  /** Unless the answer has its own of that name. */
  private static final List<HttpHeader> ALWAYS =
      List.of(
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("X-Frame-Options", "DENY"),
          RawHeader.create("Referrer-Policy", "no-referrer"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
          RawHeader.create("Cache-Control", "no-store"),
          RawHeader.create(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));

  private static final ContentType PROBLEM =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();
  private static final ContentType PROMETHEUS =
      MediaTypes.customWithFixedCharset(
              "text", "plain", HttpCharsets.UTF_8, Map.of("version", "0.0.4"), false)
          .toContentType();

  private Responses() {}

  public static HttpResponse render(Answer answer, String requestId) {
    List<HttpHeader> headers = new ArrayList<>(16);
    for (HttpHeader header : ALWAYS) {
      if (!answer.headers().containsKey(header.name())) {
        headers.add(header);
      }
    }
    answer.headers().forEach((name, value) -> headers.add(RawHeader.create(name, value)));
    headers.add(RawHeader.create("X-Request-Id", requestId));
    if (answer.status() == 401) {
      headers.add(RawHeader.create("WWW-Authenticate", "Bearer"));
    }
    if (answer.status() == 413 || answer.status() == 408) {
      headers.add(Connection.create("close"));
    }
    HttpResponse response = HttpResponse.create().withStatus(answer.status()).withHeaders(headers);
    return answer.contentType().isEmpty()
        ? response
        : response.withEntity(HttpEntities.create(contentType(answer), answer.body()));
  }

  private static ContentType contentType(Answer answer) {
    return switch (answer.contentType()) {
      case Answer.JSON -> ContentTypes.APPLICATION_JSON;
      case Answer.PROBLEM -> PROBLEM;
      case "text/html" -> ContentTypes.TEXT_HTML_UTF8;
      case "text/css" -> MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8);
      case "text/javascript" -> MediaTypes.APPLICATION_JAVASCRIPT.toContentType(HttpCharsets.UTF_8);
      case "image/svg+xml" -> MediaTypes.IMAGE_SVG_XML.toContentType();
      case "text/prometheus" -> PROMETHEUS;
      default ->
          throw new IllegalArgumentException("no such content type: " + answer.contentType());
    };
  }
}
