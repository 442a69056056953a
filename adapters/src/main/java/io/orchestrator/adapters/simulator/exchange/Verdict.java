package io.orchestrator.adapters.simulator.exchange;

/** The broker's answer to a request about an order. */
public sealed interface Verdict {
  /** Done and on the disk. */
  record Accepted(BrokerOrder order) implements Verdict {}

  /**
   * @param code of the broker: 103 duplicate id, 105 not modifiable, 161 and 10148 not cancellable,
   *     200 unknown contract, 201 rejected, 321 bad field, 10006 missing parent, 10147 unknown
   *     order
   */
  record Refused(int code, String text) implements Verdict {}
}
