package io.orchestrator.http.stream;

import akka.Done;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Guard;
import io.orchestrator.http.rest.Problem;
import io.orchestrator.http.rest.RequestAudit;
import io.orchestrator.http.rest.Shedding;
import io.orchestrator.http.stream.Subscription.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What a client may say. A mistake is answered with {@code error}; the connection stays. */
final class ClientCommands {
  private static final int MAX_TEXT = 200;
  private static final int MAX_TOKEN = 8192;
  private static final int MAX_NAMES = 50;
  private final ClientSession session;

  ClientCommands(ClientSession session) {
    this.session = session;
  }

  /** Completes when the next command may be read; never fails. */
  CompletionStage<Done> handle(String text) {
    if (session.caller().isEmpty()) {
      return first(text);
    }
    Optional<String> requestId = Optional.empty();
    try {
      ObjectNode message = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
      requestId = Optional.ofNullable(message.path("request_id").textValue());
      return guarded(new FieldReader(message), requestId);
    } catch (RuntimeException e) {
      return failed(e, requestId);
    }
  }

  /** Not a message that is read at all. */
  void unreadable(Refusal refusal) {
    if (session.caller().isPresent()) {
      session.error(refusal, Optional.empty());
    } else if (mayKnock()) {
      session.askForToken();
    }
  }

