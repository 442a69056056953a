package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.port.BrokerLease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Order path to Interactive Brokers through an IB Gateway or TWS, spoken by this program itself at
 * server version 178. Thread-safe; {@link #place} and {@link #cancel} block for at most the pacing
 * wait and the write time-out.
 */
public final class IbkrGateway implements BrokerGateway {
  private final IbkrSettings settings;
  private final EventDelivery delivery;
  private final FrameTrace trace;
  private final Outbox outbox;
  private final Probes probes;
  private final Synchronisation sync;
  private final Incoming incoming;
  private final Session session;
  private final Translation translation;
  private final SessionParts parts;
  private final CostQuestions costs;
  private final HistoryDesk history;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param clock wall time: of the frame trace and of the gateway's restarts
   * @param random of the jitter between attempts to connect
   */
  public IbkrGateway(IbkrSettings settings, InstantSource clock, RandomGenerator random) {
    this(settings, clock, random, BrokerLease.ALONE);
  }

  /**
   * @param lease asked for before each session, and again right before bytes leave
   */
  public IbkrGateway(
      IbkrSettings settings, InstantSource clock, RandomGenerator random, BrokerLease lease) {
    this.settings = settings;
    this.delivery = new EventDelivery(settings.eventQueue(), settings.pacingWait());
    this.trace = new FrameTrace(settings.traceFrames(), clock);
    this.outbox =
        new Outbox(
            new Pacer(settings.messagesPerSecond(), Duration.ofSeconds(1)), settings.pacingWait());
    this.probes = new Probes(outbox);
    RequestLimits limits = settings.requests();
    Questions questions = new Questions(limits.waiting(), settings.requestIdBase());
    this.parts =
        new SessionParts(
            questions,
            new Farms(),
            new Alarms(delivery::postSoon),
            new ProfitWatch(outbox, questions, limits));
    this.costs = new CostQuestions(outbox, questions, limits);
    this.history = new HistoryDesk(limits, outbox, questions, parts.farms());
    this.sync =
        new Synchronisation(
            outbox, probes, settings.syncPartTimeout(), questions, delivery::postSoon);
    this.incoming = new Incoming(settings, outbox, probes, delivery, trace, sync, parts);
    this.session =
        new Session(
            settings, outbox, probes, delivery, trace, incoming, parts, clock, random, lease);
    this.translation = new Translation(settings.zone(), settings.clientId());
  }

  /**
   * @throws IllegalStateException after {@link #close()}
   */
  @Override
  public void start(Consumer<BrokerEvent> listener) {
    if (closed) {
      throw new IllegalStateException("the broker session was closed");
    }
    delivery.listener(listener);
    if (started.compareAndSet(false, true)) {
      delivery.start();
      session.start();
      history.start();
    } else {
      session.standUp();
      incoming.ready().ifPresent(delivery::postSoon);
      parts.alarms().standing().forEach(delivery::postSoon);
      incoming.notWatched().ifPresent(delivery::postSoon);
    }
  }

  @Override
  public SendOutcome place(Ticket ticket, long haltEpoch) {
    Optional<SessionReady> ready = incoming.ready();
    if (ready.isEmpty()) {
      return notSent(ticket.brokerOrderId(), "session is " + outbox.state());
    }
    byte[] payload;
    try {
      payload = translation.order(ticket, ready.get().account());
    } catch (WireException e) {
      delivery.postSoon(new OrderError(ticket.brokerOrderId(), e.code(), e.getMessage(), true));
      return SendOutcome.NOT_CONNECTED;
    }
    Outbox.Result result = outbox.order(ticket.brokerOrderId(), payload, ticket.exit(), haltEpoch);
    return report(ticket.brokerOrderId(), result);
  }

  @Override
  public SendOutcome cancel(int brokerOrderId) {
    Message m = ClientMessages.CANCEL_ORDER.message().set("orderId", brokerOrderId);
    return report(brokerOrderId, outbox.request(Pacer.Lane.CANCEL, ClientMessages.CANCEL_ORDER, m));
  }

  @Override
  public SendOutcome cancelEverything() {
    Outbox.Result result =
        outbox.request(
            Pacer.Lane.CANCEL,
            ClientMessages.REQ_GLOBAL_CANCEL,
            ClientMessages.REQ_GLOBAL_CANCEL.message());
    return result.outcome();
  }

  private SendOutcome report(int brokerOrderId, Outbox.Result result) {
    switch (result.outcome()) {
      case NOT_CONNECTED -> notSent(brokerOrderId, result.reason());
      case UNCERTAIN -> delivery.postSoon(new SendUncertain(brokerOrderId, result.reason()));
      case WRITTEN, REFUSED_BY_EPOCH -> {
        // The return value says it all.
      }
    }
    return result.outcome();
  }

  private SendOutcome notSent(int brokerOrderId, String reason) {
    delivery.postSoon(
        new SessionNotice(
            ErrorCodes.NOT_CONNECTED, "order " + brokerOrderId + " not sent: " + reason));
    return SendOutcome.NOT_CONNECTED;
  }

  @Override
  public void raiseHaltEpoch(long epoch) {
    outbox.raiseHaltEpoch(epoch);
  }

  @Override
  public long requestSync() {
    return incoming
        .ready()
        .map(ready -> sync.request(ready.account()))
        .orElseGet(() -> sync.refuse("session is " + outbox.state()));
  }

  @Override
  public CompletionStage<WhatIf> whatIf(Ticket ticket) {
    return incoming
        .ready()
        .map(ready -> costs.ask(ticket, translation, ready.account()))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new IllegalStateException("session is " + outbox.state())));
  }

  @Override
  public CompletionStage<List<Bar>> history(HistoryRequest request) {
    return history.ask(request);
  }

  /**
   * @throws IllegalArgumentException more than a hundred names
   */
  @Override
  public void watchPnl(Set<String> symbols) {
    parts.profits().want(symbols);
  }

  @Override
  public ProbeResult probe() {
    SessionState state = outbox.state();
    if (!state.started()) {
      return ProbeResult.down(state + ": " + session.lastFailure());
    }
    Probes.Trip trip = probes.roundTrip(settings.probeTimeout());
    if (trip.latency().isEmpty()) {
      return ProbeResult.down(trip.failure());
    }
    Duration latency = trip.latency().get();
    return outbox.state() == SessionState.UPSTREAM_DOWN
        ? ProbeResult.impaired(latency, "the gateway has lost its line to the broker")
        : ProbeResult.ok(latency, "session ready");
  }

  @Override
  public void reset() {
    session.reset("reset by us");
  }

  /** Where the session stands. */
  public SessionState state() {
    return outbox.state();
  }

  /** Last code of each of the broker's data farms, by name: 2104 is up, 2103 down. */
  public Map<String, Integer> farms() {
    return parts.farms().states();
  }

  /** The latest frames, for diagnosis. */
  public FrameTrace trace() {
    return trace;
  }

  @Override
  public void standDown() {
    session.standDown();
  }

  @Override
  public void close() {
    closed = true;
    history.close();
    session.close();
    delivery.close();
  }
}
