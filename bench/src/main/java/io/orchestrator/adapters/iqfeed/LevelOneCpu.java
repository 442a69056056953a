package io.orchestrator.adapters.iqfeed;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * CPU time of one thread for a message of Level 1, from bytes to validated state, beside the same
 * bytes merely read line by line. CPU time and not the clock, and the two in turns: so that other
 * work on the machine changes little. Shared caches and a lowered clock still do.
 */
public final class LevelOneCpu {
  private static final int ROUNDS = 15;
  private static final int REPEAT = 10;
  private static final double TARGET = 1_500_000;

  private LevelOneCpu() {}

  private interface Work {
    long run() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    LevelOneLines lines = new LevelOneLines();
    Work[] works = {
      () -> lines.decode(false), () -> lines.decode(true), () -> readLines(lines.bytes)
    };
    String[] names = {"bytes to validated state", "the same and the quote object", "lines only"};
    double[][] nanos = new double[works.length][ROUNDS];
    long sink = 0;
    for (int round = -5; round < ROUNDS; round++) {
      for (int w = 0; w < works.length; w++) {
        long before = cpuNanos();
        for (int i = 0; i < REPEAT; i++) {
          sink += works[w].run();
        }
        if (round >= 0) {
          nanos[w][round] = (cpuNanos() - before) / ((double) REPEAT * LevelOneLines.MESSAGES);
        }
      }
    }
    double limit = median(nanos[2]);
    for (int w = 0; w < works.length; w++) {
      double each = median(nanos[w]);
      System.out.printf(
          Locale.ROOT,
          "%-32s %6.0f ns CPU a message (%,.0f/s a core), %.2f x the speed of lines only%n",
          names[w],
          each,
          1e9 / each,
          limit / each);
    }
    double reached = 1e9 / median(nanos[0]);
    System.out.printf(
        Locale.ROOT,
        "  target %,.0f/s, measured %,.0f/s by CPU time, ratio %.2f (%d)%n",
        TARGET,
        reached,
        reached / TARGET,
        sink & 1);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static long readLines(byte[] bytes) throws IOException {
    long characters = 0;
    try (var reader =
        new BufferedReader(
            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        characters += line.length();
      }
    }
    return characters;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
