package io.orchestrator.domain.compliance;

/**
 * What a rule or a code of practice asks for, in our words. A yardstick for features, not legal
 * advice.
 */
public enum Requirement {
  SEC_1(
      Standard.SEC_15C3_5,
      "(c)(1)(i)",
      "Credit and capital thresholds, checked before entry with working orders"),
  SEC_2(
      Standard.SEC_15C3_5,
      "(c)(1)(ii)",
      "Erroneous orders: price and size of one order and of a short period"),
  SEC_3(Standard.SEC_15C3_5, "(c)(1)(ii)", "Duplicate orders"),
  SEC_4(
      Standard.SEC_15C3_5,
      "(c)(2)(i),(ii)",
      "Requirements before entry; names that may not be traded"),
  SEC_5(Standard.SEC_15C3_5, "(c)(2)(iii)", "Access of authorised persons and systems only"),
  SEC_6(Standard.SEC_15C3_5, "(c)(2)(iv)", "Executions reported at once to those who watch"),
  SEC_7(
      Standard.SEC_15C3_5,
      "(d)",
      "Controls under direct and exclusive control: no switch around them"),
  SEC_8(
      Standard.SEC_15C3_5, "(e)", "Documented, reviewed; reasons of changed thresholds on record"),
  RTS_5_7(Standard.RTS_6, "5-7", "Development method, conformance tests, a separate environment"),
  RTS_8(
      Standard.RTS_6,
      "8",
      "Limits before deployment: names, prices, values and numbers of orders, positions"),
  RTS_9(Standard.RTS_6, "9", "Yearly self-assessment"),
  RTS_10(Standard.RTS_6, "10", "Stress test at twice the highest of six months"),
  RTS_11(Standard.RTS_6, "11", "Management of material changes"),
  RTS_12(
      Standard.RTS_6,
      "12",
      "One decision cancels any or all orders; each knows its algorithm and person"),
  RTS_13(Standard.RTS_6, "13", "Automated surveillance for manipulation"),
  RTS_14(Standard.RTS_6, "14", "Business continuity"),
  RTS_15_1(Standard.RTS_6, "15(1)", "Collars, largest value, largest volume, most messages"),
  RTS_15_2(Standard.RTS_6, "15(2)", "What is sent counts at once"),
  RTS_15_3(
      Standard.RTS_6, "15(3)", "After so many executions nothing until a person enables it again"),
  RTS_15_4(
      Standard.RTS_6,
      "15(4)-(7)",
      "Limits from capital and risk; unauthorised names; strategies; overrides"),
  RTS_16(
      Standard.RTS_6,
      "16",
      "Monitoring in real time, alerts within seconds, independent of the trader"),
  RTS_17(Standard.RTS_6, "17", "Books compared with the broker's; exposure all the time"),
  RTS_18(Standard.RTS_6, "18", "Security, limited access"),
  FIA_SIZE(Standard.FIA_2024, "size", "Largest order"),
  FIA_POSITION(Standard.FIA_2024, "position", "Largest position within the day"),
  FIA_PRICE(Standard.FIA_2024, "price", "Tolerance of prices"),
  FIA_DATA(Standard.FIA_2024, "data", "Market data that is reasonable"),
  FIA_MESSAGES(Standard.FIA_2024, "messages", "Throttle of messages"),
  FIA_REPEATED(Standard.FIA_2024, "repeated", "Limit of repeated automated executions"),
  FIA_SELF(Standard.FIA_2024, "self-match", "No trades with oneself"),
  FIA_DISCONNECT(Standard.FIA_2024, "disconnect", "Cancel on disconnect"),
  FIA_KILL(Standard.FIA_2024, "kill", "Kill switch, by strategy and account"),
  FIA_CREDIT(Standard.FIA_2024, "credit", "Credit limits"),
  FIA_DROP_COPY(Standard.FIA_2024, "drop copy", "Reconciliation with an independent record"),
  FIA_HEARTBEAT(Standard.FIA_2024, "heartbeat", "Heartbeat with the counterparty"),
  FIA_LOCAL(Standard.FIA_2024, "localised", "Limits of algorithm, account, firm"),
  FIA_ALERTS(Standard.FIA_2024, "alerts", "Alerts before a limit is reached"),
  FIA_CHANGE(Standard.FIA_2024, "change", "Management of changes, roll-out in steps, roll-back"),
  FIA_REVIEW(Standard.FIA_2024, "review", "Review after the trade");

  private final Standard standard;
  private final String place;
  private final String text;

  Requirement(Standard standard, String place, String text) {
    this.standard = standard;
    this.place = place;
    this.text = text;
  }

  /** Whose list it stands in. */
  public enum Standard {
    /** Market access rule, Securities Exchange Act Rule 15c3-5. */
    SEC_15C3_5,
    /** Commission Delegated Regulation (EU) 2017/589. */
    RTS_6,
    /** Best Practices for Automated Trading Risk Controls and System Safeguards, July 2024. */
    FIA_2024
  }

  public Standard standard() {
    return standard;
  }

  /** Paragraph, article or item. */
  public String place() {
    return place;
  }

  public String text() {
    return text;
  }

  /** Why no control of this program answers it, and what there is in its place. */
  public String whyNot() {
    return switch (this) {
      case RTS_13 ->
          "No patterns of manipulation are searched for. There are: no trades with oneself"
              + " (SELF_MATCH), throttles of equal orders and of messages, and every order, cancel"
              + " and decision with its person or algorithm in the signed audit.";
      case FIA_DISCONNECT ->
          "Interactive Brokers keeps orders of a lost API session working and has no switch for it."
              + " While its session is down no entry leaves; afterwards the fate of every order is"
              + " asked for before anything else, and an intent that is too old is closed. A client"
              + " of ours that disconnects cancels nothing: orders belong to the desk.";
      default -> "No active control of this program answers it.";
    };
  }
}
