package io.orchestrator.domain.port;

import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderView;
import java.util.List;

/** All orders that are over, however long ago. */
public interface OrderHistory {
  /**
   * Those that match, newest first, one more than the limit if there are more. Blocks.
   *
   * @throws RuntimeException if the database does not answer
   */
  List<OrderView> select(OrderQuery query);
}
