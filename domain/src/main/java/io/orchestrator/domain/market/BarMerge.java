package io.orchestrator.domain.market;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Longer bars of shorter ones that come in order of time and nest in their slots, one at a time: a
 * store of any size is resampled without being held.
 */
public final class BarMerge implements Consumer<Bar> {
  private final BarSlots slots;
  private final Consumer<Bar> each;
  private BarSlots.Slot slot;
  private Bar merged;

  /**
   * @param each is told each longer bar once, oldest first
   */
  public BarMerge(BarSlots slots, Consumer<Bar> each) {
    this.slots = slots;
    this.each = each;
  }

  /** Bars at an instant of which nothing is built are passed over. */
  @Override
  public void accept(Bar bar) {
    if (slot == null || !slot.contains(bar.start())) {
      finish();
      Optional<BarSlots.Slot> next = slots.at(bar.start());
      slot = next.orElse(null);
      if (next.isEmpty()) {
        return;
      }
    }
    List<Bar> parts = merged == null ? List.of(bar) : List.of(merged, bar);
    Instant start = slot.start();
    merged = MinuteBook.merged(slots.timeframe(), start, parts).orElseThrow();
  }

  /** Tells the last one. */
  public void finish() {
    if (merged != null) {
      each.accept(merged);
      merged = null;
    }
  }
}
