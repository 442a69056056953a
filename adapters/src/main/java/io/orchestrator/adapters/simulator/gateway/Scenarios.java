package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.util.Comparator;

/** Makes each {@link Scenario} of the single faults. */
final class Scenarios {
  private static final int IDS_BACK = 4;
  private static final int FOREIGN_CLIENT = 999;

  /** So far away that it rests. */
  private static final BigDecimal FAR = new BigDecimal("1.00");

  private final SimulatedExchange exchange;
  private final Faults faults;
  private final SimulatedGateway gateway;

  Scenarios(SimulatedExchange exchange, Faults faults, SimulatedGateway gateway) {
    this.exchange = exchange;
    this.faults = faults;
    this.gateway = gateway;
  }

  void begin(Scenario scenario) {
    switch (scenario) {
      case FILLS_LOST_AFTER_1100 -> faults.upstreamLost();
      case IDS_GO_BACK -> {
        faults.nextValidIdBack(IDS_BACK);
        gateway.disconnectAll();
      }
      case DISCONNECTED_IN_RESET_WINDOW -> {
        faults.refuseConnections(true);
        gateway.disconnectAll();
      }
      case WEEKLY_LOGIN -> {
        faults.freeze();
        gateway.disconnectAll();
      }
      case NIGHTLY_RESET -> {
        faults.upstreamLost();
        gateway.tell(2103, "Market data farm connection is broken:usfarm");
        gateway.tell(2105, "HMDS data farm connection is broken:ushmds");
      }
      case TWIN_ORDER -> faults.twinNextOrder();
      case STRANGE_IDS_AFTER_RESTART -> {
        faults.strangeIds(true);
        gateway.disconnectAll();
      }
      case POSITION_BEFORE_FILL -> faults.withholdFills(true);
      case ORDER_FROM_TWS -> beside(0, "");
      case PRESUBMITTED_FROM_EARLIER_SESSION -> {
        faults.staleStates(true);
        gateway.disconnectAll();
      }
      case FLAT_POSITION_UNREPORTED -> faults.omitFlatPositions(true);
      case FOREIGN_SESSION_ORDER -> beside(FOREIGN_CLIENT, "foreign/1");
      case DUPLICATE_ORDER_ID -> faults.rejectNextOrder(103, "Duplicate order id");
    }
  }

  void end(Scenario scenario) {
    switch (scenario) {
      case FILLS_LOST_AFTER_1100 -> faults.upstreamRestored(false);
      case IDS_GO_BACK -> faults.nextValidIdBack(0);
      case DISCONNECTED_IN_RESET_WINDOW -> faults.refuseConnections(false);
      case WEEKLY_LOGIN -> faults.thaw();
      case NIGHTLY_RESET -> {
        gateway.tell(2104, "Market data farm connection is OK:usfarm");
        gateway.tell(2106, "HMDS data farm connection is OK:ushmds");
        faults.upstreamRestored(true);
      }
      case STRANGE_IDS_AFTER_RESTART -> faults.strangeIds(false);
      case POSITION_BEFORE_FILL -> {
        faults.withholdFills(false);
        gateway.tellWithheldFills();
      }
      case PRESUBMITTED_FROM_EARLIER_SESSION -> faults.staleStates(false);
      case FLAT_POSITION_UNREPORTED -> faults.omitFlatPositions(false);
      case TWIN_ORDER, DUPLICATE_ORDER_ID -> {
        // Used up by the order that they met.
      }
      case ORDER_FROM_TWS, FOREIGN_SESSION_ORDER -> removeForeign();
    }
  }

  private void beside(int clientId, String reference) {
    String symbol =
        exchange.market().symbols().stream()
            .map(Symbol::value)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    exchange.placeBeside(
        new OrderTerms(
            clientId,
            clientId == 0 ? 0 : exchange.nextOrderId(clientId),
            reference,
            symbol,
            Side.BUY,
            1,
            OrderType.LIMIT,
            FAR,
            TimeInForce.GTC));
  }

  /** Whoever placed them takes them back. */
  private void removeForeign() {
    exchange.openOrders().stream()
        .filter(o -> o.terms().clientId() == FOREIGN_CLIENT || o.terms().orderId() == 0)
        .forEach(o -> exchange.cancelByPermId(o.permId()));
  }
}
