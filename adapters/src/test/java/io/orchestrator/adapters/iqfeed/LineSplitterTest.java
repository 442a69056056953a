package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineSplitterTest {
  private static final int LIMIT = 40;

  /** Keeps lines and reports. */
  private static final class Collected implements LineSplitter.Sink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void line(String line) {
      lines.add(line);
    }

    @Override
    public void oversized(int limit) {
      lines.add("<oversized>");
    }
  }

  /** The obviously right one: the whole text at once. */
  private static List<String> naive(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    var lines = new ArrayList<String>();
    String[] parts = text.split("\n", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean ended = i < parts.length - 1;
      if (parts[i].length() > LIMIT) {
        lines.add("<oversized>");
      } else if (ended) {
        lines.add(
            parts[i].endsWith("\r") ? parts[i].substring(0, parts[i].length() - 1) : parts[i]);
      }
    }
    return lines;
  }

  @Property(tries = 500, seed = "7")
  void anyFragmentationGivesTheSameLines(
      @ForAll @Size(max = 400) byte[] bytes,
      @ForAll long seed,
      @ForAll @IntRange(max = 90) int ends) {
    var random = new Random(seed);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(1000) < ends) {
        bytes[i] = '\n';
      }
    }
    var splitter = new LineSplitter(LIMIT);
    var collected = new Collected();
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(20));
      splitter.accept(bytes, at, count, collected);
      at += count;
    }
    assertEquals(naive(bytes), collected.lines);
  }

  @Property(tries = 50, seed = "7")
  void remainderIsWhatHasNoEndYet(@ForAll @IntRange(max = LIMIT) int length) {
    var splitter = new LineSplitter(LIMIT);
    var collected = new Collected();
    byte[] bytes = ("first\r\n" + "x".repeat(length)).getBytes(StandardCharsets.ISO_8859_1);
    splitter.accept(bytes, 0, bytes.length, collected);
    assertEquals(List.of("first"), collected.lines);
    assertEquals(length, splitter.remainder().length());
    assertTrue(collected.lines.size() == 1);
  }
}
