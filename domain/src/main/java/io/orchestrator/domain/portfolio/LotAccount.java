package io.orchestrator.domain.portfolio;

import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.order.Execution;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lots while a history is told: the only place where they change in place. */
final class LotAccount {
  private List<Lot> open;
  private BigDecimal realized;

  /** The lots stand in the order in which they were opened: the oldest need not be looked for. */
  private boolean inOrder;

  LotAccount(Lots before) {
    open = new ArrayList<>(before.open());
    realized = before.realized();
    inOrder = open.size() < 2;
  }

  Lots lots() {
    return new Lots(List.copyOf(open), realized);
  }

  void split(CorporateAction split) {
    Lots after = lots().split(split);
    open = new ArrayList<>(after.open());
    realized = after.realized();
  }

  /**
   * Closes what stands against the trade, lot by lot as chosen; what is left opens a lot.
   *
   * @param direction -1 takes the execution back
   */
  void trade(Execution execution, int direction, LotChoice choice) {
    String id = ExecId.parse(execution.execId()).root();
    long signed = execution.side().sign() * execution.quantity() * direction;
    long left = against(signed) ? close(signed, execution.price(), choice) : signed;
    if (left != 0) {
      Instant at = execution.timestamp();
      inOrder = open.isEmpty() || (inOrder && !at.isBefore(open.getLast().openedAt()));
      open.add(new Lot(id, left, execution.price(), at));
    }
  }

  private boolean against(long signed) {
    return !open.isEmpty() && Long.signum(open.getFirst().quantity()) != Long.signum(signed);
  }

  /** Shares that found no lot. */
  private long close(long signed, BigDecimal price, LotChoice choice) {
    long left = signed;
    boolean asTheyStand = inOrder && choice.equals(LotChoice.FIFO);
    for (Lot lot : asTheyStand ? List.copyOf(open) : choice.sequence(open)) {
      if (left == 0) {
        break;
      }
      long closed =
          Math.min(Math.abs(lot.quantity()), Math.abs(left)) * Long.signum(lot.quantity());
      realized = realized.add(price.subtract(lot.price()).multiply(BigDecimal.valueOf(closed)));
      left += closed;
      int at = open.indexOf(lot);
      if (closed == lot.quantity()) {
        open.remove(at);
      } else {
        open.set(at, lot.of(lot.quantity() - closed));
      }
    }
    return left;
  }
}
