package io.orchestrator.http.rest;

import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.http.scaladsl.model.ExceptionWithErrorInfo;
import akka.pattern.AskTimeoutException;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.InvalidInput.FieldError;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.json.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 9457 with a stable {@code code} and advice.
 *
 * @param retryAfterSeconds for 429 and 503
 */
public record Problem(Refusal refusal, List<FieldError> errors, Optional<Long> retryAfterSeconds) {
  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
  private static final long RETRY_SOON = 1;
  private static final long RETRY_UNAVAILABLE = 5;
  private static final long RETRY_LOCKED = 60;

  public static Problem of(String code, int status, String detail, String advice) {
    return of(new Refusal(code, status, detail, advice));
  }

  public static Problem of(Refusal refusal) {
    return new Problem(refusal, List.of(), retryAfter(refusal));
  }

  /**
   * What a client may know of a failure; the rest goes to the log under the request's id.
   *
   * @param requestId of the answer's {@code instance}
   */
  public static Problem of(Throwable failure, String requestId) {
    return switch (unwrap(failure)) {
      case RefusedException refused -> of(refused.refusal());
      case InvalidInput invalid ->
          new Problem(
              new Refusal(invalid.code(), 400, invalid.getMessage(), invalid.advice()),
              invalid.errors(),
              Optional.empty());
      case Guard.RateLimited limited -> limited.problem();
      case EntityStreamSizeException tooLarge -> tooLarge();
      case ExceptionWithErrorInfo illegal ->
          of("request.malformed", 400, illegal.getMessage(), "Send a valid HTTP/1.1 request.");
      case AskTimeoutException timeout -> unavailable();
      case TimeoutException timeout -> unavailable();
      case Throwable unexpected -> internal(unexpected, requestId);
    };
  }

  public static Problem tooLarge() {
    return of(
        "request.too_large",
        413,
        "The body is larger than this server reads.",
        "Send less; the limit is http.max-body-bytes.");
  }

  public static Problem unavailable() {
    return of(
        "system.unavailable",
        503,
        "The part of the system that answers this did not answer in time.",
        "Try again; GET /api/system/health says which service is impaired.");
  }

  private static Problem internal(Throwable unexpected, String requestId) {
    LOG.atError()
        .addKeyValue("request_id", requestId)
        .setCause(unexpected)
        .log("Request {} failed unexpectedly", requestId);
    return of(
        "system.internal_error",
        500,
        "Something went wrong that should not; it is in the log as " + requestId + ".",
        "Report it with this id. Before a retry of an order or a workflow, look whether it exists.");
  }

  public Answer answer(String requestId) {
    Shape shape =
        Shape.of("type", "urn:problem:" + refusal.code())
            .and("title", title(refusal.status()))
            .and("status", refusal.status())
            .and("code", refusal.code())
            .and("detail", refusal.detail())
            .and("advice", refusal.advice())
            .and("instance", "urn:request:" + requestId)
            .and(
                "errors",
                errors.stream()
                    .map(e -> Shape.of("field", e.field()).and("message", e.message()).map())
                    .toList());
    Map<String, String> headers =
        retryAfterSeconds.map(s -> Map.of("Retry-After", Long.toString(s))).orElse(Map.of());
    return new Answer(refusal.status(), Answer.PROBLEM, Json.bytes(shape.map()), headers);
  }

  public static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Refused" : "Server Error";
    };
  }

  private static Optional<Long> retryAfter(Refusal refusal) {
    if (refusal.status() == 429) {
      return Optional.of(refusal.code().equals("auth.locked") ? RETRY_LOCKED : RETRY_SOON);
    }
    return refusal.status() == 503 ? Optional.of(RETRY_UNAVAILABLE) : Optional.empty();
  }
}
