package io.orchestrator.http.stream;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.stream.Materializer;
import akka.stream.StreamLimitReachedException;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.Revocations.Revocation;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.auth.Tickets;
import io.orchestrator.http.rest.Problem;
import io.orchestrator.http.rest.RequestAudit;
import io.orchestrator.http.rest.Responses;
import io.orchestrator.http.rest.Router;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Turns upgrades into sessions and knows them all. */
public final class StreamServer {
  private static final List<String> PATHS = List.of("", "/", "/ws");

  private final ActorSystem<?> system;
  private final StreamServices services;
  private final StreamSettings settings;
  private final Tickets tickets;
  private final Consumer<HttpRequest> fromAllowedPage;
  private final Wire wire;
  private final Materializer materializer;
  private final Places places;
  private volatile boolean shuttingDown;

  /** One message of a client, whole. */
  private sealed interface Incoming {
    record Text(String text) implements Incoming {}

    record Refused(Refusal refusal, boolean fatal) implements Incoming {}
  }

  public StreamServer(
      ActorSystem<?> system,
      StreamServices services,
      StreamSettings settings,
      Tickets tickets,
      Consumer<HttpRequest> fromAllowedPage) {
    this.system = system;
    this.services = services;
    this.settings = settings;
    this.tickets = tickets;
    this.fromAllowedPage = fromAllowedPage;
    this.places = new Places(settings.maxClients());
    this.wire = new Wire(this::clients, settings.sharedEvents());
    this.materializer = SystemMaterializer.get(system).materializer();
  }

  /** Authenticated clients of this node. */
  public int clients() {
    return places.clients();
  }

