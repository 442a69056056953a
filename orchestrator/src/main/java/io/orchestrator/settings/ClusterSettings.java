package io.orchestrator.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * @param tls between the nodes
 * @param host address that other nodes reach this one by; loopback for a cluster of one
 * @param port 0: any free one
 * @param bindHost where the port is opened; empty: at {@code host}
 * @param seeds {@code host:port} of nodes to join; empty: a cluster of one, unless discovered
 * @param discovery how nodes find each other without seeds: {@code kubernetes-api}; empty: not
 * @param serviceName the label {@code app} of the pods to look for
 * @param contactPoints nodes that must be seen before a new cluster is formed
 * @param managementHost address of the management port, with discovery the one others ask at
 * @param managementPort probes and bootstrap of Akka Management; 0: off
 * @param brokerLease for which the right to the broker session is granted at a time; a node that
 *     dies without a word keeps the next from the broker so long
 */
public record ClusterSettings(
    String host,
    int port,
    String bindHost,
    List<String> seeds,
    String discovery,
    String serviceName,
    int contactPoints,
    String managementHost,
    int managementPort,
    ClusterTls tls,
    Duration brokerLease) {
  public static final ClusterSettings DEFAULT =
      new ClusterSettings(
          "127.0.0.1",
          0,
          "",
          List.of(),
          "",
          "orchestrator",
          2,
          "127.0.0.1",
          0,
          ClusterTls.NONE,
          Duration.ofSeconds(15));

  /**
   * PEM files; all of them or none.
   *
   * @param certificate of this node, for its {@code host}
   * @param key its RSA key
   * @param ca that signed those of all nodes
   */
  public record ClusterTls(String certificate, String key, String ca) {
    public static final ClusterTls NONE = new ClusterTls("", "", "");

    public ClusterTls {
      if (certificate.isEmpty() != key.isEmpty() || key.isEmpty() != ca.isEmpty()) {
        throw new IllegalArgumentException("certificate, key and ca belong together");
      }
    }

    public boolean used() {
      return !certificate.isEmpty();
    }
  }

  private static final int MAX_PORT = 65_535;

  public ClusterSettings {
    if (port < 0 || port > MAX_PORT || managementPort < 0 || managementPort > MAX_PORT) {
      throw new IllegalArgumentException("ports must be 0 to 65535");
    }
    for (String seed : seeds) {
      if (!seed.matches("[^:\\s]+:\\d{1,5}")) {
        throw new IllegalArgumentException("seeds must be host:port each, was '" + seed + "'");
      }
    }
    if (!discovery.isEmpty() && !discovery.equals("kubernetes-api")) {
      throw new IllegalArgumentException("discovery must be empty or kubernetes-api");
    }
    if (!discovery.isEmpty() && (managementPort == 0 || !seeds.isEmpty())) {
      throw new IllegalArgumentException("discovery needs a management-port, and no seeds");
    }
    if (contactPoints < 1) {
      throw new IllegalArgumentException("contact-points must be at least 1");
    }
    if (brokerLease.compareTo(Duration.ofSeconds(3)) < 0
        || brokerLease.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException("broker-lease must be 3s to 2m");
    }
  }

  /** Whether this node waits for others to form a cluster with. */
  public boolean alone() {
    return seeds.isEmpty() && discovery.isEmpty();
  }

  /** Whether others are in its cluster or may come to it: they know seeds, or its address. */
  public boolean ofSeveral() {
    return !alone() || (port != 0 && !loopback());
  }

  private boolean loopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // loopback is known everywhere
    }
  }
}
