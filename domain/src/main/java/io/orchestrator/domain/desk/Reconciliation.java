package io.orchestrator.domain.desk;

import io.orchestrator.domain.order.OrderEvent.Resolution;
import io.orchestrator.domain.order.OrderFact;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.portfolio.Book;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares our orders and positions with what one complete sync showed; pure. Silence proves
 * something only about orders that were in doubt, or quiet, well before the sync was asked for.
 */
public final class Reconciliation {
  private Reconciliation() {}

  /**
   * One sync, complete.
   *
   * @param askedAt when it was asked for
   * @param settle how long before that an order must not have changed
   * @param seenOpen client order ids among the open orders
   * @param seenCompleted client order ids among the completed orders
   * @param positions by symbol; a name that is absent is flat
   */
  public record Shown(
      Instant askedAt,
      Duration settle,
      Set<String> seenOpen,
      Set<String> seenCompleted,
      Map<String, BrokerPosition> positions) {}

  public record BrokerPosition(long quantity, BigDecimal averageCost) {}

  public record Settlement(String clientOrderId, Resolution resolution, String evidence) {}

  /** Ours and the broker's shares of one name. */
  public record PositionDifference(
      String symbol, long own, long broker, BigDecimal brokerAverageCost) {}

  /**
   * @param doubtful sent orders that the sync does not know: their outcome is unknown from now on
   * @param waiting orders that changed too lately to be judged: another sync is needed
   */
  public record Findings(
      List<Settlement> settlements,
      List<String> doubtful,
      List<String> waiting,
      List<PositionDifference> differences) {}

  /**
   * @param orders not terminal, and placed before the sync was asked for
   */
  public static Findings compare(List<OrderState> orders, Book book, Shown shown) {
    List<Settlement> settlements = new ArrayList<>();
    List<String> doubtful = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (OrderState order : orders) {
      String id = order.request().clientOrderId().value();
      if (shown.seenOpen().contains(id) || shown.seenCompleted().contains(id)) {
        continue;
      }
      Instant quietSince = order.unknownSince().orElse(order.updatedAt());
      if (quietSince.plus(shown.settle()).isAfter(shown.askedAt())) {
        waiting.add(id);
      } else if (order.has(OrderFact.ACKNOWLEDGED)) {
        settlements.add(
            new Settlement(
                id, Resolution.GONE, "the broker no longer shows it: cancelled or expired"));
      } else if (order.status() == OrderStatus.UNKNOWN) {
        settlements.add(
            new Settlement(
                id,
                Resolution.NEVER_REACHED,
                "a complete sync knows it neither as open, completed nor executed"));
      } else {
        doubtful.add(id);
      }
    }
    return new Findings(settlements, doubtful, waiting, differences(book, shown.positions()));
  }

  private static List<PositionDifference> differences(
      Book book, Map<String, BrokerPosition> positions) {
    Set<String> names = new TreeSet<>(positions.keySet());
    names.addAll(book.holdings().keySet());
    List<PositionDifference> differences = new ArrayList<>();
    for (String name : names) {
      BrokerPosition broker = positions.getOrDefault(name, new BrokerPosition(0, BigDecimal.ZERO));
      if (broker.quantity() != book.position(name)) {
        differences.add(
            new PositionDifference(
                name, book.position(name), broker.quantity(), broker.averageCost()));
      }
    }
    return differences;
  }
}
