package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.Run;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** What a long inference is at, on the error output and not too often. */
final class AnalyseProgress implements Run.Progress {
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final PrintWriter err;
  private final InstantSource clock;
  private final Instant start;
  private Instant last;

  AnalyseProgress(PrintWriter err, InstantSource clock) {
    this.err = err;
    this.clock = clock;
    this.start = clock.instant();
    this.last = start;
  }

  @Override
  public synchronized void at(double share, String what) {
    Instant now = clock.instant();
    if (Duration.between(last, now).compareTo(BETWEEN) < 0) {
      return;
    }
    last = now;
    err.println(Table.printable(line(share, what, Duration.between(start, now))));
    err.flush();
  }

  private static String line(double share, String what, Duration gone) {
    String left =
        share > 0
            ? ", about "
                + shown(Duration.ofMillis((long) (gone.toMillis() * (1 - share) / share)))
                + " left"
            : "";
    return String.format(
        Locale.ROOT, "%.0f %% after %s%s; %s", 100 * share, shown(gone), left, what);
  }

  private static String shown(Duration duration) {
    long minutes = duration.toMinutes();
    return minutes < 1 ? duration.toSeconds() + " s" : minutes + " min";
  }
}
