package io.orchestrator.cli.doctor;

import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.tls.TlsContexts;
import io.orchestrator.http.tls.TlsException;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ports, certificate, keys. */
final class DoorLook {
  private static final Duration RENEW = Duration.ofDays(14);

  private final Settings settings;
  private final RunningNode node;

  DoorLook(Settings settings, RunningNode node) {
    this.settings = settings;
    this.node = node;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(port("port of REST", settings.http().httpPort(), "http.port"));
    findings.add(port("port of WebSocket", settings.http().websocketPort(), "websocket-port"));
    findings.add(certificate());
    findings.add(keys());
    return findings;
  }

  private Finding port(String check, int port, String key) {
    if (port == 0) {
      return Finding.good(check, "any free one");
    }
    String where = settings.http().bindAddress() + ":" + port;
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(settings.http().bindAddress()), port));
      return Finding.good(check, where + " is free");
    } catch (IOException e) {
      return node.has(port)
          ? Finding.good(check, where + " is the running node's")
          : Finding.bad(check, where + ": " + e.getMessage(), "Stop who has it, or set " + key);
    }
  }

  private Finding certificate() {
    if (!settings.http().tls().used()) {
      return settings.http().allowPlaintext()
          ? Finding.doubtful(
              "TLS", "off, and plain text is allowed", "A TLS proxy must stand before it.")
          : Finding.good("TLS", "off, loopback only");
    }
    if (settings.http().tls().selfSigned()) {
      return Finding.doubtful(
          "TLS", "self-signed", "For trials only: no client trusts it by itself.");
    }
    try {
      Instant end =
          new TlsContexts(
                  settings.http().tls(),
                  settings.home(),
                  settings.http().bindAddress(),
                  Clock.systemUTC())
              .expires();
      boolean soon = end.isBefore(Instant.now().plus(RENEW));
      return soon
          ? Finding.doubtful("TLS", "the certificate ends " + end, "Renew it; it is read again.")
          : Finding.good("TLS", "the certificate is good until " + end);
    } catch (TlsException e) {
      return Finding.bad("TLS", e.getMessage(), "Correct http.tls.");
    }
  }

  private Finding keys() {
    if (!Files.isRegularFile(settings.home().resolve(SigningKeys.Use.TOKENS.file()))) {
      return Finding.good("token keys", "none yet; made at the first start");
    }
    try {
      var keys = SigningKeys.openOrCreate(settings.home(), SigningKeys.Use.TOKENS);
      return Finding.good(
          "token keys", keys.views().size() + ", " + keys.signingKeyId() + " signs");
    } catch (SigningKeys.KeyFileException e) {
      return Finding.bad("token keys", e.getMessage(), "");
    }
  }
}
