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

/** Market orders that close what is held and not yet being closed; pure. */
final class EmergencyClose {
  private EmergencyClose() {}

  /**
   * @param epoch of the halt, part of the names, so that a repeat is the same order
   * @param attempt rises with each look: what a former order left open gets a new one
   */
  static List<OrderRequest> orders(
      Portfolio portfolio, List<OrderView> open, long epoch, int attempt) {
    List<OrderRequest> orders = new ArrayList<>();
    for (Position position : portfolio.positions()) {
      Side side = Book.closing(position.quantity());
      long closing =
          open.stream()
              .filter(o -> o.symbol().equals(position.symbol()) && o.side() == side)
              .mapToLong(o -> o.quantity() - o.filled())
              .sum();
      long quantity = Math.abs(position.quantity()) - closing;
      if (quantity > 0) {
        String name = position.symbol().replaceAll("[^A-Z0-9.\\-]", "_");
        orders.add(
            new OrderRequest(
                new ClientOrderId(
                    "emergency/" + epoch + "/" + name + "/" + attempt + "-" + orders.size()),
                Symbol.of(position.symbol()),
                side,
                quantity,
                OrderType.MARKET,
                Optional.empty(),
                TimeInForce.DAY,
                "halt-" + epoch,
                RiskVoice.SOURCE));
      }
    }
    return orders;
  }
}
