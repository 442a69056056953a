package io.orchestrator.adapters.ibkr.wire;

import io.orchestrator.domain.order.OrderType;
import java.util.Arrays;
import java.util.Optional;

/** The broker's words for order types. */
public final class BrokerOrderTypes {
  private BrokerOrderTypes() {}

  public static String word(OrderType type) {
    return switch (type) {
      case MARKET -> "MKT";
      case LIMIT -> "LMT";
      case STOP -> "STP";
      case STOP_LIMIT -> "STP LMT";
      case TRAILING_STOP -> "TRAIL";
      case MARKET_ON_CLOSE -> "MOC";
      case LIMIT_ON_CLOSE -> "LOC";
    };
  }

  /** Empty: a type that the desk does not use. */
  public static Optional<OrderType> parse(String word) {
    return Arrays.stream(OrderType.values()).filter(t -> word(t).equals(word)).findFirst();
  }
}
