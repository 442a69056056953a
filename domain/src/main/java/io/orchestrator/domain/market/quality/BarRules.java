package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.Bar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Brings history into order and says what was wrong with it. A bar by itself is always sound. */
public final class BarRules {
  private BarRules() {}

  /**
   * @param bars oldest first, one for each start
   * @param findings one line for each repair or suspicion; empty when the history was sound
   */
  public record Checked(List<Bar> bars, List<String> findings) {}

  /**
   * Bars of the future are dropped, disorder is sorted, of two bars of one start the later counts;
   * a jump of the close by more than {@code jumpFraction} is reported and kept (it may be real).
   *
   * @param now market time
   */
  public static Checked check(List<Bar> bars, double jumpFraction, Instant now) {
    List<String> findings = new ArrayList<>();
    TreeMap<Instant, Bar> ordered = new TreeMap<>();
    Instant previous = Instant.MIN;
    int disordered = 0;
    int repeated = 0;
    int future = 0;
    for (Bar bar : bars) {
      if (bar.start().isAfter(now)) {
        future++;
        continue;
      }
      if (bar.start().isBefore(previous)) {
        disordered++;
      }
      previous = bar.start();
      if (ordered.put(bar.start(), bar) != null) {
        repeated++;
      }
    }
    note(findings, future, "bars start in the future");
    note(findings, disordered, "bars were out of order");
    note(findings, repeated, "bars repeat a start");
    List<Bar> result = List.copyOf(ordered.values());
    int jumps = 0;
    for (int i = 1; i < result.size(); i++) {
      if (Math.abs(result.get(i).close() / result.get(i - 1).close() - 1) > jumpFraction) {
        jumps++;
      }
    }
    note(findings, jumps, "closes jump by more than " + Math.round(jumpFraction * 100) + " %");
    return new Checked(result, List.copyOf(findings));
  }

  private static void note(List<String> findings, int count, String what) {
    if (count > 0) {
      findings.add(count + " " + what);
    }
  }
}
