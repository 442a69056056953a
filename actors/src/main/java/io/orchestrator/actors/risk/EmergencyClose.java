package io.orchestrator.actors.risk;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.portfolio.Book;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Market orders that close what is held and not yet being closed; pure. A stop or limit that rests
 * in a held name stands in their way: both together could turn the position, so it is cancelled
 * first, and the position is closed in the next look.
 */
final class EmergencyClose {
  private static final String NAME = "emergency/";

  private EmergencyClose() {}

  /**
   * @param cancels orders that rest in the way
   * @param orders at most one a name
   */
  record Plan(List<ClientOrderId> cancels, List<OrderRequest> orders) {}

  /**
   * @param epoch of the halt, part of the names, so that a repeat is the same order
   * @param attempt rises with each look: what a former order left open gets a new one
   */
  static Plan plan(Portfolio portfolio, List<OrderView> open, long epoch, int attempt) {
    List<ClientOrderId> cancels = new ArrayList<>();
    List<OrderRequest> orders = new ArrayList<>();
    for (Position position : portfolio.positions()) {
      Optional<Symbol> ticker = Symbol.find(position.symbol());
      if (ticker.isEmpty()) {
        // Nothing can be ordered under such a name; the desk tells people of it.
        continue;
      }
      List<OrderView> inName =
          open.stream().filter(o -> o.symbol().equals(position.symbol())).toList();
      List<ClientOrderId> resting =
          inName.stream().filter(o -> !closes(o)).map(OrderView::clientOrderId).toList();
      cancels.addAll(resting);
      if (resting.isEmpty()) {
        Side side = Book.closing(position.quantity());
        long closing =
            inName.stream()
                .filter(o -> o.side() == side)
                .mapToLong(o -> o.quantity() - o.filled())
                .sum();
        long quantity = Math.abs(position.quantity()) - closing;
        if (quantity > 0) {
          orders.add(order(ticker.get(), side, quantity, epoch, attempt));
        }
      }
    }
    return new Plan(List.copyOf(cancels), List.copyOf(orders));
  }

  /** An order of an emergency, or any other that trades at once. */
  private static boolean closes(OrderView order) {
    return order.clientOrderId().value().startsWith(NAME) || order.type() == OrderType.MARKET;
  }

  private static OrderRequest order(
      Symbol symbol, Side side, long quantity, long epoch, int attempt) {
    String name = symbol.value().replaceAll("[^A-Z0-9.\\-]", "_");
    return new OrderRequest(
            new ClientOrderId(NAME + epoch + "/" + name + "/" + attempt),
            symbol,
            side,
            quantity,
            OrderType.MARKET,
            Optional.empty(),
            TimeInForce.DAY,
            "halt-" + epoch,
            RiskVoice.SOURCE)
        .of(OrderRequest.EMERGENCY);
  }
}
