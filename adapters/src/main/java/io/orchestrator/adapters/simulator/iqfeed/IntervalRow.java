package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Bar;
import java.time.Instant;

/** A bar of any length. */
record IntervalRow(Instant start, double open, double high, double low, double close, long volume) {
  static IntervalRow of(Bar bar) {
    return new IntervalRow(
        bar.start(), bar.open(), bar.high(), bar.low(), bar.close(), bar.volume());
  }

  IntervalRow with(Bar next) {
    return new IntervalRow(
        start,
        open,
        Math.max(high, next.high()),
        Math.min(low, next.low()),
        next.close(),
        volume + next.volume());
  }
}
