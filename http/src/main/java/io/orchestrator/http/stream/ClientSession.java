package io.orchestrator.http.stream;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.SystemMaterializer;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LiveFeed.Update;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.port.Revocations.Revocation;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected client: waits for authentication, then streams until either side ends it. Commands
 * arrive one at a time; updates come from other threads and only touch the outbox.
 */
final class ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);
  static final String STATE_TOPIC = "system_state";
  static final String HEALTH_TOPIC = "health_update";

  final String id = UUID.randomUUID().toString();
  final InetAddress address;
  final Outbox outbox;
  final StreamServices services;
  final StreamSettings settings;
  final Wire wire;
  private final Places places;
  private final SharedKillSwitch updates;
  final EventPump pump;
  private final ActorSystem<?> system;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Set<String> ownRuns = ConcurrentHashMap.newKeySet();
  private final Set<String> seenTopics = ConcurrentHashMap.newKeySet();
  private volatile boolean resuming;
  private volatile Optional<Caller> caller = Optional.empty();
  private volatile Subscription subscription = Subscription.INITIAL;
  private volatile Optional<Cancellable> timer = Optional.empty();
  private volatile long welcomeSeq;

  ClientSession(
      InetAddress address,
      StreamServices services,
      StreamSettings settings,
      Wire wire,
      Places places,
      ActorSystem<?> system) {
    this.address = address;
    this.services = services;
    this.settings = settings;
    this.wire = wire;
    this.places = places;
    this.system = system;
    this.outbox = new Outbox(settings.outboxMessages(), settings.outboxChars());
    this.updates = KillSwitches.shared("client-" + id);
    this.pump =
        new EventPump(
            services.events(),
            SystemMaterializer.get(system).materializer(),
            this::deliver,
            this::failed);
  }

  Optional<Caller> caller() {
    return caller;
  }

  Subscription subscription() {
    return subscription;
  }

  void subscribe(Subscription next) {
    subscription = next;
  }

  /** Opens at once for a known caller, else waits for the first message. */
  void begin(Optional<Caller> known) {
    if (known.isPresent()) {
      open(known.get());
    } else {
      places.await(this).ifPresent(oldest -> oldest.close(Places.tooManyWaiting()));
      askForToken();
      timer =
          Optional.of(
              after(
                  settings.authTimeout(),
                  () ->
                      close(
                          new Refusal(
                              "auth.timeout",
                              401,
                              "No token came within " + settings.authTimeout().toSeconds() + " s.",
                              "Send {\"type\":\"authenticate\",\"token\":…} first."))));
    }
  }

  void askForToken() {
    send(Json.text(Shape.of("type", "auth_required").map()));
  }

  /** Welcome, snapshots, then live. */
  CompletionStage<Done> open(Caller who) {
    if (!places.admit(this)) {
      close(places.full());
    }
    if (isClosed() || !accept(who)) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return services
        .events()
        .lastSeq()
        .thenCombine(services.epoch().current(), (seq, epoch) -> welcome(who, seq, epoch))
        .thenCompose(done -> snapshots())
        .handle(
            (done, failure) -> {
              if (failure != null) {
                failed(failure);
              }
              return Done.getInstance();
            });
  }

  /**
   * A new token of the same subject: the session lasts as long as it does. False when it was
   * revoked while it was looked at: who is told of revocations did not know of it yet.
   */
  boolean accept(Caller who) {
    timer.ifPresent(Cancellable::cancel);
    caller = Optional.of(who);
    Duration left = Duration.between(services.clock().instant(), who.expiresAt());
    timer =
        Optional.of(
            after(
                left.isNegative() ? Duration.ZERO : left,
                () ->
                    close(
                        new Refusal(
                            "auth.token_expired",
                            401,
                            "The token of this stream expired.",
                            "Authenticate again on the open stream before it expires, or connect"
                                + " anew and resume."))));
    if (services.revoked().concerns(who)) {
      close(tokenRevoked());
    }
    return !closed.get();
  }

  /** Ends when the token that opened it is meant. */
  void revoked(Revocation revocation) {
    boolean meant =
        caller
            .filter(
                who ->
                    switch (revocation.kind()) {
                      case TOKEN -> who.tokenId().equals(revocation.name());
                      case SESSION -> who.session().equals(revocation.name());
                      case SUBJECT ->
                          who.subject().equals(revocation.name())
                              && !who.issuedAt().isAfter(revocation.at());
                    })
            .isPresent();
    if (meant) {
      close(tokenRevoked());
    }
  }

  private static Refusal tokenRevoked() {
    return new Refusal(
        "auth.token_revoked", 401, "The token of this stream was revoked.", "Log in again.");
  }

  private Done welcome(Caller who, long seq, String epoch) {
    welcomeSeq = seq;
    send(
        Json.text(
            Shape.of("type", "welcome")
                .and("session", id)
                .and("epoch", epoch)
                .and("seq", seq)
                .and("server_time", Instant.now(services.clock()))
                .and("roles", who.roles())
                .and("heartbeat", settings.pingInterval().toSeconds())
                .map()));
    services
        .live()
        .updates()
        .via(updates.flow())
        .runForeach(this::onUpdate, SystemMaterializer.get(system).materializer())
        .whenComplete((done, failure) -> feedEnded(failure));
    after(
        settings.resumeWindow(),
        () -> {
          if (!resuming) {
            live();
          }
        });
    return Done.getInstance();
  }

  /** A resume came in time: live events wait for it, however long its questions take. */
  void resuming() {
    resuming = true;
  }

  /** Live events begin, unless they did or a resume was first. */
  void live() {
    if (!closed.get()) {
      pump.start(welcomeSeq);
    }
  }

  /** State and health as they are; a newer live one that came first wins. */
  CompletionStage<Done> snapshots() {
    return services
        .control()
        .status()
        .thenCombine(
            services.health().report(),
            (status, health) -> {
              if (seenTopics.add(STATE_TOPIC)) {
                send(wire.state(status, Optional.empty()));
              }
              if (seenTopics.add(HEALTH_TOPIC)) {
                send(wire.health(health, Optional.empty()));
              }
              return Done.getInstance();
            });
  }

  private void onUpdate(Update update) {
    if (!subscription.wants(update)) {
      return;
    }
    switch (update) {
      case LiveFeed.StatusUpdate u -> state(STATE_TOPIC, update);
      case LiveFeed.HealthUpdate u -> state(HEALTH_TOPIC, update);
      case LiveFeed.RiskUpdate u -> state("risk_update", update);
      case LiveFeed.QuoteUpdate u -> state("quote:" + u.quote().symbol(), update);
      case LiveFeed.BarUpdate u -> bar(u);
      case LiveFeed.MarketTimeUpdate u -> {
        // Between nodes only.
      }
      case LiveFeed.ViolationUpdate u -> send(wire.update(update));
      case LiveFeed.OrderUpdate u -> send(wire.update(update));
      case LiveFeed.WorkflowUpdate u -> workflow(u);
    }
  }

  private void state(String topic, Update update) {
    seenTopics.add(topic);
    outbox.state(topic, wire.update(update));
  }

  /** A forming bar is state; the final one is a fact and ends it. */
  private void bar(LiveFeed.BarUpdate update) {
    String topic = "bar:" + update.bar().symbol() + ":" + update.bar().timeframe();
    if (update.isFinal()) {
      outbox.forget(topic);
      send(wire.update(update));
    } else {
      outbox.state(topic, wire.update(update));
    }
  }

  private void workflow(LiveFeed.WorkflowUpdate update) {
    send(wire.update(update));
    WorkflowView view = update.view();
    if (view.state().terminal() && !ownRuns.contains(view.workflowId())) {
      send(wire.result(view, Optional.empty()));
    }
  }

  /** Whether another run may be waited for; its result then comes once, with the request's id. */
  boolean own(String workflowId) {
    if (ownRuns.size() >= settings.maxPendingRuns()) {
      return false;
    }
    ownRuns.add(workflowId);
    return true;
  }

  void disown(String workflowId) {
    ownRuns.remove(workflowId);
  }

  private CompletionStage<Done> deliver(List<SystemEvent> events) {
    Subscription wanted = subscription;
    List<String> messages = new ArrayList<>(events.size());
    for (SystemEvent event : events) {
      if (wanted.wants(event)) {
        messages.add(wire.event(event));
        wire.alert(event).ifPresent(messages::add);
      }
    }
    return deliver(messages, 0);
  }

  /** At once what there is room for, the others as the client makes some. */
  private CompletionStage<Done> deliver(List<String> messages, int begin) {
    int next = begin + outbox.offerEvents(messages.subList(begin, messages.size()));
    if (next == messages.size()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return outbox
        .room()
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.slowTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            tooLate -> {
              close(tooSlow());
              return false;
            })
        .thenCompose(
            room ->
                room
                    ? deliver(messages, next)
                    : CompletableFuture.completedFuture(Done.getInstance()));
  }

  void send(String message) {
    if (!outbox.offer(message)) {
      close(tooSlow());
    }
  }

  void error(Refusal refusal, Optional<String> requestId) {
    send(Wire.error(refusal, requestId));
  }

  /** What a client may know of a failure; it stays connected. */
  void error(Throwable failure, Optional<String> requestId) {
    error(Problem.of(failure, id).refusal(), requestId);
  }

  private void failed(Throwable failure) {
    close(Problem.of(failure, id).refusal());
  }

  private void feedEnded(Throwable failure) {
    close(
        failure == null
            ? new Refusal(
                "system.unavailable",
                503,
                "The live feed of this node ended.",
                "Connect again and resume.")
            : Problem.of(failure, id).refusal());
  }

  /** Says why, then ends; what cannot leave within the grace is cut off. */
  void close(Refusal why) {
    if (closed.compareAndSet(false, true)) {
      LOG.debug("Client {} is closed: {}", id, why.code());
      outbox.close(Wire.error(why, Optional.empty()));
      release();
      after(settings.closeGrace(), this::cutOff);
    }
  }

  /** Also for a stream that never ran, because its client left during the upgrade. */
  private void cutOff() {
    end();
    places.leave(this);
  }

  private void end() {
    updates.shutdown();
    outbox.cut();
  }

  /** The connection is gone. */
  void gone() {
    places.leave(this);
    if (closed.compareAndSet(false, true)) {
      outbox.close("");
      release();
      end();
    }
  }

  private void release() {
    timer.ifPresent(Cancellable::cancel);
    pump.stop();
    services.live().unwatchAll(id);
  }

  boolean isClosed() {
    return closed.get();
  }

  private static Refusal tooSlow() {
    return new Refusal(
        "stream.too_slow",
        429,
        "Messages came faster than they were read.",
        "Read faster or subscribe to less; connect again and resume from your last seq.");
  }

  private Cancellable after(Duration delay, Runnable task) {
    return system.scheduler().scheduleOnce(delay, task, system.executionContext());
  }
}
