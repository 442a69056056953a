package io.orchestrator.analysis.information.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.information.network.PermutationSettings.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind of surrogate keeps and what it may move. */
class RowOrdersTest {
  private static final int ROWS = 23;
  private static final int TRIALS = 3;
  private static final int DRAWS = 300;
  private static final int SHIFT = 7;
  private static final int BLOCK = 4;
  private static final int RANGE = 3;

  private static RowOrders orders(Type type, long seed) {
    return new RowOrders(
        new PermutationSettings(true, type, SHIFT, BLOCK, RANGE), ROWS, TRIALS, seed);
  }

  private static int[] sorted(int[] order) {
    return Arrays.stream(order).sorted().toArray();
  }

  private static int[] firstTrial(RowOrders orders, int index) {
    return Arrays.copyOf(orders.order(true, 1, index), ROWS);
  }

  /** Every row once; every trial keeps its own rows and all move alike. */
  @ParameterizedTest
  @EnumSource(Type.class)
  void everyRowStaysOnceAndInItsTrial(Type type) {
    RowOrders orders = orders(type, 5);
    for (int n = 0; n < DRAWS; n++) {
      int[] order = orders.order(true, 1, n);
      assertArrayEquals(IntStream.range(0, ROWS * TRIALS).toArray(), sorted(order));
      for (int i = 0; i < ROWS; i++) {
        for (int t = 1; t < TRIALS; t++) {
          assertEquals(order[i] + t * ROWS, order[t * ROWS + i]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Type.class)
  void theSeedTheStreamAndTheNumberAreTheOrder(Type type) {
    int[] first = orders(type, 5).order(true, 1, 2);
    assertArrayEquals(first, orders(type, 5).order(true, 1, 2));
    Set<String> different = new HashSet<>();
    for (int n = 0; n < DRAWS; n++) {
      different.add(Arrays.toString(orders(type, n).order(true, 1, 2)));
    }
    assertTrue(different.size() > 1, "another seed is another order");
    Set<String> numbers = new HashSet<>();
    Set<String> streams = new HashSet<>();
    for (int n = 0; n < DRAWS; n++) {
      numbers.add(Arrays.toString(orders(type, 5).order(true, 1, n)));
      streams.add(Arrays.toString(orders(type, 5).order(true, n, 2)));
    }
    assertTrue(numbers.size() > 1 && streams.size() > 1);
  }

  /** Turned by 1 to max_shift samples, each of them some time, and never by none. */
  @Test
  void circularTurnsByAtMostItsShift() {
    Set<Integer> shifts = new TreeSet<>();
    for (int n = 0; n < DRAWS; n++) {
      int[] order = firstTrial(orders(Type.CIRCULAR, 5), n);
      int shift = Math.floorMod(-order[0], ROWS);
      for (int i = 0; i < ROWS; i++) {
        assertEquals(Math.floorMod(i - shift, ROWS), order[i]);
      }
      shifts.add(shift);
    }
    assertEquals(
        IntStream.rangeClosed(1, SHIFT).boxed().collect(Collectors.toSet()), Set.copyOf(shifts));
  }

  /** A shift beyond the trial's length would be one that exists already, or none. */
  @Test
  void circularTurnsAShortTrialByLessThanItsLength() {
    RowOrders few = new RowOrders(new PermutationSettings(true, Type.CIRCULAR, 99, 1, 2), 5, 1, 5);
    Set<Integer> shifts = new TreeSet<>();
    for (int n = 0; n < DRAWS; n++) {
      shifts.add(Math.floorMod(-few.order(true, 1, n)[0], 5));
    }
    assertEquals(Set.of(1, 2, 3, 4), shifts);
  }

  /** Samples stay side by side inside their block, and a block inside its group of blocks. */
  @Test
  void blocksKeepTheirInsideAndTheirNeighbourhood() {
    boolean moved = false;
    for (int n = 0; n < DRAWS; n++) {
      int[] order = firstTrial(orders(Type.BLOCK, 5), n);
      int place = 0;
      for (int at = 0; at < ROWS; place++) {
        int block = order[at] / BLOCK;
        assertEquals(0, order[at] % BLOCK, "a block begins with its first sample");
        assertEquals(place / RANGE, block / RANGE, "among so many blocks");
        int length = Math.min(BLOCK, ROWS - block * BLOCK);
        for (int i = 0; i < length; i++) {
          assertEquals(block * BLOCK + i, order[at + i]);
        }
        moved = moved || block != place;
        at += length;
      }
    }
    assertTrue(moved);
  }

  @Test
  void localMovesNoFurtherThanItsRange() {
    int furthest = 0;
    for (int n = 0; n < DRAWS; n++) {
      int[] order = firstTrial(orders(Type.LOCAL, 5), n);
      for (int i = 0; i < ROWS; i++) {
        assertEquals(i / RANGE, order[i] / RANGE, "among so many samples");
        furthest = Math.max(furthest, Math.abs(order[i] - i));
      }
    }
    assertEquals(RANGE - 1, furthest);
  }

  /** Replications change places as they are, where there are more of their orders than wanted. */
  @Test
  void trialsChangePlacesWhole() {
    RowOrders orders =
        new RowOrders(new PermutationSettings(false, Type.RANDOM, 1, 1, 2), ROWS, TRIALS, 5);
    Set<String> seen = new HashSet<>();
    for (int n = 0; n < DRAWS; n++) {
      int[] order = orders.order(false, 1, n);
      assertArrayEquals(IntStream.range(0, ROWS * TRIALS).toArray(), sorted(order));
      for (int t = 0; t < TRIALS; t++) {
        for (int i = 0; i < ROWS; i++) {
          assertEquals(order[t * ROWS] + i, order[t * ROWS + i]);
        }
      }
      seen.add(order[0] + " " + order[ROWS] + " " + order[2 * ROWS]);
    }
    assertEquals(6, seen.size(), "each order of three trials");
    assertFalse(orders.inTime(5), "six orders are more than five");
    assertTrue(orders.inTime(6), "too few trials: samples are permuted all the same");
    assertTrue(orders(Type.RANDOM, 5).inTime(1), "as it was asked for");
  }

  @Test
  void settingsThatMoveNothingAreRefused() {
    for (Type type : Set.of(Type.CIRCULAR, Type.BLOCK, Type.LOCAL)) {
      assertThrows(
          IllegalArgumentException.class, () -> new PermutationSettings(true, type, 0, 0, 1));
    }
  }
}
