package io.orchestrator.adapters.ibkr;

/**
 * What the broker's numbers mean for the session; what they mean for an order is in {@link
 * BrokerCode}. A code with an order id ends the order only if it is in the rejecting set;
 * everything else is news, and the order's state comes from its status and executions.
 */
final class ErrorCodes {
  private ErrorCodes() {}

  static final int CANNOT_CONNECT = 502;
  static final int UNSUPPORTED_GATEWAY = 503;
  static final int NOT_CONNECTED = 504;
  static final int WRONG_ACCOUNT = 509;
  static final int CLIENT_ID_IN_USE = 326;
  static final int PORT_CHANGED = 1300;

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
