package io.orchestrator.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.net.ntp.NTPUDPClient;

/** How far this machine's clock is off: order times and tokens depend on it. */
final class ClockLook {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Half of what tokens tolerate. */
  private static final Duration TOLERATED = Duration.ofSeconds(2);

  private final String timeServer;
  private final Optional<Instant> databaseTime;
  private final Instant read = Instant.now();

  ClockLook(String timeServer, Optional<Instant> databaseTime) {
    this.timeServer = timeServer;
    this.databaseTime = databaseTime;
  }

  Finding finding() {
    if (timeServer != null) {
      return asked();
    }
    return databaseTime
        .map(time -> judged(Duration.between(read, time), "the database's machine"))
        .orElseGet(
            () ->
                Finding.doubtful(
                    "clock",
                    "compared with nothing",
                    "orchestrator doctor --ntp HOST compares it with a time server."));
  }

  private Finding asked() {
    try (NTPUDPClient client = new NTPUDPClient()) {
      client.setDefaultTimeout(TIMEOUT);
      var info = client.getTime(InetAddress.getByName(timeServer));
      info.computeDetails();
      return judged(Duration.ofMillis(info.getOffset()), timeServer);
    } catch (IOException e) {
      return Finding.doubtful(
          "clock", timeServer + " does not answer: " + e.getMessage(), "Name another time server.");
    }
  }

  private static Finding judged(Duration offset, String against) {
    String found = "%d ms from %s".formatted(offset.toMillis(), against);
    return offset.abs().compareTo(TOLERATED) <= 0
        ? Finding.good("clock", found)
        : Finding.bad("clock", found, "Let chrony or systemd-timesyncd set the clock.");
  }
}
