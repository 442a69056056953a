package io.orchestrator.domain.risk;

/** Whether a name is under the short-sale price test of SEC Rule 201 (17 CFR 242.201). */
public enum PriceTest {
  /** It has not fallen far enough: short sales at any price. */
  FREE,
  /** Short sales only above the best bid, for the rest of the day and the next. */
  RESTRICTED,
  /** The closes are not there: nothing is sold short. */
  UNKNOWN
}
