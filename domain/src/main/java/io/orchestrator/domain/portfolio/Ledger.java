package io.orchestrator.domain.portfolio;

import io.orchestrator.domain.common.ChunkedList;
import io.orchestrator.domain.order.Execution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The history of one name: what it began with and every step since. Holding and lots are replayed
 * from it, so a correction of any remembered execution gives what would have been without the
 * mistake. What is forgotten moves into the opening. Immutable.
 *
 * @param adoptedAt when the broker's word on the position was taken over last; the opening contains
 *     everything before it
 */
public record Ledger(
    Holding opening, Lots openingLots, Optional<Instant> adoptedAt, List<LedgerEntry> entries) {

  private static final int COST_SCALE = 8;

  public Ledger {
    entries = ChunkedList.copyOf(entries);
  }

  /** Average cost and lots at one moment. */
  record Account(Holding holding, Lots lots) {}

  /** Begins with what is held, acquired at an unknown time. */
  static Ledger of(Holding holding) {
    return new Ledger(
        holding, oneLot(Lot.OPENING, holding, Instant.EPOCH), Optional.empty(), List.of());
  }

  /**
   * @param realized by the lots so far
   */
  static Ledger adopted(Holding holding, BigDecimal realized, Instant at) {
    Lots lots = new Lots(oneLot(Lot.ADOPTED, holding, at).open(), realized);
    return new Ledger(holding, lots, Optional.of(at), List.of());
  }

  private static Lots oneLot(String id, Holding holding, Instant at) {
    List<Lot> open =
        holding.quantity() == 0
            ? List.of()
            : List.of(new Lot(id, holding.quantity(), holding.averageCost(), at));
    return new Lots(open, holding.realized());
  }

  Ledger plus(LedgerEntry entry) {
    return new Ledger(opening, openingLots, adoptedAt, ChunkedList.copyOf(entries).plus(entry));
  }

  Ledger without(String root) {
    return new Ledger(
        opening,
        openingLots,
        adoptedAt,
        entries.stream().filter(e -> !e.execution().equals(root)).toList());
  }

  Ledger choosing(String root, LotChoice choice) {
    return new Ledger(
        opening,
        openingLots,
        adoptedAt,
        entries.stream().map(e -> e.execution().equals(root) ? e.choosing(choice) : e).toList());
  }

  boolean contains(String root) {
    return entries.stream().anyMatch(e -> e.execution().equals(root));
  }

  /** The broker's word contains what took effect before it. */
  boolean contains(CorporateAction action) {
    return adoptedAt.map(at -> !at.isBefore(action.effectiveAt())).orElse(false);
  }

  /** Moves everything up to the last of these into the opening, before they are forgotten. */
  Ledger forget(Set<String> roots, Map<String, Execution> executions) {
    int last = entries.size() - 1;
    while (last >= 0 && !roots.contains(entries.get(last).execution())) {
      last--;
    }
    if (last < 0) {
      return this;
    }
    Account folded = account(entries.subList(0, last + 1), executions);
    return new Ledger(
        folded.holding(), folded.lots(), adoptedAt, entries.subList(last + 1, entries.size()));
  }

  Account account(Map<String, Execution> executions) {
    return account(entries, executions);
  }

  private Account account(List<LedgerEntry> steps, Map<String, Execution> executions) {
    Holding holding = opening;
    LotAccount lots = new LotAccount(openingLots);
    for (LedgerEntry entry : steps) {
      if (entry.split().isPresent()) {
        holding = split(holding, entry.split().get());
        lots.split(entry.split().get());
      }
      if (entry.replaced().isPresent()) {
        Execution wrong = entry.replaced().get();
        holding = traded(holding, -signed(wrong), wrong.price());
        lots.trade(wrong, -1, LotChoice.FIFO);
      }
      Execution execution = executions.get(entry.execution());
      if (execution != null) {
        holding = traded(holding, signed(execution), execution.price());
        lots.trade(execution, 1, entry.choice().orElse(LotChoice.FIFO));
      }
    }
    return new Account(holding, lots.lots());
  }

  static long signed(Execution execution) {
    return execution.side().sign() * execution.quantity();
  }

  /** Average-cost accounting; through zero the rest opens at the trade's price. */
  static Holding traded(Holding before, long signed, BigDecimal price) {
    long held = before.quantity();
    long after = held + signed;
    if (held == 0 || Long.signum(held) == Long.signum(signed)) {
      if (after == 0) {
        return before;
      }
      BigDecimal cost =
          before
              .averageCost()
              .multiply(BigDecimal.valueOf(held))
              .add(price.multiply(BigDecimal.valueOf(signed)))
              .divide(BigDecimal.valueOf(after), COST_SCALE, RoundingMode.HALF_EVEN);
      return new Holding(after, cost, before.realized());
    }
    long closed = Math.min(Math.abs(held), Math.abs(signed)) * Long.signum(held);
    BigDecimal gain = price.subtract(before.averageCost()).multiply(BigDecimal.valueOf(closed));
    BigDecimal realized = before.realized().add(gain);
    if (after == 0) {
      return new Holding(0, BigDecimal.ZERO, realized);
    }
    boolean turned = Long.signum(after) != Long.signum(held);
    return new Holding(after, turned ? price : before.averageCost(), realized);
  }

  /** As {@link Lots#split}, at average cost. */
  static Holding split(Holding before, CorporateAction split) {
    if (before.quantity() == 0) {
      return new Holding(0, BigDecimal.ZERO, before.realized().add(split.amount()));
    }
    long after = split.shares(before.quantity());
    BigDecimal cost =
        before
            .averageCost()
            .multiply(BigDecimal.valueOf(split.denominator()))
            .divide(BigDecimal.valueOf(split.numerator()), COST_SCALE, RoundingMode.HALF_EVEN);
    BigDecimal fallen =
        before
            .averageCost()
            .multiply(BigDecimal.valueOf(before.quantity()))
            .subtract(cost.multiply(BigDecimal.valueOf(after)));
    return new Holding(
        after,
        after == 0 ? BigDecimal.ZERO : cost,
        before.realized().add(split.amount()).subtract(fallen));
  }
}
