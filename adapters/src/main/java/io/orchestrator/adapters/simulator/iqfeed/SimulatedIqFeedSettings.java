package io.orchestrator.adapters.simulator.iqfeed;

/**
 * Of the simulated IQFeed servers.
 *
 * @param host address to bind
 * @param levelOnePort 0: any free; a taken one gives way to the next free
 * @param portTries how many ports above a taken one are tried
 * @param symbolLimit watched symbols of all clients together, as IQFeed sells it
 * @param clientsMax connections per port; one more is closed at once
 * @param lineBytesMax longest line a client may send
 * @param queueLinesMax lines (or market steps of lines) waiting for a client that reads slowly; one
 *     more disconnects it
 * @param historyRequestsPerSecond of all clients together
 * @param historyRowsMax longest answer
 */
public record SimulatedIqFeedSettings(
    String host,
    int levelOnePort,
    int lookupPort,
    int adminPort,
    int derivativesPort,
    int depthPort,
    int portTries,
    int symbolLimit,
    int clientsMax,
    int lineBytesMax,
    int queueLinesMax,
    int historyRequestsPerSecond,
    int historyRowsMax) {

  public static final SimulatedIqFeedSettings DEFAULT =
      new SimulatedIqFeedSettings(
          "127.0.0.1", 5009, 9100, 9300, 9400, 9200, 20, 500, 32, 16_384, 50_000, 50, 100_000);

  public SimulatedIqFeedSettings {
    for (int port : new int[] {levelOnePort, lookupPort, adminPort, derivativesPort, depthPort}) {
      require(port >= 0 && port <= 65_535, "a port must be 0..65535, was " + port);
    }
    require(portTries >= 0 && portTries <= 1000, "portTries must be 0..1000");
    require(symbolLimit >= 1, "symbolLimit must be at least 1");
    require(clientsMax >= 1, "clientsMax must be at least 1");
    require(lineBytesMax >= 256, "lineBytesMax must be at least 256");
    require(queueLinesMax >= 100, "queueLinesMax must be at least 100");
    require(historyRequestsPerSecond >= 1, "historyRequestsPerSecond must be at least 1");
    require(historyRowsMax >= 1, "historyRowsMax must be at least 1");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Ports chosen by the system, for tests. */
  public SimulatedIqFeedSettings onFreePorts() {
    return with(0, 0, 0, 0, 0, symbolLimit);
  }

  /** Level 1 on this port, for tests. */
  public SimulatedIqFeedSettings withLevelOnePort(int port) {
    return with(port, lookupPort, adminPort, derivativesPort, depthPort, symbolLimit);
  }

  public SimulatedIqFeedSettings withSymbolLimit(int limit) {
    return with(levelOnePort, lookupPort, adminPort, derivativesPort, depthPort, limit);
  }

  private SimulatedIqFeedSettings with(
      int levelOne, int lookup, int admin, int derivatives, int depth, int limit) {
    return new SimulatedIqFeedSettings(
        host,
        levelOne,
        lookup,
        admin,
        derivatives,
        depth,
        portTries,
        limit,
        clientsMax,
        lineBytesMax,
        queueLinesMax,
        historyRequestsPerSecond,
        historyRowsMax);
  }
}
