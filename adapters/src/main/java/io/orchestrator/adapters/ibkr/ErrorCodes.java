package io.orchestrator.adapters.ibkr;

import java.util.Set;

/**
 * What the broker's numbers mean for the session. A code with an order id ends the order only if it
 * is in the rejecting set; everything else is news, and the order's state comes from its status and
 * executions.
 */
final class ErrorCodes {
  private ErrorCodes() {}

  static final int CANNOT_CONNECT = 502;
  static final int UNSUPPORTED_GATEWAY = 503;
  static final int NOT_CONNECTED = 504;
  static final int WRONG_ACCOUNT = 509;
  static final int PACED = 100;
  static final int CLIENT_ID_IN_USE = 326;
  static final int PORT_CHANGED = 1300;

  /**
   * Codes that kill a new order. 103 is missing on purpose: an order of that id exists, so the
   * broker must be asked. 202 is a cancellation, 399 and 10349 are warnings.
   */
  static final Set<Integer> REJECTING =
      Set.of(
          109, 110, 163, 200, 201, 203, 321, 382, 383, 387, 388, 434, 435, 436, 451, 460, 10243,
          10247, 10268, 10269, 10270, 10311, 10318, 10329);

  /** What an error means for the line between gateway and broker. */
  enum Upstream {
    SAME,
    DOWN,
    UP,
    UP_DATA_LOST
  }

  /**
   * @param brokenLink the line went down by code 2110, which heals without a 1101 or 1102: then the
   *     first farm that is well again is the sign
   */
  static Upstream upstream(int code, boolean brokenLink) {
    return switch (code) {
      case 1100, 2110 -> Upstream.DOWN;
      case 1101 -> Upstream.UP_DATA_LOST;
      case 1102 -> Upstream.UP;
      case 2104, 2106, 2158 -> brokenLink ? Upstream.UP_DATA_LOST : Upstream.SAME;
      default -> Upstream.SAME;
    };
  }
}
