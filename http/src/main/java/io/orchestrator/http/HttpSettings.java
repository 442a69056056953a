package io.orchestrator.http;

import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.RateSettings;
import io.orchestrator.http.rest.RestSettings;
import io.orchestrator.http.stream.StreamSettings;
import io.orchestrator.http.tls.TlsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * @param bindAddress of both ports; other than loopback needs {@code tls} or {@code allowPlaintext}
 * @param httpPort REST, page, probes; 0: any free one
 * @param websocketPort streams; 0: any free one
 * @param allowPlaintext the operator knows that something before us speaks TLS
 * @param dataDirectory where the token keys are, below {@code secrets/}
 * @param idleTimeout a connection without a byte is cut
 * @param requestDeadline for a whole request, from the connection or the last answer on
 * @param allowedOrigins pages of other servers that may use this one, {@code https://host[:port]}
 * @param maxConnections of each port
 * @param shutdownTimeout for requests in progress when the process stops
 * @param eventHistoryLimit events on a page when no limit is asked for
 */
public record HttpSettings(
    String bindAddress,
    int httpPort,
    int websocketPort,
    boolean allowPlaintext,
    Path dataDirectory,
    Duration idleTimeout,
    int maxConnections,
    Duration shutdownTimeout,
    int eventHistoryLimit,
    RestSettings rest,
    StreamSettings stream,
    AuthSettings auth,
    RateSettings rates,
    TlsSettings tls,
    Duration requestDeadline,
    List<String> allowedOrigins) {

  private static final int MAX_PORT = 65_535;

  public static final HttpSettings DEFAULT =
      new HttpSettings(
          "127.0.0.1",
          8000,
          8765,
          false,
          Path.of("data"),
          Duration.ofSeconds(75),
          4096,
          Duration.ofSeconds(5),
          1000,
          RestSettings.DEFAULT,
          StreamSettings.DEFAULT,
          AuthSettings.DEFAULT,
          RateSettings.DEFAULT,
          TlsSettings.NONE,
          Duration.ofSeconds(60),
          List.of());

  public HttpSettings {
    require(httpPort >= 0 && httpPort <= MAX_PORT, "http.port must be 0 to 65535");
    require(websocketPort >= 0 && websocketPort <= MAX_PORT, "websocket-port must be 0 to 65535");
    require(httpPort == 0 || httpPort != websocketPort, "http.port and websocket-port must differ");
    require(!idleTimeout.isNegative() && !idleTimeout.isZero(), "idle-timeout must be positive");
    require(maxConnections > 0, "max-connections must be positive");
    require(shutdownTimeout.isPositive(), "shutdown-timeout must be positive");
    require(eventHistoryLimit > 0, "event-history-limit must be positive");
    require(
        allowPlaintext || tls.used() || loopback(bindAddress),
        "bind-address "
            + bindAddress
            + " is not loopback: passwords and tokens would travel unencrypted; set http.tls, or put"
            + " a TLS proxy in front and set allow-plaintext = true, or bind 127.0.0.1");
    require(requestDeadline.isPositive(), "request-deadline must be positive");
    allowedOrigins = List.copyOf(allowedOrigins);
    for (String origin : allowedOrigins) {
      require(
          origin.matches("https?://[^/\\s]+"),
          "allowed-origins must be like https://host or https://host:port, was '" + origin + "'");
    }
  }

  public HttpSettings withPorts(int http, int websocket) {
    return new HttpSettings(
        bindAddress,
        http,
        websocket,
        allowPlaintext,
        dataDirectory,
        idleTimeout,
        maxConnections,
        shutdownTimeout,
        eventHistoryLimit,
        rest,
        stream,
        auth,
        rates,
        tls,
        requestDeadline,
        allowedOrigins);
  }

  private static boolean loopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bind-address " + address + " is not known here", e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
