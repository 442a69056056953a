package io.orchestrator.settings;

import java.util.List;

/**
 * @param host address that other nodes reach this one by; loopback for a cluster of one
 * @param port 0: any free one
 * @param seeds {@code host:port} of nodes to join; empty: a cluster of one
 */
public record ClusterSettings(String host, int port, List<String> seeds) {
  public static final ClusterSettings DEFAULT = new ClusterSettings("127.0.0.1", 0, List.of());

  public ClusterSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535");
    }
    for (String seed : seeds) {
      if (!seed.matches("[^:\\s]+:\\d{1,5}")) {
        throw new IllegalArgumentException("seeds must be host:port each, was '" + seed + "'");
      }
    }
  }
}
