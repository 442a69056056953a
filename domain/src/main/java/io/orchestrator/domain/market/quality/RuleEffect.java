package io.orchestrator.domain.market.quality;

/** What a rule does when it speaks, from mild to strict. */
public enum RuleEffect {
  /** Counted and told; the data are used. */
  COUNT,
  /** The datum is not used; the last good one stays. */
  DROP,
  /** The symbol is SUSPECT until enough good quotes in a row have come. */
  FLAG,
  /** The symbol is QUARANTINED: enough good quotes in a row, and a least time, must pass. */
  QUARANTINE,
  /** The symbol opens no position for as long as the condition lasts. */
  HALT_ENTRIES
}