  /** Streams of whoever lost his access end at once. */
  public void revoked(Revocation revocation) {
    places.all().forEach(session -> session.revoked(revocation));
  }

  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    String id = UUID.randomUUID().toString();
    HttpResponse response;
    try {
      response = upgrade(request);
    } catch (RuntimeException e) {
      request.discardEntityBytes(materializer);
      response = Responses.render(Problem.of(e, id).answer(id), id);
    }
    return CompletableFuture.completedFuture(response);
  }

  /** Says farewell to everybody; completes when they are gone or the grace is over. */
  public CompletionStage<Done> shutDown() {
    shuttingDown = true;
    List<ClientSession> open = places.all();
    open.forEach(session -> session.close(shuttingDownRefusal()));
    return CompletableFuture.supplyAsync(
        Done::getInstance,
        CompletableFuture.delayedExecutor(
            open.isEmpty() ? 0 : Math.min(250, settings.closeGrace().toMillis()),
            TimeUnit.MILLISECONDS));
  }

  private HttpResponse upgrade(HttpRequest request) {
    if (!PATHS.contains(request.getUri().getPathString())) {
      throw refusal(404, "request.not_found", "There is no stream here.", "Connect to / or /ws.");
    }
    WebSocketUpgrade upgrade =
        request
            .getAttribute(AttributeKeys.webSocketUpgrade)
            .orElseThrow(
                () ->
                    refusal(
                        426,
                        "stream.upgrade_required",
                        "This port speaks WebSocket only.",
                        "Connect with a WebSocket client; REST has a port of its own."));
    if (shuttingDown) {
      throw shuttingDownRefusal().asException();
    }
    places.requireRoom();
    Optional<Caller> caller = admitted(request);
    return upgrade.handleMessagesWith(flow(request, caller));
  }

  private Optional<Caller> admitted(HttpRequest request) {
    try {
      services.guard().knock(Router.address(request));
      fromAllowedPage.accept(request);
      return caller(request);
    } catch (RuntimeException denied) {
      String id = UUID.randomUUID().toString();
      Refusal refusal = Problem.of(denied, id).refusal();
      services
          .audit()
          .denied(
              new RequestAudit.Command(
                  id, "stream upgrade", "", Router.address(request), request.getUri().path(), ""),
              refusal.code(),
              refusal.detail());
      throw denied;
    }
  }

  private Optional<Caller> caller(HttpRequest request) {
    Optional<String> authorization = Router.header(request, "authorization");
    if (authorization.isPresent()) {
      return Optional.of(limited(request, authorization));
    }
    Optional<String> ticket = request.getUri().query().get("ticket");
    if (ticket.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        tickets
            .consume(ticket.get())
            .orElseThrow(
                () ->
                    refusal(
                        401,
                        "auth.ticket_invalid",
                        "The ticket is unknown, used or expired.",
                        "Get a new one at POST /api/auth/ws-ticket.")));
  }

  private Caller limited(HttpRequest request, Optional<String> authorization) {
    return services.guard().authenticate(authorization, Router.address(request), false);
  }

  private Flow<Message, Message, NotUsed> flow(HttpRequest request, Optional<Caller> caller) {
    var session =
        new ClientSession(Router.address(request), services, settings, wire, places, system);
    var commands = new ClientCommands(session);
    Sink<Message, ?> in =
        Flow.of(Message.class)
            .mapAsync(1, this::read)
            .mapAsync(1, incoming -> on(incoming, session, commands))
            .to(Sink.onComplete(end -> session.gone()));
    session.begin(caller);
    // Not coupled, which would be another stage: the end of either side reaches the other by the
    // session and its outbox.
    return Flow.fromSinkAndSource(in, Source.fromGraph(new OutboxSource(session.outbox)));
  }

  private CompletionStage<Done> on(
      Incoming incoming, ClientSession session, ClientCommands commands) {
    if (session.isClosed()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return switch (incoming) {
      case Incoming.Text message -> commands.handle(message.text());
      case Incoming.Refused refused -> {
        if (refused.fatal()) {
          session.close(refused.refusal());
        } else {
          commands.unreadable(refused.refusal());
        }
        yield CompletableFuture.completedFuture(Done.getInstance());
      }
    };
  }

  private CompletionStage<Incoming> read(Message message) {
    CompletionStage<Incoming> whole =
        message.isText()
            ? message
                .asTextMessage()
                .getStreamedText()
                .<String>map(part -> part)
                .limitWeighted(settings.maxMessageBytes(), part -> (long) part.length())
                .completionTimeout(settings.messageTimeout())
                .runFold(new StringBuilder(), StringBuilder::append, materializer)
                .thenApply(text -> new Incoming.Text(text.toString()))
            : message
                .asBinaryMessage()
                .getStreamedData()
                .map(part -> (long) part.size())
                .limitWeighted(settings.maxMessageBytes(), size -> size)
                .completionTimeout(settings.messageTimeout())
                .runWith(Sink.ignore(), materializer)
                .thenApply(done -> new Incoming.Refused(binary(), false));
    return whole.exceptionally(StreamServer::broken);
  }

  private static Incoming broken(Throwable failure) {
    return switch (Problem.unwrap(failure)) {
      case StreamLimitReachedException tooLarge ->
          new Incoming.Refused(
              new Refusal(
                  "stream.message_too_large",
                  413,
                  "The message is larger than this server reads.",
                  "Send less than 256 KiB, or split the command."),
              true);
      case TimeoutException slow ->
          new Incoming.Refused(
              new Refusal(
                  "stream.message_too_slow",
                  408,
                  "The message did not arrive in time.",
                  "Send it at once."),
              true);
      case Throwable other -> new Incoming.Refused(Problem.of(other, "stream").refusal(), true);
    };
  }

  private static Refusal binary() {
    return new Refusal(
        "stream.binary_refused", 400, "Binary messages are not read.", "Send JSON as text.");
  }

  private static Refusal shuttingDownRefusal() {
    return new Refusal(
        "system.shutting_down",
        503,
        "This node is shutting down.",
        "Connect to another node, or again in a moment, and resume.");
  }

  private static RefusedException refusal(int status, String code, String detail, String advice) {
    return new Refusal(code, status, detail, advice).asException();
  }
}
