package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What share of a session's volume trades until when: the mean over past sessions, each counted
 * with the same weight, so that one busy day does not shape the curve. Half days are left out of
 * the history; on a half day the curve of full days is compressed into the shorter session, which
 * keeps its high ends (open and close) where they belong.
 */
public final class VolumeCurve {
  /** Five minutes of a full session each. */
  static final int BUCKETS = 78;

  /** A session with fewer bars than this share of its minutes says too little about its shape. */
  private static final double COMPLETE = 0.8;

  private final double[] cumulated;
  private final int sessions;

  private VolumeCurve(double[] cumulated, int sessions) {
    this.cumulated = cumulated;
    this.sessions = sessions;
  }

  /**
   * @param minutes bars of one minute, any order; those outside regular full sessions are ignored
   * @param before only sessions that ended before this instant count: the present one is incomplete
   * @return empty if no session is complete and traded
   */
  public static Optional<VolumeCurve> of(
      List<Bar> minutes, TradingCalendar calendar, Instant before) {
    Map<LocalDate, double[]> volumes = new TreeMap<>();
    Map<LocalDate, Integer> counts = new TreeMap<>();
    for (Bar bar : minutes) {
      Optional<TradingSession> session = calendar.openAt(bar.start());
      if (session.isEmpty()
          || session.get().earlyClose()
          || session.get().close().isAfter(before)) {
        continue;
      }
      LocalDate date = session.get().date();
      int bucket = (int) (position(session.get(), bar.start()) * BUCKETS);
      volumes.computeIfAbsent(date, d -> new double[BUCKETS])[bucket] += bar.volume();
      counts.merge(date, 1, Integer::sum);
    }
    double[] mean = new double[BUCKETS];
    int complete = 0;
    for (var day : volumes.entrySet()) {
      double total = java.util.Arrays.stream(day.getValue()).sum();
      long expected = calendar.session(day.getKey()).orElseThrow().length().toMinutes();
      if (total > 0 && counts.get(day.getKey()) >= COMPLETE * expected) {
        complete++;
        for (int i = 0; i < BUCKETS; i++) {
          mean[i] += day.getValue()[i] / total;
        }
      }
    }
    return complete == 0 ? Optional.empty() : Optional.of(cumulate(mean, complete));
  }

  private static VolumeCurve cumulate(double[] mean, int sessions) {
    double[] cumulated = new double[BUCKETS + 1];
    for (int i = 0; i < BUCKETS; i++) {
      cumulated[i + 1] = cumulated[i] + mean[i] / sessions;
    }
    return new VolumeCurve(cumulated, sessions);
  }

  /** Past sessions behind it. */
  public int sessions() {
    return sessions;
  }

  /** Share of the session's volume between two instants of it, 0 to 1; linear inside a bucket. */
  public double share(TradingSession session, Instant from, Instant to) {
    return until(position(session, to)) - until(position(session, from));
  }

  private double until(double position) {
    double at = Math.clamp(position, 0, 1) * BUCKETS;
    int bucket = Math.min((int) at, BUCKETS - 1);
    return cumulated[bucket] + (at - bucket) * (cumulated[bucket + 1] - cumulated[bucket]);
  }

  private static double position(TradingSession session, Instant instant) {
    return (double) Duration.between(session.open(), instant).toMillis()
        / session.length().toMillis();
  }
}
