package io.orchestrator.domain.analysis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays as little-endian bytes, as they travel to a worker process and lie in a GPU's memory. */
public final class PackedNumbers {
  private PackedNumbers() {}

  /** Column after column. */
  public static byte[] doubles(double[]... columns) {
    long length = 0;
    for (double[] column : columns) {
      length += column.length;
    }
    ByteBuffer bytes = buffer(length * Double.BYTES);
    for (double[] column : columns) {
      bytes.asDoubleBuffer().put(column);
      bytes.position(bytes.position() + column.length * Double.BYTES);
    }
    return bytes.array();
  }

  /** Row after row. */
  public static byte[] ints(int[]... rows) {
    long length = 0;
    for (int[] row : rows) {
      length += row.length;
    }
    ByteBuffer bytes = buffer(length * Integer.BYTES);
    for (int[] row : rows) {
      bytes.asIntBuffer().put(row);
      bytes.position(bytes.position() + row.length * Integer.BYTES);
    }
    return bytes.array();
  }

  /**
   * @throws IllegalArgumentException not a whole number of values
   */
  public static double[] doubles(byte[] packed) {
    double[] values = new double[count(packed, Double.BYTES)];
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  /**
   * @throws IllegalArgumentException not a whole number of values
   */
  public static int[] ints(byte[] packed) {
    int[] values = new int[count(packed, Integer.BYTES)];
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  private static int count(byte[] packed, int size) {
    if (packed.length % size != 0) {
      throw new IllegalArgumentException(packed.length + " bytes are no numbers of " + size);
    }
    return packed.length / size;
  }

  private static ByteBuffer buffer(long bytes) {
    if (bytes > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(bytes + " bytes are too many for one message");
    }
    return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
