package io.orchestrator.domain.portfolio;

import io.orchestrator.domain.order.Execution;
import java.util.Optional;

/**
 * One step in the history of a name: an execution, by its root, or a split.
 *
 * @param execution root of an execution's id; empty for a split
 * @param replaced the revision that stands in the opening and is taken back first
 * @param choice which lots an execution closes; without one the oldest
 */
public record LedgerEntry(
    String execution,
    Optional<Execution> replaced,
    Optional<CorporateAction> split,
    Optional<LotChoice> choice) {

  static LedgerEntry execution(String root) {
    return new LedgerEntry(root, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static LedgerEntry correction(String root, Execution replaced) {
    return new LedgerEntry(root, Optional.of(replaced), Optional.empty(), Optional.empty());
  }

  static LedgerEntry split(CorporateAction action) {
    return new LedgerEntry("", Optional.empty(), Optional.of(action), Optional.empty());
  }

  LedgerEntry choosing(LotChoice lots) {
    return new LedgerEntry(execution, replaced, split, Optional.of(lots));
  }
}
