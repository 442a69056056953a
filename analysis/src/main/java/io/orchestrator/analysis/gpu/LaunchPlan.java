package io.orchestrator.analysis.gpu;

/**
 * How much one launch does. A display's watchdog ends kernels of about two seconds and nobody else
 * gets the device meanwhile, so launches stay near a fifth of a second: the number of pairs in one
 * follows what the launches before took.
 */
final class LaunchPlan {
  /** Rows of a block and orders of a thread; as in the CUDA source. */
  static final int ROWS = 128;

  static final int ORDERS = 4;
  private static final int MOST_GRID_Y = 65_535;
  private static final double TARGET_MILLIS = 200;

  /** Below 0.2 s on a device that does 10 billion pairs a second, as slow ones do. */
  private static final double FIRST_PAIRS = 2e9;

  private static final double MOST_PAIRS = 1e13;
  private double pairs = FIRST_PAIRS;

  /**
   * @param orders in a launch, at least 1
   * @param blocks of rows in a launch, at least 1
   */
  record Size(int orders, int blocks) {}

  static int blocks(int rows) {
    return (rows + ROWS - 1) / ROWS;
  }

  /**
   * Orders whose rows and sums fit into memory twice, as one chunk is copied while another is
   * computed.
   *
   * @param budget bytes left
   * @throws GpuFailure not even a few fit
   */
  static int ordersInMemory(int rows, int orders, long budget) {
    long each = (long) rows * Integer.BYTES + (long) blocks(rows) * Double.BYTES;
    // A chunk is one copy, and one buffer of Java.
    long most = Math.min(budget / 2, 1L << 30) / each;
    if (most < ORDERS) {
      throw new GpuFailure("surrogates of " + rows + " rows", 2);
    }
    return (int) Math.min(Math.min(orders, most), (long) MOST_GRID_Y * ORDERS);
  }

  /** Of the next launch; a few orders of all rows rather than all orders of a few rows. */
  Size next(int rows, int ordersLeft) {
    double perOrder = (double) rows * rows;
    if (perOrder * ORDERS <= pairs) {
      int orders = (int) Math.min(ordersLeft, pairs / perOrder);
      int full = Math.max(ORDERS, orders / ORDERS * ORDERS);
      return new Size(Math.min(ordersLeft, full), blocks(rows));
    }
    int blocks = (int) (pairs / ((double) ROWS * rows * ORDERS));
    return new Size(Math.min(ORDERS, ordersLeft), Math.clamp(blocks, 1, blocks(rows)));
  }

  /** Learns from a launch. */
  void took(double launchedPairs, float millis) {
    if (launchedPairs >= pairs / 2 || millis > TARGET_MILLIS) {
      double fits = launchedPairs * TARGET_MILLIS / Math.max(1, millis);
      pairs = Math.clamp(fits, Math.max(1e6, pairs / 8), Math.min(MOST_PAIRS, pairs * 8));
    }
  }
}
