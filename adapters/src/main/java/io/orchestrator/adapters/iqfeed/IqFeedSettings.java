package io.orchestrator.adapters.iqfeed;

import java.time.Duration;

/**
 * Of the connection to IQConnect.
 *
 * @param clientName shown in IQConnect's statistics, 1 to 40 letters, digits, - and _
 * @param connectTimeout of a TCP connection
 * @param handshakeTimeout until the protocol is confirmed
 * @param staleAfter a live socket that is silent for so long is lost; Level 1 and admin speak every
 *     second
 * @param requestTimeout of a history request, waiting for its turn included
 * @param streamTimeout of a long answer from begin to end; each of its parts has requestTimeout
 * @param probeTimeout of {@code probe()}
 * @param backoffMin first pause before connecting again; doubles up to {@code backoffMax}
 * @param maxLineBytes a longer line of the feed is dropped
 * @param eventBufferSize events waiting for the subscriber; when full, the socket is not read
 * @param batchSizeMax events handed over at once
 * @param lookupRequestsPerSecond of the whole account; the feed allows 50
 * @param lookupBurst requests sent at once after a pause; none are saved up at the start
 * @param lookupInFlightMax requests sent and not answered
 * @param lookupPendingMax requests waiting for their turn; one more is refused
 * @param historyBarsMax longest answer that is asked for
 * @param watchedSymbolsMax one more is reported as {@code SymbolLimitReached}; the vendor's own
 *     limit counts if it is lower
 * @param symbolLimitRetry pause between attempts to watch what found no place
 * @param barWatchesMax streams of bars at once
 * @param barsLabelledAtEnd streamed bars carry the time of their end, not of their begin
 * @param queuedKilobytesMax that IQConnect may hold back for us before we are called too slow
 * @param depthWatchesMax watches of market depth at once
 * @param depthLevelsMax prices on each side of the book that are asked for and told
 */
public record IqFeedSettings(
    String host,
    int levelOnePort,
    int lookupPort,
    int adminPort,
    int derivativesPort,
    int depthPort,
    String clientName,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration staleAfter,
    Duration requestTimeout,
    Duration streamTimeout,
    Duration probeTimeout,
    Duration backoffMin,
    Duration backoffMax,
    int maxLineBytes,
    int eventBufferSize,
    int batchSizeMax,
    int lookupRequestsPerSecond,
    int lookupBurst,
    int lookupInFlightMax,
    int lookupPendingMax,
    int historyBarsMax,
    int watchedSymbolsMax,
    Duration symbolLimitRetry,
    int barWatchesMax,
    boolean barsLabelledAtEnd,
    int queuedKilobytesMax,
    int depthWatchesMax,
    int depthLevelsMax) {

  public static final IqFeedSettings DEFAULT =
      new IqFeedSettings(
          "127.0.0.1",
          5009,
          9100,
          9300,
          9400,
          9200,
          "system-orchestrator",
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(10),
          Duration.ofSeconds(3),
          Duration.ofMillis(250),
          Duration.ofSeconds(15),
          1 << 20,
          20_000,
          512,
          40,
          10,
          8,
          1_000,
          100_000,
          2_500,
          Duration.ofMinutes(1),
          500,
          true,
          1_024,
          100,
          20);

  public IqFeedSettings {
    require(!host.isBlank(), "host must not be blank");
    for (int port : new int[] {levelOnePort, lookupPort, adminPort, derivativesPort, depthPort}) {
      require(port >= 1 && port <= 65_535, "a port must be 1..65535, was " + port);
    }
    require(
        clientName.matches("[A-Za-z0-9_-]{1,40}"), "clientName must be 1..40 of A-Z a-z 0-9 _ -");
    for (Duration duration :
        new Duration[] {
          connectTimeout,
          handshakeTimeout,
          staleAfter,
          requestTimeout,
          streamTimeout,
          probeTimeout,
          backoffMin,
          backoffMax,
          symbolLimitRetry
        }) {
      require(
          duration.toMillis() >= 1 && duration.compareTo(Duration.ofHours(1)) <= 0,
          "a duration must be 1ms..1h, was " + duration);
    }
    require(backoffMin.compareTo(backoffMax) <= 0, "backoffMin must not exceed backoffMax");
    require(maxLineBytes >= 1024, "maxLineBytes must be at least 1024");
    require(eventBufferSize >= 16, "eventBufferSize must be at least 16");
    require(batchSizeMax >= 1, "batchSizeMax must be at least 1");
    require(
        lookupRequestsPerSecond >= 1 && lookupRequestsPerSecond <= 1000,
        "lookupRequestsPerSecond must be 1..1000");
    require(lookupBurst >= 1 && lookupBurst <= 1000, "lookupBurst must be 1..1000");
    require(lookupInFlightMax >= 1, "lookupInFlightMax must be at least 1");
    require(lookupPendingMax >= 1, "lookupPendingMax must be at least 1");
    require(historyBarsMax >= 1, "historyBarsMax must be at least 1");
    require(watchedSymbolsMax >= 1, "watchedSymbolsMax must be at least 1");
    require(barWatchesMax >= 1, "barWatchesMax must be at least 1");
    require(queuedKilobytesMax >= 1, "queuedKilobytesMax must be at least 1");
    require(depthWatchesMax >= 1, "depthWatchesMax must be at least 1");
    require(depthLevelsMax >= 1 && depthLevelsMax <= 1000, "depthLevelsMax must be 1..1000");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Ports as a simulator has found them free. */
  public IqFeedSettings withPorts(int levelOne, int lookup, int admin, int derivatives, int depth) {
    return with(
        new Ports(levelOne, lookup, admin, derivatives, depth),
        new Times(staleAfter, requestTimeout, streamTimeout, probeTimeout, backoffMin, backoffMax),
        symbolLimitRetry);
  }

  /**
   * Waiting times for impatient tests: a stream has four requests' time, pauses grow eightfold, and
   * a place for a symbol is looked for after ten pauses.
   */
  IqFeedSettings withTimes(Duration stale, Duration request, Duration probe, Duration back) {
    return with(
        new Ports(levelOnePort, lookupPort, adminPort, derivativesPort, depthPort),
        new Times(stale, request, request.multipliedBy(4), probe, back, back.multipliedBy(8)),
        back.multipliedBy(10));
  }

  private record Ports(int levelOne, int lookup, int admin, int derivatives, int depth) {}

  private record Times(
      Duration stale,
      Duration request,
      Duration stream,
      Duration probe,
      Duration backMin,
      Duration backMax) {}

  private IqFeedSettings with(Ports ports, Times times, Duration limitRetry) {
    return new IqFeedSettings(
        host,
        ports.levelOne,
        ports.lookup,
        ports.admin,
        ports.derivatives,
        ports.depth,
        clientName,
        connectTimeout,
        handshakeTimeout,
        times.stale,
        times.request,
        times.stream,
        times.probe,
        times.backMin,
        times.backMax,
        maxLineBytes,
        eventBufferSize,
        batchSizeMax,
        lookupRequestsPerSecond,
        lookupBurst,
        lookupInFlightMax,
        lookupPendingMax,
        historyBarsMax,
        watchedSymbolsMax,
        limitRetry,
        barWatchesMax,
        barsLabelledAtEnd,
        queuedKilobytesMax,
        depthWatchesMax,
        depthLevelsMax);
  }
}
