package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.Frames;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.Wire;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerLease;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection alive for as long as the program runs; reads it on one thread. */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(50);
  private static final int MAX_DOUBLINGS = 20;

  private final IbkrSettings settings;
  private final Outbox outbox;
  private final Probes probes;
  private final EventDelivery delivery;
  private final FrameTrace trace;
  private final Incoming incoming;
  private final SessionParts parts;
  private final RestartWatch restarts;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final BrokerLease lease;
  private final Semaphore reconnectNow = new Semaphore(0);
  private volatile boolean closed;
  private volatile boolean wanted = true;
  private volatile String lastFailure = "not started";
  private volatile boolean heartbeatRunning;
  private volatile int sessionsLost;
  private boolean leased = true;
  private String announcedFailure = "";

  Session(
      IbkrSettings settings,
      Outbox outbox,
      Probes probes,
      EventDelivery delivery,
      FrameTrace trace,
      Incoming incoming,
      SessionParts parts,
      InstantSource clock,
      RandomGenerator random,
      BrokerLease lease) {
    this.settings = settings;
    this.outbox = outbox;
    this.probes = probes;
    this.delivery = delivery;
    this.trace = trace;
    this.incoming = incoming;
    this.parts = parts;
    this.restarts =
        new RestartWatch(settings.restarts(), outbox, parts.alarms(), delivery::postSoon);
    this.clock = clock;
    this.random = random;
    this.lease = lease;
  }

  void start() {
    Thread.ofVirtual().name("ibkr-session").start(this::keepConnected);
    Thread.ofVirtual().name("ibkr-watch").start(this::watch);
  }

  /** Drops the connection, if any, and makes the next attempt at once. */
  void reset(String reason) {
    reconnectNow.release();
    Connection present = outbox.connection();
    if (present != null) {
      present.close(reason);
    }
  }

  void close() {
    closed = true;
    reset("closed by us");
    released();
  }

  /** No session any more until {@link #standUp}: another node may have it from now on. */
  void standDown() {
    wanted = false;
    reset("another node takes over");
    released();
  }

  void standUp() {
    if (!wanted) {
      wanted = true;
      reconnectNow.release();
    }
  }

  /** The socket is closed; its thread sees that by itself. Only then the right is given back. */
  private void released() {
    lease.release();
  }

  /** Why there is no session. */
  String lastFailure() {
    return lastFailure;
  }

  private void keepConnected() {
    int failures = 0;
    while (!closed) {
      if (!wanted) {
        pause(0);
        continue;
      }
      boolean wasReady = false;
      try {
        attempt();
      } catch (InterruptedException e) {
        LOG.debug("session thread was interrupted");
        return;
      } catch (RuntimeException e) {
        LOG.error("session failed unexpectedly", e);
        lastFailure = "internal: " + e;
      } finally {
        wasReady = outbox.state().started();
        outbox.disconnected();
        probes.sessionLost(lastFailure);
        incoming.sessionLost(lastFailure);
      }
      if (wasReady) {
        sessionsLost++;
      }
      failures = wasReady || !leased ? 0 : failures + 1;
      announce(wasReady);
      pause(failures);
    }
  }

  private void attempt() throws InterruptedException {
    reconnectNow.drainPermits();
    OptionalLong token = lease.acquire();
    leased = token.isPresent();
    if (token.isEmpty()) {
      lastFailure = lease.refusal();
      return;
    }
    long granted = token.getAsLong();
    outbox.phase(SessionState.CONNECTING);
    try (Connection connection =
        Connection.open(settings, trace, () -> wanted && !closed && lease.holds(granted))) {
      incoming.connected();
      outbox.connected(connection);
      lastFailure = run(connection);
    } catch (IOException e) {
      lastFailure = "cannot connect to " + address() + ": " + e.getMessage();
    }
  }

  /** Speaks until the connection ends; the answer says why. */
  private String run(Connection connection) throws InterruptedException {
    String reason = "the gateway closed the connection";
    try {
      connection.hello();
      if (!greeted(connection)) {
        return ended(connection, reason);
      }
      outbox.phase(SessionState.STARTING);
      connection.write(startApi());
      Optional<byte[]> payload = connection.read();
      while (payload.isPresent() && connection.closeReason().isEmpty()) {
        incoming.take(payload.get());
        payload = connection.read();
      }
    } catch (WireException e) {
      reason = "protocol error " + e.code() + ": " + e.getMessage();
      alarm(e);
    } catch (IOException e) {
      reason = "connection broke: " + e.getMessage();
    }
    return ended(connection, reason);
  }

  /** What no further attempt will mend. */
  private void alarm(WireException e) {
    switch (e.code()) {
      case ErrorCodes.WRONG_ACCOUNT ->
          parts.alarms().raise(AlarmCause.WRONG_ACCOUNT, e.code(), e.getMessage());
      case ErrorCodes.UNSUPPORTED_GATEWAY, WireException.UNSUPPORTED_VERSION ->
          parts.alarms().raise(AlarmCause.UNSUPPORTED_VERSION, e.code(), e.getMessage());
      default -> LOG.debug("the next attempt may do better: {}", e.getMessage());
    }
  }

  private String ended(Connection connection, String reason) {
    String ours =
        connection.closeReason().isEmpty() ? incoming.endReason() : connection.closeReason();
    return ours.isEmpty() ? reason : ours;
  }

  /** Reads the server's hello; false at the end of the stream. */
  private boolean greeted(Connection connection) throws IOException {
    Optional<byte[]> payload = connection.read();
    if (payload.isEmpty()) {
      return false;
    }
    List<String> fields = Frames.fields(payload.get());
    String version = fields.get(0);
    if (!version.equals(Integer.toString(Wire.SERVER_VERSION))) {
      boolean older =
          version.matches("\\d{1,3}") && Integer.parseInt(version) < Wire.SERVER_VERSION;
      throw new WireException(
          older ? ErrorCodes.UNSUPPORTED_GATEWAY : WireException.UNSUPPORTED_VERSION,
          "gateway speaks version '"
              + version
              + "', this program only "
              + Wire.SERVER_VERSION
              + (older ? "; update TWS or IB Gateway" : ""));
    }
    incoming.serverTime(fields.size() > 1 ? fields.get(1) : "");
    return true;
  }

  private byte[] startApi() throws WireException {
    MessageTable table = ClientMessages.START_API;
    Message m = table.message().set("clientId", settings.clientId());
    return table.encode(m);
  }

  /** Attempts that fail alike are told once. */
  private void announce(boolean wasReady) {
    if (closed) {
      return;
    }
    if (wasReady) {
      announcedFailure = "";
      LOG.warn("session with {} lost: {}", address(), lastFailure);
      delivery.postSoon(new SessionLost(lastFailure));
    } else if (!lastFailure.equals(announcedFailure)) {
      announcedFailure = lastFailure;
      LOG.warn("no session with {}: {}", address(), lastFailure);
      delivery.postSoon(new SessionNotice(ErrorCodes.CANNOT_CONNECT, lastFailure));
    }
  }

  private void pause(int failures) {
    long min = settings.reconnectMin().toMillis();
    long max = settings.reconnectMax().toMillis();
    int doublings = Math.clamp(failures - 1L, 0, MAX_DOUBLINGS);
    long base = Math.min(max, min << doublings);
    long jittered = (long) (base * (0.8 + 0.4 * random.nextDouble()));
    try {
      if (!closed && reconnectNow.tryAcquire(jittered, TimeUnit.MILLISECONDS)) {
        LOG.debug("reconnecting at once, as asked");
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Closes what hangs; runs beside the threads that may hang. */
  private void watch() {
    while (!closed) {
      try {
        Thread.sleep(WATCH_INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
      Connection connection = outbox.connection();
      if (connection != null) {
        judge(connection);
      }
      parts.questions().expire();
      if (wanted) {
        lookAtRestarts(outbox.state());
      }
    }
  }

  /** A gateway that answers but has lost the broker is as absent as one that does not answer. */
  private void lookAtRestarts(SessionState state) {
    boolean cutOff = state == SessionState.UPSTREAM_DOWN;
    restarts.look(
        clock.instant(),
        state.started() && !cutOff,
        sessionsLost,
        cutOff ? "the gateway has lost its line to the broker" : lastFailure);
  }

  private void judge(Connection connection) {
    long silent = connection.silentNanos();
    boolean started = outbox.state().started();
    if (!connection.mayWrite()) {
      connection.close(Outbox.LEASE_LOST);
    } else if (outbox.writingNanos() > settings.writeTimeout().toNanos()) {
      connection.close("a write did not end within " + settings.writeTimeout());
    } else if (!started && connection.ageNanos() > settings.handshakeTimeout().toNanos()) {
      connection.close(
          "no handshake within "
              + settings.handshakeTimeout()
              + "; does the gateway show a dialog to accept the connection?");
    } else if (started && silent > settings.silenceLimit().toNanos()) {
      connection.close("nothing heard for " + settings.silenceLimit());
    } else if (started && silent > settings.heartbeatInterval().toNanos() && !heartbeatRunning) {
      heartbeatRunning = true;
      // Not here: a write that blocks must not blind the one who watches writes.
      Thread.ofVirtual().name("ibkr-heartbeat").start(this::heartbeat);
    }
  }

  private void heartbeat() {
    try {
      Optional<String> failure = probes.ask(new CompletableFuture<>());
      failure.ifPresent(f -> LOG.debug("heartbeat not sent: {}", f));
      Thread.sleep(settings.heartbeatInterval().dividedBy(2));
    } catch (InterruptedException e) {
      LOG.debug("heartbeat was interrupted");
    } finally {
      heartbeatRunning = false;
    }
  }

  private String address() {
    return settings.host() + ":" + settings.port();
  }
}
