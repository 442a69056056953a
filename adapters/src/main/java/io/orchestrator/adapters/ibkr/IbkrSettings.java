package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.Wire;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;

/**
 * The session with one IB Gateway or TWS.
 *
 * @param port 4002 paper gateway, 4001 live gateway, 7497 and 7496 for TWS; only defaults
 * @param clientId always the same: orders belong to it
 * @param account to trade; empty: the only one that the gateway manages
 * @param liveTradingConfirmed second switch without which {@link AccountKind#LIVE} is refused
 * @param handshakeTimeout from the connection until account and next order id are known; a gateway
 *     that shows its "accept connection?" dialog says nothing at all
 * @param probeTimeout of a round trip
 * @param syncPartTimeout without a word of the part of a synchronisation that was asked for
 * @param writeTimeout after which a write that does not end is given up and the socket closed
 * @param heartbeatInterval of silence after which the gateway is asked for its time
 * @param silenceLimit of silence after which the socket is closed
 * @param reconnectMin first pause; doubles up to {@code reconnectMax}, with 20 % jitter
 * @param messagesPerSecond in any sliding second; the broker's default limit is 50
 * @param pacingWait longest that an order or request may wait for its turn
 * @param maxFrameBytes of one message; a longer one closes the connection
 * @param eventQueue events waiting for the listener; when full, the socket is not read
 * @param traceFrames latest frames kept for diagnosis
 * @param requestIdBase request ids begin here, so that they never meet an order id
 * @param rejectCodes error codes that, with an order id, mean that this order is dead
 * @param zone of times that the broker writes without one
 * @param restarts the gateway's own plan of restarts
 * @param requests questions with an answer of their own
 */
public record IbkrSettings(
    String host,
    int port,
    int clientId,
    String account,
    AccountKind accountKind,
    boolean liveTradingConfirmed,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration probeTimeout,
    Duration syncPartTimeout,
    Duration writeTimeout,
    Duration heartbeatInterval,
    Duration silenceLimit,
    Duration reconnectMin,
    Duration reconnectMax,
    int messagesPerSecond,
    Duration pacingWait,
    int maxFrameBytes,
    int eventQueue,
    int traceFrames,
    int requestIdBase,
    Set<Integer> rejectCodes,
    ZoneId zone,
    RestartSchedule restarts,
    RequestLimits requests) {

  public static final IbkrSettings DEFAULT =
      new IbkrSettings(
          "127.0.0.1",
          4002,
          17,
          "",
          AccountKind.PAPER,
          false,
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(45),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          45,
          Duration.ofSeconds(5),
          1 << 20,
          65_536,
          500,
          10_000_000,
          BrokerCode.rejecting(),
          ZoneId.of("America/New_York"),
          RestartSchedule.DEFAULT,
          RequestLimits.DEFAULT);

  public IbkrSettings {
    rejectCodes = Set.copyOf(rejectCodes);
    require(!host.isBlank(), "host is missing");
    require(port >= 1 && port <= 65_535, "port must be 1..65535");
    require(clientId >= 0, "client-id must not be negative");
    require(
        accountKind == AccountKind.PAPER || liveTradingConfirmed,
        "account-kind live needs live-trading-confirmed = true as well");
    require(connectTimeout.isPositive(), "connect-timeout must be positive");
    require(handshakeTimeout.isPositive(), "handshake-timeout must be positive");
    require(probeTimeout.isPositive(), "probe-timeout must be positive");
    require(syncPartTimeout.isPositive(), "sync-part-timeout must be positive");
    require(writeTimeout.isPositive(), "write-timeout must be positive");
    require(heartbeatInterval.isPositive(), "heartbeat-interval must be positive");
    require(
        silenceLimit.compareTo(heartbeatInterval) > 0,
        "silence-limit must be longer than heartbeat-interval");
    require(reconnectMin.isPositive(), "reconnect-min must be positive");
    require(reconnectMax.compareTo(reconnectMin) >= 0, "reconnect-max is below reconnect-min");
    require(messagesPerSecond >= 2, "messages-per-second must be at least 2");
    require(pacingWait.isPositive(), "pacing-wait must be positive");
    require(
        maxFrameBytes >= 4096 && maxFrameBytes <= Wire.MAX_PAYLOAD, "max-frame-bytes out of range");
    require(eventQueue >= 1024, "event-queue must be at least 1024");
    require(traceFrames >= 1 && traceFrames <= 100_000, "trace-frames must be 1..100000");
    require(requestIdBase >= 1_000_000, "request-id-base must be at least 1000000");
  }

  /** Same session elsewhere. */
  public IbkrSettings withAddress(String newHost, int newPort) {
    return new IbkrSettings(
        newHost,
        newPort,
        clientId,
        account,
        accountKind,
        liveTradingConfirmed,
        connectTimeout,
        handshakeTimeout,
        probeTimeout,
        syncPartTimeout,
        writeTimeout,
        heartbeatInterval,
        silenceLimit,
        reconnectMin,
        reconnectMax,
        messagesPerSecond,
        pacingWait,
        maxFrameBytes,
        eventQueue,
        traceFrames,
        requestIdBase,
        rejectCodes,
        zone,
        restarts,
        requests);
  }

  /** Same session with another plan of restarts. */
  public IbkrSettings withRestarts(RestartSchedule schedule) {
    return new IbkrSettings(
        host,
        port,
        clientId,
        account,
        accountKind,
        liveTradingConfirmed,
        connectTimeout,
        handshakeTimeout,
        probeTimeout,
        syncPartTimeout,
        writeTimeout,
        heartbeatInterval,
        silenceLimit,
        reconnectMin,
        reconnectMax,
        messagesPerSecond,
        pacingWait,
        maxFrameBytes,
        eventQueue,
        traceFrames,
        requestIdBase,
        rejectCodes,
        zone,
        schedule,
        requests);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
