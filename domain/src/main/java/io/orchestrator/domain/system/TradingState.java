package io.orchestrator.domain.system;

import java.util.Locale;

/** The second, orthogonal axis: what orders may do. Cancels and exits pass in every one. */
public enum TradingState {
  /** Entries and exits. */
  ACTIVE,
  /** Only orders that verifiably reduce a position. */
  REDUCING,
  /** No entries; working entries are cancelled; exits and cancels still pass. */
  HALTED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
