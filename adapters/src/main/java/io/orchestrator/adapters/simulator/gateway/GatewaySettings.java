package io.orchestrator.adapters.simulator.gateway;

import java.time.Duration;

/**
 * The simulated gateway.
 *
 * @param bindAddress loopback unless somebody knows why not: there is no password
 * @param port 0 takes any free one
 * @param maxClients connections at once; the real one takes 32
 * @param maxFrameBytes of one request; a longer one closes the connection
 * @param outboundFrames waiting for one client; more means it does not read, and it is dropped
 * @param helloTimeout until a connection must have said hello and started the API
 * @param tickInterval between two looks at prices and accounts for subscribers
 * @param accountInterval between two account updates without a trade
 * @param maxMessagesPerSecond of one client; beyond it error 100 and at the third time the end; 0
 *     switches it off, as the real gateway's default does
 * @param maxMarketDataLines subscriptions of one client
 */
public record GatewaySettings(
    String bindAddress,
    int port,
    int maxClients,
    int maxFrameBytes,
    int outboundFrames,
    Duration helloTimeout,
    Duration tickInterval,
    Duration accountInterval,
    int maxMessagesPerSecond,
    int maxMarketDataLines) {

  public static final GatewaySettings DEFAULT =
      new GatewaySettings(
          "127.0.0.1",
          4002,
          32,
          64 * 1024,
          50_000,
          Duration.ofSeconds(30),
          Duration.ofMillis(250),
          Duration.ofMinutes(3),
          0,
          100);

  public GatewaySettings {
    require(!bindAddress.isBlank(), "bind-address is missing");
    require(port >= 0 && port <= 65_535, "port must be 0..65535");
    require(maxClients >= 1 && maxClients <= 1000, "max-clients must be 1..1000");
    require(maxFrameBytes >= 1024 && maxFrameBytes <= 0xFFFFFF, "max-frame-bytes out of range");
    require(outboundFrames >= 1000, "outbound-frames must be at least 1000");
    require(helloTimeout.isPositive(), "hello-timeout must be positive");
    require(tickInterval.isPositive(), "tick-interval must be positive");
    require(accountInterval.isPositive(), "account-interval must be positive");
    require(maxMessagesPerSecond >= 0, "max-messages-per-second must not be negative");
    require(maxMarketDataLines >= 1, "max-market-data-lines must be positive");
  }

  public GatewaySettings withPort(int newPort) {
    return new GatewaySettings(
        bindAddress,
        newPort,
        maxClients,
        maxFrameBytes,
        outboundFrames,
        helloTimeout,
        tickInterval,
        accountInterval,
        maxMessagesPerSecond,
        maxMarketDataLines);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
