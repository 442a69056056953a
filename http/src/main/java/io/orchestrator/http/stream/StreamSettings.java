package io.orchestrator.http.stream;

import java.time.Duration;

/**
 * @param maxMessageBytes of one message from a client
 * @param messageTimeout for a whole message to arrive
 * @param authTimeout for the first message of a client without header or ticket
 * @param pingInterval between frame pings on a quiet connection
 * @param maxClients with a token, on this node
 * @param outboxMessages waiting for one client before it counts as too slow
 * @param outboxChars their total length
 * @param slowTimeout how long an event may wait for room before the client is dropped
 * @param closeGrace for the last message to get out before the connection is cut
 * @param resumeWindow after the welcome in which a client's resume still comes before live events
 * @param replayLimit events that a resume brings back; more: snapshot instead
 * @param maxSymbols watched by one client
 * @param maxPendingRuns workflows of one client whose results it still waits for
 * @param sharedEvents rendered events kept to be shared by clients
 */
public record StreamSettings(
    int maxMessageBytes,
    Duration messageTimeout,
    Duration authTimeout,
    Duration pingInterval,
    int maxClients,
    int outboxMessages,
    long outboxChars,
    Duration slowTimeout,
    Duration closeGrace,
    Duration resumeWindow,
    long replayLimit,
    int maxSymbols,
    int maxPendingRuns,
    int sharedEvents) {

  public static final StreamSettings DEFAULT =
      new StreamSettings(
          256 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          1000,
          1024,
          4L * 1024 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMillis(250),
          100_000,
          500,
          32,
          2048);

  public StreamSettings {
    require(maxMessageBytes >= 1024, "max-message-bytes must be at least 1024");
    require(positive(messageTimeout), "message-timeout must be positive");
    require(positive(authTimeout), "auth-timeout must be positive");
    require(
        pingInterval.compareTo(Duration.ofSeconds(1)) >= 0, "ping-interval must be at least 1 s");
    require(maxClients > 0, "max-clients must be positive");
    require(outboxMessages >= 16, "outbox-messages must be at least 16");
    require(outboxChars >= 64 * 1024, "outbox-chars must be at least 65536");
    require(positive(slowTimeout), "slow-timeout must be positive");
    require(positive(closeGrace), "close-grace must be positive");
    require(!resumeWindow.isNegative(), "resume-window must not be negative");
    require(replayLimit > 0, "replay-limit must be positive");
    require(maxSymbols > 0, "max-symbols must be positive");
    require(maxPendingRuns > 0, "max-pending-runs must be positive");
    require(sharedEvents > 0, "shared-events must be positive");
  }

  private static boolean positive(Duration duration) {
    return duration.isPositive();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
