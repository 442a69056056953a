package io.orchestrator.actors.resource;

import io.orchestrator.domain.resource.AnalysisSlots;
import io.orchestrator.domain.resource.MemoryWatermarks;
import java.time.Duration;

/**
 * When work gives way.
 *
 * @param lookEvery how often memory and the wait for a thread are measured
 */
public record ResourceSettings(Duration lookEvery, Memory memory, Cpu cpu) {
  public static final ResourceSettings DEFAULT =
      new ResourceSettings(Duration.ofMillis(500), Memory.DEFAULT, Cpu.DEFAULT);

  public ResourceSettings {
    if (!lookEvery.isPositive()) {
      throw new IllegalArgumentException("look-every must be positive, was " + lookEvery);
    }
  }

  /**
   * @param highWatermark share of the largest heap in use after a collection, from which on load is
   *     shed
   * @param lowWatermark share below which it is taken again
   * @param collectAfter while memory is scarce and no order moves, a collection is asked for after
   *     so long without one; zero: never
   */
  public record Memory(double highWatermark, double lowWatermark, Duration collectAfter) {
    static final Memory DEFAULT = new Memory(0.85, 0.75, Duration.ofSeconds(30));

    public Memory {
      if (!(highWatermark > 0 && highWatermark <= 1)) {
        throw new IllegalArgumentException("high-watermark must be in (0, 1]");
      }
      if (!(lowWatermark >= 0 && lowWatermark < highWatermark)) {
        throw new IllegalArgumentException("low-watermark must be in [0, high-watermark)");
      }
      if (collectAfter.isNegative()) {
        throw new IllegalArgumentException("collect-after must not be negative");
      }
    }

    MemoryWatermarks marks() {
      return new MemoryWatermarks(highWatermark, lowWatermark);
    }
  }

  /**
   * @param reducedSteps steps that may compute at the same time while the order path needs the
   *     cores
   * @param hold how long it needs them after an order moved or a task waited too long
   * @param lateAfter a task that waits so long for a thread of the actors says that cores are
   *     missing
   */
  public record Cpu(int reducedSteps, Duration hold, Duration lateAfter) {
    static final Cpu DEFAULT = new Cpu(1, Duration.ofSeconds(2), Duration.ofMillis(50));

    public Cpu {
      if (reducedSteps < 0 || reducedSteps > 256) {
        throw new IllegalArgumentException("reduced-steps must be 0..256, was " + reducedSteps);
      }
      if (!hold.isPositive()) {
        throw new IllegalArgumentException("hold must be positive, was " + hold);
      }
      if (!lateAfter.isPositive()) {
        throw new IllegalArgumentException("late-after must be positive, was " + lateAfter);
      }
    }

    AnalysisSlots slots(int most) {
      return new AnalysisSlots(most, reducedSteps);
    }
  }
}
