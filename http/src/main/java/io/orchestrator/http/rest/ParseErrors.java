package io.orchestrator.http.rest;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import java.util.UUID;

/**
 * Requests that are not even HTTP get a problem, too. Named in the server's settings; the library
 * finds the instance in the static field, as it would that of a Scala object.
 */
public final class ParseErrors extends ParsingErrorHandler {
  @SuppressWarnings("checkstyle:ConstantName")
  public static final ParseErrors MODULE$ = new ParseErrors();

  private ParseErrors() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    String id = UUID.randomUUID().toString();
    log.debug("Request {} could not be parsed: {}", id, info.formatPretty());
    Problem problem =
        Problem.of(
            "request.malformed",
            status.intValue(),
            info.summary(),
            "Send a valid HTTP/1.1 request; paths up to 2048, headers up to 8192 bytes.");
    return Responses.render(problem.answer(id), id);
  }
}
