package io.orchestrator.actors.alert;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import io.orchestrator.actors.api.Alerts;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.alert.AlertPolicy;
import io.orchestrator.domain.alert.AlertRules;
import io.orchestrator.domain.alert.AlertRules.Outcome;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.AlertChannel;
import io.orchestrator.domain.port.AlertChannel.DeliveryException;
import io.orchestrator.domain.port.AlertStore;
import io.orchestrator.domain.port.AlertStore.Delivery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps alerts and carries them out. Everything is on disk before anybody is told: after a crash a
 * channel may be told twice, never not at all.
 */
public final class AlertDesk implements Alerts {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);
  private static final String SOURCE = "alert_desk";
  private static final long NOTE_EVERY = 500;

  private final AlertStore store;
  private final List<AlertChannel> channels;
  private final AlertPolicy policy;
  private final AlertRules rules;
  private final Events events;
  private final SystemControl control;
  private final InstantSource clock;
  private final Executor blocking;
  private final DeliveryRun deliveries;
  private final StoreLoss loss;

  /**
   * The last event that was judged; on disk now and then, so that a start need not read for long.
   */
  private volatile long seen;

  private volatile long noted;

  AlertDesk(
      AlertStore store,
      List<AlertChannel> channels,
      AlertPolicy policy,
      Events events,
      SystemControl control,
      InstantSource clock,
      Executor blocking) {
    this.store = store;
    this.channels = List.copyOf(channels);
    this.policy = policy;
    this.rules = new AlertRules(policy);
    this.events = events;
    this.control = control;
    this.clock = clock;
    this.blocking = blocking;
    this.deliveries = new DeliveryRun(store, this.channels, events, clock);
    this.loss = new StoreLoss(this.channels);
  }

  /** The façade of this node; one of the cluster's follows the events and delivers. */
  public static AlertDesk start(
      ActorSystem<?> system,
      AlertStore store,
      List<AlertChannel> channels,
      AlertPolicy policy,
      Events events,
      SystemControl control,
      InstantSource clock) {
    Executor blocking =
        system
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"));
    var desk = new AlertDesk(store, channels, policy, events, control, clock, blocking);
    ShardedDaemonProcess.get(system)
        .init(
            AlertWatch.Command.class,
            "alert-watch",
            1,
            n -> AlertWatch.create(desk),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(AlertWatch.Stop.INSTANCE));
    return desk;
  }

  Events events() {
    return events;
  }

  /** Where the watch goes on: old history raises nothing at the very first start. */
  CompletionStage<Long> position() {
    return CompletableFuture.supplyAsync(store::position, blocking)
        .thenCompose(
            known ->
                known
                    .<CompletionStage<Long>>map(CompletableFuture::completedFuture)
                    .orElseGet(
                        () ->
                            events
                                .lastSeq()
                                .thenApplyAsync(
                                    seq -> {
                                      store.judged(seq);
                                      return seq;
                                    },
                                    blocking)));
  }

  /** Judges one event; they come one at a time, in order. */
  CompletionStage<Long> judge(SystemEvent event) {
    if (rules.key(event).isEmpty()) {
      seen = event.seq();
      return CompletableFuture.completedFuture(event.seq());
    }
    return CompletableFuture.supplyAsync(() -> judgeNow(event), blocking)
        .thenApply(seq -> seen = seq);
  }

  private void note() {
    long last = seen;
    if (last >= noted + NOTE_EVERY) {
      store.judged(last);
      noted = last;
    }
  }

  private long judgeNow(SystemEvent event) {
    Optional<Alert> known = store.latest(rules.key(event).orElseThrow());
    if (known.filter(alert -> alert.lastSeq() >= event.seq()).isPresent()) {
      return event.seq();
    }
    rules
        .on(event, known)
        .ifPresentOrElse(
            outcome -> {
              store.judged(event.seq(), outcome.alert(), deliveries(outcome));
              tell(outcome);
            },
            () -> store.judged(event.seq()));
    return event.seq();
  }

  /** What time alone brings: escalations, and messages that wait. */
  CompletionStage<Void> look() {
    return control
        .status()
        .thenApply(status -> ofTheDatabase(status.degradedReasons()))
        .exceptionally(unknown -> Optional.empty())
        .thenApplyAsync(this::toEscalate, blocking)
        .thenCompose(
            due -> {
              CompletionStage<Void> all = CompletableFuture.completedFuture(null);
              for (Alert alert : due) {
                all = all.thenCompose(done -> escalate(alert));
              }
              return all;
            })
        .thenRunAsync(
            () -> {
              deliveries.run();
              note();
            },
            blocking);
  }

  private List<Alert> toEscalate(Optional<String> trouble) {
    try {
      List<Alert> due = store.toEscalate(clock.instant());
      loss.seen(trouble, clock.instant());
      return due;
    } catch (RuntimeException e) {
      loss.seen(Optional.of(trouble.orElse(String.valueOf(e.getMessage()))), clock.instant());
      throw e;
    }
  }

  /** A disk that is full still answers questions. */
  private static Optional<String> ofTheDatabase(List<String> reasons) {
    return reasons.stream()
        .filter(reason -> reason.startsWith(ServiceName.DATABASE.wireName() + " "))
        .findFirst();
  }

  private CompletionStage<Void> escalate(Alert alert) {
    Optional<Outcome> outcome = rules.onTime(alert, clock.instant());
    if (outcome.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletionStage<String> tightened =
        outcome.get().tightenTrading()
            ? tighten(alert)
            : CompletableFuture.completedFuture("unchanged");
    return tightened.thenAcceptAsync(
        state -> {
          store.save(outcome.get().alert(), deliveries(outcome.get()));
          events.record(
              EventDraft.of(
                  EventTypes.ALERT_ESCALATED,
                  SOURCE,
                  Severity.WARNING,
                  Map.of(
                      "id", alert.id(),
                      "key", alert.key(),
                      "step", outcome.get().alert().escalations(),
                      "trading_state", state)));
        },
        blocking);
  }

  /** Never loosens. A refusal is told and does not stop the escalation. */
  private CompletionStage<String> tighten(Alert alert) {
    String reason = "nobody acknowledged " + alert.id() + ": " + alert.title();
    return control
        .status()
        .thenCompose(
            status ->
                status.tradingState().compareTo(policy.tradingState()) >= 0
                    ? CompletableFuture.completedFuture(status.tradingState().wireName())
                    : control
                        .trading(policy.tradingState(), reason, SOURCE)
                        .thenApply(result -> result.tradingState().wireName()))
        .exceptionally(
            failure -> {
              LOG.error("The trading state could not be tightened for {}", alert.id(), failure);
              return "not_tightened";
            });
  }

  private List<Delivery> deliveries(Outcome outcome) {
    if (outcome.tell().isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    AlertMessage message = AlertMessage.of(outcome.tell().get(), outcome.alert(), now);
    return channels.stream()
        .filter(
            channel ->
                outcome.everyChannel()
                    || message.severity().compareTo(channel.minimumSeverity()) >= 0)
        .map(channel -> new Delivery(UUID.randomUUID().toString(), channel.name(), message, now, 0))
        .toList();
  }

  private void tell(Outcome outcome) {
    Alert alert = outcome.alert();
    Reason reason = outcome.tell().orElse(Reason.TEST);
    switch (reason) {
      case RAISED, WORSE, REPEATED ->
          record(
              EventTypes.ALERT_RAISED,
              alert,
              Map.of(
                  "severity", alert.severity().name().toLowerCase(java.util.Locale.ROOT),
                  "title", alert.title(),
                  "detail", alert.detail(),
                  "count", alert.count(),
                  "reason", reason.words()));
      case RESOLVED -> record(EventTypes.ALERT_RESOLVED, alert, Map.of());
      case ESCALATED, TEST -> {
        // Told where it happens; or nobody is told.
      }
    }
  }

  private void record(String type, Alert alert, Map<String, Object> more) {
    Map<String, Object> data = new LinkedHashMap<>(Map.of("id", alert.id(), "key", alert.key()));
    data.putAll(more);
    events.record(EventDraft.of(type, SOURCE, Severity.INFO, data));
  }

  @Override
  public CompletionStage<List<Alert>> list(AlertStore.Query query) {
    return CompletableFuture.supplyAsync(() -> store.list(query), blocking);
  }

  @Override
  public CompletionStage<Alert> acknowledge(String id, String note, String by) {
    return CompletableFuture.supplyAsync(
        () -> {
          Alert before = store.find(id).orElseThrow(() -> unknown(id));
          Alert after = AlertRules.acknowledge(before, by, note, clock.instant());
          if (!after.equals(before)) {
            store.save(after, List.of());
            record(EventTypes.ALERT_ACKNOWLEDGED, after, Map.of("by", by, "note", note));
          }
          return after;
        },
        blocking);
  }

  private static RuntimeException unknown(String id) {
    return new Refusal(
            "alert.not_found", 404, "There is no alert '" + id + "'.", "See the list of alerts.")
        .asException();
  }

  @Override
  public CompletionStage<Map<String, String>> test(String by) {
    var message =
        new AlertMessage(
            Reason.TEST,
            "test",
            "test",
            Severity.INFO,
            "Test of the alert channels",
            by + " asked for it; nothing is wrong.",
            clock.instant(),
            1);
    return CompletableFuture.supplyAsync(
        () -> {
          Map<String, String> results = new LinkedHashMap<>();
          for (AlertChannel channel : channels) {
            try {
              channel.send(message);
              results.put(channel.name(), "delivered");
            } catch (DeliveryException e) {
              results.put(channel.name(), e.getMessage());
            }
          }
          return results;
        },
        blocking);
  }
}
