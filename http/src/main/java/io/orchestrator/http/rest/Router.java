package io.orchestrator.http.rest;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.util.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.http.auth.Caller;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request through table, guard, body and handler; every way out is an {@link Answer}. */
public final class Router {
  private static final Logger ACCESS = LoggerFactory.getLogger("io.orchestrator.http.access");

  private static final Pattern EMPTY_OBJECT = Pattern.compile("\\{\\s*}");

  private final List<Endpoint> endpoints;
  private final Guard guard;
  private final RestSettings settings;
  private final Materializer materializer;
  private final MeterRegistry meters;
  private final RequestAudit audit;
  private final Origins origins;
  private final Resources resources;
  private final Map<String, Map<String, Endpoint>> byPath;
  private final Map<Shape, List<Endpoint>> byShape;
  private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

  /** What a path must have in common with an endpoint, for a quick look. */
  private record Shape(String method, int segments) {}

  private record Answered(String route, String method, int status) {}

  private record Found(Endpoint endpoint, Map<String, String> variables) {}

  public Router(
      List<Endpoint> endpoints,
      Guard guard,
      RestSettings settings,
      ActorSystem<?> system,
      MeterRegistry meters,
      RequestAudit audit,
      Origins origins,
      Resources resources) {
    // Fixed words win over variables, whatever the order in the table.
    this.endpoints =
        endpoints.stream().sorted(Comparator.comparing(Endpoint::hasVariables)).toList();
    this.byPath =
        endpoints.stream()
            .filter(e -> !e.hasVariables())
            .collect(
                Collectors.groupingBy(
                    Endpoint::method, Collectors.toMap(Endpoint::template, e -> e)));
    this.byShape =
        this.endpoints.stream()
            .collect(Collectors.groupingBy(e -> new Shape(e.method(), e.segments().size())));
    this.guard = guard;
    this.settings = settings;
    this.materializer = SystemMaterializer.get(system).materializer();
    this.meters = meters;
    this.audit = audit;
    this.origins = origins;
    this.resources = resources;
  }

  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    String id = requestId();
    long start = System.nanoTime();
    var route = new String[] {"unmatched"};
    CompletionStage<Answer> answer;
    try {
      answer = answer(request, id, route);
    } catch (Guard.RateLimited limited) {
      discard(request);
      answer = done(limited.problem().answer(id).with(limited.headers()));
    } catch (RuntimeException e) {
      discard(request);
      answer = done(Problem.of(e, id).answer(id));
    }
    return answer
        .exceptionally(failure -> Problem.of(failure, id).answer(id))
        .thenApply(
            a -> {
              record(id, route[0], request.method().value(), a.status(), start);
              return Responses.render(a.with(origins.headers(header(request, "origin"))), id);
            });
  }

  /** Unique, and no secret: the generator of keys would cost as much as finding the endpoint. */
  private static String requestId() {
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private CompletionStage<Answer> answer(HttpRequest request, String id, String[] route) {
    Optional<Found> found = find(request);
    InetAddress address = address(request);
    if (found.isEmpty() && request.method().value().equals("OPTIONS")) {
      var answer = origins.preflight(header(request, "origin")).map(Answer.empty(204)::with);
      if (answer.isPresent()) {
        discard(request);
        return done(answer.get());
      }
    }
    if (found.isEmpty()) {
      guard.admit(new Endpoint.Access.Open(), false, Optional.empty(), address, false);
      discard(request);
      List<String> path = segments(request);
      return done(unmatched(request, path).answer(id).with(allowed(path)));
    }
    Endpoint endpoint = found.get().endpoint();
    route[0] = endpoint.template();
    Guard.Passed passed = admit(request, id, endpoint, address);
    return body(request, endpoint)
        .thenCompose(
            body ->
                carriedOut(
                    call(request, id, found.get(), passed, address, body),
                    found.get().endpoint(),
                    request))
        .exceptionally(failure -> Problem.of(failure, id).answer(id))
        .thenApply(answer -> answer.with(passed.headers()));
  }

  private Guard.Passed admit(
      HttpRequest request, String id, Endpoint endpoint, InetAddress address) {
    try {
      var passed =
          guard.admit(
              endpoint.access(),
              endpoint.urgent(),
              header(request, "authorization"),
              address,
              header(request, "x-forwarded-for").isPresent());
      if (endpoint.costly()) {
        Shedding.requireMemory(resources);
      }
      return passed;
    } catch (RuntimeException denied) {
      var refusal = Problem.of(denied, id).refusal();
      audit.denied(
          command(
              request, id, endpoint, guard.subject(header(request, "authorization")), address, ""),
          refusal.code(),
          refusal.detail());
      throw denied;
    }
  }

  private static RequestAudit.Command command(
      HttpRequest request,
      String id,
      Endpoint endpoint,
      String subject,
      InetAddress address,
      String body) {
    return new RequestAudit.Command(
        id,
        endpoint.method() + " " + endpoint.template(),
        subject,
        address,
        request.getUri().path(),
        body);
  }

  /** In the audit first, where it is a command; and its outcome after. */
  private CompletionStage<Answer> carriedOut(Call call, Endpoint endpoint, HttpRequest request) {
    if (endpoint.audited() == Endpoint.Audited.NOT) {
      return handled(call, endpoint);
    }
    var command =
        command(
            request,
            call.requestId(),
            endpoint,
            call.maybeCaller().map(Caller::subject).orElse(""),
            call.address(),
            new String(call.body(), StandardCharsets.UTF_8));
    boolean mustGo = endpoint.audited() == Endpoint.Audited.IN_ANY_CASE;
    return audit
        .requested(command, mustGo)
        .thenCompose(open -> handled(open ? call : call.withExitsOnly(), endpoint))
        .exceptionally(failure -> Problem.of(failure, call.requestId()).answer(call.requestId()))
        .thenApply(
            answer -> {
              audit.answered(command, RequestAudit.outcome(answer));
              return answer;
            });
  }

  private CompletionStage<Answer> handled(Call call, Endpoint endpoint) {
    return within(
        endpoint.timeout().orElse(settings.answerTimeout()), endpoint.handler().handle(call));
  }

  private Call call(
      HttpRequest request,
      String id,
      Found found,
      Guard.Passed passed,
      InetAddress address,
      byte[] body) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    request
        .getUri()
        .query()
        .toList()
        .forEach(
            pair ->
                query.computeIfAbsent(pair.first(), key -> new ArrayList<>()).add(pair.second()));
    return new Call(
        id,
        found.variables(),
        query,
        name -> header(request, name),
        passed.caller(),
        address,
        body,
        false);
  }

  private CompletionStage<byte[]> body(HttpRequest request, Endpoint endpoint) {
    boolean wanted = endpoint.documentation().body().isPresent();
    long announced = request.entity().getContentLengthOption().orElse(0L);
    if (announced > settings.maxBodyBytes()) {
      discard(request);
      return CompletableFuture.failedFuture(refused(Problem.tooLarge()));
    }
    boolean hasBody = announced > 0 || request.entity().isChunked();
    if (!hasBody) {
      discard(request);
      return CompletableFuture.completedFuture(new byte[0]);
    }
    String type = request.entity().getContentType().mediaType().toString();
    if (wanted && !type.equals("application/json")) {
      discard(request);
      return CompletableFuture.failedFuture(
          refused(
              Problem.of(
                  "request.unsupported_media_type",
                  415,
                  "The body is " + type + ".",
                  "Send 'Content-Type: application/json'.")));
    }
    return request
        .entity()
        .withSizeLimit(settings.maxBodyBytes())
        .getDataBytes()
        .completionTimeout(settings.bodyTimeout())
        .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
        .thenApply(body -> wanted ? body.toArray() : nothing(body))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(slow(failure)));
  }

  /** Whoever says something here means something by it; an empty object says nothing. */
  private static byte[] nothing(ByteString body) {
    String text = body.utf8String().strip();
    if (!text.isEmpty() && !EMPTY_OBJECT.matcher(text).matches()) {
      throw refused(
          Problem.of(
              "request.unexpected_body",
              400,
              "This endpoint reads no body.",
              "Send none; GET /openapi.json says which endpoints read one."));
    }
    return new byte[0];
  }

  /** A body that drips is the client's fault, not the system's. */
  private static Throwable slow(Throwable failure) {
    Throwable inner = Problem.unwrap(failure);
    return inner instanceof TimeoutException
        ? refused(
            Problem.of(
                "request.too_slow", 408, "The body did not arrive in time.", "Send it at once."))
        : inner;
  }

  private static RefusedException refused(Problem problem) {
    return problem.refusal().asException();
  }

  /** Our own deadline on a copy: the façade's stage stays untouched. */
  private static <T> CompletionStage<T> within(Duration deadline, CompletionStage<T> stage) {
    CompletableFuture<T> answer = stage.thenApply(x -> x).toCompletableFuture();
    return answer.isDone()
        ? answer
        : answer.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Optional<Found> find(HttpRequest request) {
    String method = request.method().value();
    String wanted = method.equals("HEAD") ? "GET" : method;
    Endpoint asWritten = byPath.getOrDefault(wanted, Map.of()).get(request.getUri().path());
    if (asWritten != null) {
      return Optional.of(new Found(asWritten, Map.of()));
    }
    List<String> path = segments(request);
    for (Endpoint endpoint : byShape.getOrDefault(new Shape(wanted, path.size()), List.of())) {
      Optional<Map<String, String>> variables = endpoint.match(path);
      if (variables.isPresent()) {
        return Optional.of(new Found(endpoint, variables.get()));
      }
    }
    return Optional.empty();
  }

  private Problem unmatched(HttpRequest request, List<String> path) {
    return allowed(path).isEmpty()
        ? Problem.of(
            "request.not_found",
            404,
            "There is nothing at this path.",
            "GET /openapi.json lists every endpoint.")
        : Problem.of(
            "request.method_not_allowed",
            405,
            request.method().value() + " is not possible here.",
            "Use one of: " + allowed(path).get("Allow") + ".");
  }

  private Map<String, String> allowed(List<String> path) {
    String methods =
        endpoints.stream()
            .filter(endpoint -> endpoint.match(path).isPresent())
            .map(Endpoint::method)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return methods.isEmpty() ? Map.of() : Map.of("Allow", methods);
  }

  private static List<String> segments(HttpRequest request) {
    List<String> segments = new ArrayList<>();
    request.getUri().pathSegments().forEach(segments::add);
    return segments;
  }

  public static InetAddress address(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .orElseGet(InetAddress::getLoopbackAddress);
  }

  public static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(akka.http.javadsl.model.HttpHeader::value);
  }

  private void discard(HttpRequest request) {
    request.discardEntityBytes(materializer);
  }

  private void record(String id, String route, String method, int status, long start) {
    ACCESS
        .atDebug()
        .addKeyValue("request_id", id)
        .addKeyValue("method", known(method))
        .addKeyValue("route", route)
        .addKeyValue("status", status)
        .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
        .log("request answered");
    timers
        .computeIfAbsent(new Answered(route, known(method), status), this::timer)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Answered answered) {
    return Timer.builder("http.server.requests")
        .description("Requests by route and status")
        .tag("route", answered.route())
        .tag("method", answered.method())
        .tag("status", Integer.toString(answered.status()))
        .register(meters);
  }

  /** An invented method must not become an invented time series. */
  private static String known(String method) {
    return List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS").contains(method)
        ? method
        : "OTHER";
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