  /** Nobody is told more than that a token is wanted, whatever he sends. */
  private CompletionStage<Done> first(String text) {
    if (!mayKnock()) {
      return done();
    }
    try {
      var fields = new FieldReader(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
      String type = fields.requiredText("type", MAX_TEXT);
      Optional<String> requestId = fields.text("request_id", MAX_TEXT);
      if (type.equals(ClientMessage.AUTHENTICATE.wireName())) {
        return authenticate(fields, requestId);
      }
      session.askForToken();
    } catch (InvalidInput unread) {
      session.askForToken();
    } catch (RuntimeException e) {
      session.close(Problem.of(e, session.id).refusal());
    }
    return done();
  }

  /** False, and the stream ends, when its address has asked too often. */
  private boolean mayKnock() {
    try {
      session.services.guard().knock(session.address);
      return true;
    } catch (RuntimeException limited) {
      session.close(Problem.of(limited, session.id).refusal());
      return false;
    }
  }

  private CompletionStage<Done> guarded(FieldReader fields, Optional<String> requestId) {
    String type = fields.requiredText("type", MAX_TEXT);
    fields.text("request_id", MAX_TEXT);
    if (type.equals(ClientMessage.AUTHENTICATE.wireName())) {
      return authenticate(fields, requestId);
    }
    Caller caller = session.caller().orElseThrow();
    var verdict = session.services.rates().subject(caller.subject());
    if (!verdict.allowed()) {
      session.error(
          new Refusal(
              "rate.limited",
              429,
              "Too many commands.",
              "Wait " + verdict.retrySeconds() + " s; updates come by themselves."),
          requestId);
      return done();
    }
    try {
      return command(type, fields, requestId, caller)
          .exceptionallyCompose(failure -> failed(failure, requestId));
    } catch (RefusedException refused) {
      if (refused.refusal().status() == 403) {
        session
            .services
            .audit()
            .denied(
                denied(type, caller.subject()),
                refused.refusal().code(),
                refused.refusal().detail());
      }
      throw refused;
    }
  }

  private RequestAudit.Command denied(String type, String subject) {
    return new RequestAudit.Command(
        session.id, "stream " + type, subject, session.address, type, "");
  }

  private CompletionStage<Done> command(
      String type, FieldReader fields, Optional<String> requestId, Caller caller) {
    ClientMessage message = ClientMessage.parse(type).orElseThrow(() -> unknown(type));
    message.role().ifPresent(role -> Guard.require(caller, role));
    return switch (message) {
      case AUTHENTICATE -> authenticate(fields, requestId);
      case EXECUTE_WORKFLOW -> execute(fields, requestId, caller);
      case CANCEL_WORKFLOW -> cancel(fields, requestId, caller);
      case SUBSCRIBE -> subscribe(fields, requestId);
      case UNSUBSCRIBE -> unsubscribe(fields, requestId);
      case RESUME -> resume(fields, requestId);
      case GET_STATUS -> status(fields, requestId);
      case GET_HEALTH -> health(fields, requestId);
      case PING -> ping(fields, requestId);
    };
  }

  private static RefusedException unknown(String type) {
    return new Refusal(
            "stream.unknown_type",
            400,
            "There is no message type '" + type + "'.",
            "Use one of: " + ClientMessage.names() + ".")
        .asException();
  }

  private CompletionStage<Done> authenticate(FieldReader fields, Optional<String> requestId) {
    String token = fields.requiredText("token", MAX_TOKEN);
    fields.finish();
    Caller who;
    try {
      who = session.services.guard().verify(token, session.address, false);
    } catch (RuntimeException e) {
      Refusal refusal = Problem.of(e, session.id).refusal();
      session.services.audit().denied(denied("authenticate", ""), refusal.code(), refusal.detail());
      session.close(refusal);
      return done();
    }
    Optional<Caller> before = session.caller();
    if (before.isEmpty()) {
      return session.open(who);
    }
    if (!before.get().subject().equals(who.subject())) {
      session.error(
          new Refusal(
              "auth.subject_changed",
              409,
              "This stream belongs to " + before.get().subject() + ".",
              "Open another connection for another subject."),
          requestId);
      return done();
    }
    if (!session.accept(who)) {
      return done();
    }
    return answer(Shape.of("type", "authenticated").and("expires_at", who.expiresAt()), requestId);
  }

  private CompletionStage<Done> execute(
      FieldReader fields, Optional<String> requestId, Caller caller) {
    String workflow = fields.requiredText("workflow", MAX_TEXT);
    Map<String, Object> params = fields.object("params");
    Optional<String> key = fields.text("idempotency_key", 100).map(k -> caller.subject() + "/" + k);
    fields.finish();
    Shedding.requireMemory(session.services.resources());
    return audited(
        "execute_workflow",
        workflow,
        Json.text(Map.of("params", params)),
        caller,
        false,
        () ->
            session
                .services
                .workflows()
                .start(workflow, params, key, caller.subject(), caller.has(Role.TRADER))
                .thenApply(view -> started(view, requestId)));
  }

  /** The result comes later, while other commands are served. */
  private Done started(WorkflowView view, Optional<String> requestId) {
    // Before the client knows of it: the run may end at once.
    boolean tied = session.own(view.workflowId());
    session.send(session.wire.progress(view, requestId));
    if (!tied) {
      session.error(
          new Refusal(
              "stream.too_many_pending",
              429,
              "The workflow runs, but its result will not be tied to this request: "
                  + session.settings.maxPendingRuns()
                  + " results are waited for already.",
              "Take the result from workflow_result by its workflow_id."),
          requestId);
      return Done.getInstance();
    }
    session
        .services
        .workflows()
        .awaitEnd(view.workflowId())
        .whenComplete(
            (end, failure) -> {
              if (failure == null) {
                session.send(session.wire.result(end, requestId));
              } else {
                session.error(failure, requestId);
              }
              session.disown(view.workflowId());
            });
    return Done.getInstance();
  }

  private CompletionStage<Done> cancel(
      FieldReader fields, Optional<String> requestId, Caller caller) {
    String id = fields.requiredText("workflow_id", MAX_TEXT);
    fields.finish();
    return audited(
        "cancel_workflow",
        id,
        "",
        caller,
        true,
        () ->
            session
                .services
                .workflows()
                .cancel(id, caller.subject())
                .thenApply(view -> sent(session.wire.progress(view, requestId))));
  }

  /** In the audit before it is carried out, and its outcome after. */
  private CompletionStage<Done> audited(
      String action,
      String target,
      String body,
      Caller caller,
      boolean mustGo,
      Supplier<CompletionStage<Done>> carryOut) {
    RequestAudit audit = session.services.audit();
    var command =
        new RequestAudit.Command(
            UUID.randomUUID().toString(),
            "stream " + action,
            caller.subject(),
            session.address,
            target,
            body);
    return audit
        .requested(command, mustGo)
        .thenCompose(open -> carryOut.get())
        .whenComplete(
            (done, failure) ->
                audit.answered(
                    command,
                    failure == null
                        ? "accepted"
                        : Problem.of(failure, command.requestId()).refusal().code()));
  }

  private CompletionStage<Done> subscribe(FieldReader fields, Optional<String> requestId) {
    Set<Symbol> symbols = symbols(fields);
    var timeframe = fields.oneOf("timeframe", timeframes());
    Set<Channel> channels = Set.copyOf(fields.list("channels", MAX_NAMES, Channel::parse));
    Optional<EventFilter> filter = fields.nested("filter").map(ClientCommands::filter);
    fields.finish();
    Subscription next = session.subscription().plus(symbols, timeframe, channels, filter);
    if (next.symbols().size() > session.settings.maxSymbols()) {
      throw InvalidInput.field(
          "symbols", "at most " + session.settings.maxSymbols() + " symbols for one client");
    }
    if (!next.symbols().isEmpty() && (!symbols.isEmpty() || timeframe.isPresent())) {
      session.services.live().watch(session.id, next.symbols(), next.timeframe());
    }
    session.subscribe(next);
    return answer(subscribed(next), requestId).thenCompose(done -> latest(symbols));
  }

  /** Nobody should wait for the next tick of a quiet symbol. */
  private CompletionStage<Done> latest(Set<Symbol> symbols) {
    if (symbols.isEmpty()) {
      return done();
    }
    return session
        .services
        .market()
        .quotes(symbols)
        .thenApply(
            quotes -> {
              quotes.forEach(
                  (symbol, quote) ->
                      session.outbox.state("quote:" + symbol, session.wire.quote(quote)));
              return Done.getInstance();
            });
  }

  private CompletionStage<Done> unsubscribe(FieldReader fields, Optional<String> requestId) {
    Set<Symbol> symbols = symbols(fields);
    Set<Channel> channels = Set.copyOf(fields.list("channels", MAX_NAMES, Channel::parse));
    fields.finish();
    Subscription next = session.subscription().minus(symbols, channels);
    session.subscribe(next);
    if (!symbols.isEmpty()) {
      session.services.live().unwatchAll(session.id);
      if (!next.symbols().isEmpty()) {
        session.services.live().watch(session.id, next.symbols(), next.timeframe());
      }
    }
    return answer(subscribed(next), requestId);
  }

  private CompletionStage<Done> resume(FieldReader fields, Optional<String> requestId) {
    String epoch = fields.requiredText("epoch", MAX_TEXT);
    fields.requirePresence("after_seq");
    long after = fields.integer("after_seq", 0, Long.MAX_VALUE).orElse(0L);
    fields.finish();
    session.resuming();
    var services = session.services;
    return services
        .epoch()
        .current()
        .thenCombine(services.events().lastSeq(), (current, last) -> Map.entry(current, last))
        .thenCombine(
            session.pump.reaches(after),
            (now, reaches) -> {
              long last = now.getValue();
              boolean possible =
                  HistoryEpoch.same(epoch, now.getKey())
                      && after <= last
                      && reaches
                      && last - after <= session.settings.replayLimit();
              return new Resume(after, last, now.getKey(), possible);
            })
        .thenCompose(
            resume -> resume.possible() ? replay(resume, requestId) : anew(resume, requestId))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                session.live();
              }
            });
  }

  private record Resume(long after, long last, String epoch, boolean possible) {
    Shape answer(boolean complete) {
      return Shape.of("type", "resumed")
          .and("complete", complete)
          .and("epoch", epoch)
          .and("after_seq", after)
          .and("seq", last);
    }
  }

  private CompletionStage<Done> replay(Resume resume, Optional<String> requestId) {
    session.pump.resume(
        resume.after(), resume.last(), () -> sent(text(resume.answer(true), requestId)));
    return done();
  }

  private CompletionStage<Done> anew(Resume resume, Optional<String> requestId) {
    session.live();
    sent(text(resume.answer(false), requestId));
    return status(requestId).thenCompose(done -> health(requestId));
  }

  private CompletionStage<Done> status(FieldReader fields, Optional<String> requestId) {
    fields.finish();
    return status(requestId);
  }

  private CompletionStage<Done> status(Optional<String> requestId) {
    return session
        .services
        .control()
        .status()
        .thenApply(status -> sent(session.wire.state(status, requestId)));
  }

  private CompletionStage<Done> health(FieldReader fields, Optional<String> requestId) {
    fields.finish();
    return health(requestId);
  }

  private CompletionStage<Done> health(Optional<String> requestId) {
    return session
        .services
        .health()
        .report()
        .thenApply(report -> sent(session.wire.health(report, requestId)));
  }

  private CompletionStage<Done> ping(FieldReader fields, Optional<String> requestId) {
    fields.finish();
    return answer(
        Shape.of("type", "pong").and("server_time", Instant.now(session.services.clock())),
        requestId);
  }

  private Set<Symbol> symbols(FieldReader fields) {
    return new TreeSet<>(fields.list("symbols", session.settings.maxSymbols(), Symbol::of));
  }

  private static EventFilter filter(FieldReader fields) {
    List<String> types = fields.textOrList("type", MAX_NAMES, MAX_TEXT);
    List<String> sources = fields.textOrList("source", MAX_NAMES, MAX_TEXT);
    Map<String, Severity> severities = new LinkedHashMap<>();
    for (Severity severity : Severity.values()) {
      severities.put(severity.name().toLowerCase(Locale.ROOT), severity);
    }
    var severity = fields.oneOf("severity", severities);
    fields.close();
    return new EventFilter(
        Set.copyOf(types),
        Set.copyOf(sources),
        severity,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, Timeframe> timeframes() {
    Map<String, Timeframe> names = new LinkedHashMap<>();
    for (Timeframe timeframe : Timeframe.values()) {
      names.put(timeframe.wireName(), timeframe);
    }
    return names;
  }

  private static Shape subscribed(Subscription subscription) {
    Shape shape = Shape.of("type", "subscribed");
    subscription.shape().map().forEach(shape::and);
    return shape;
  }

  private CompletionStage<Done> answer(Shape shape, Optional<String> requestId) {
    sent(text(shape, requestId));
    return done();
  }

  private static String text(Shape shape, Optional<String> requestId) {
    return Json.text(shape.andIf("request_id", requestId).map());
  }

  private Done sent(String message) {
    session.send(message);
    return Done.getInstance();
  }

  private CompletionStage<Done> failed(Throwable failure, Optional<String> requestId) {
    session.error(failure, requestId);
    return done();
  }

  private static CompletionStage<Done> done() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
