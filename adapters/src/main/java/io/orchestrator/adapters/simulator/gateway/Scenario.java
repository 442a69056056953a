package io.orchestrator.adapters.simulator.gateway;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What went wrong for others with this broker, one by one; each lasts from {@link
 * SimulatedGateway#begin} to {@link SimulatedGateway#end}.
 */
public enum Scenario {
  FILLS_LOST_AFTER_1100(
      "The line to the broker is down (1100); what fills meanwhile is never told unasked; at the"
          + " end 1102."),
  IDS_GO_BACK(
      "The gateway restarts: every connection is cut and the next valid id is told four too low."),
  DISCONNECTED_IN_RESET_WINDOW(
      "Every connection is cut and none is taken until the end, however long."),
  WEEKLY_LOGIN(
      "Every connection is cut; new ones are taken but hear nothing until a human has logged in."),
  NIGHTLY_RESET(
      "The sockets stay, 1100 and the farms' 2103 and 2105 come; at the end 2104, 2106 and 1101."),
  TWIN_ORDER(
      "The next order or modification also makes a second live order of the same reference, with"
          + " a permId of its own; a cancel meets the first one only."),
  STRANGE_IDS_AFTER_RESTART(
      "Every connection is cut; orders of before are shown with the negative of their order id."),
  POSITION_BEFORE_FILL(
      "Positions and account move at once, executions and their status come only at the end."),
  ORDER_FROM_TWS("An order appears that a human placed: order id 0, client id 0, no reference."),
  PRESUBMITTED_FROM_EARLIER_SESSION(
      "Every connection is cut; live orders stay PreSubmitted in all that is told about them."),
  FLAT_POSITION_UNREPORTED("A position that became flat is not mentioned any more."),
  FOREIGN_SESSION_ORDER(
      "An order of another client id appears; a cancel from this one does not find it (10147)."),
  DUPLICATE_ORDER_ID("The next order is refused as a duplicate (103) although its id is new.");

  private final String description;

  Scenario(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /** By name, in any case, with - or _. */
  public static Optional<Scenario> parse(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values()).filter(s -> s.name().equals(wanted)).findFirst();
  }
}
