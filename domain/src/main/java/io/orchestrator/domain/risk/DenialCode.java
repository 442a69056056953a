package io.orchestrator.domain.risk;

import io.orchestrator.domain.common.Refusal;
import java.util.Locale;
import java.util.Set;

/**
 * Every reason for which the gate refuses an order. Codes are for ever; {@code docs} lists them
 * from here. None of them applies to a cancel or to a verified exit.
 */
public enum DenialCode {
  BROKER_UNAVAILABLE(
      503, "The broker session is not ready.", "Wait for the session; exits are kept and sent."),
  RECONCILING(
      409,
      "Own and broker's books are being compared.",
      "Wait for reconciliation_finished, then decide anew."),
  CAPABILITY_MISSING(
      409,
      "The system does not allow entries in its present state.",
      "Look at the degraded reasons; entries return with the service."),
  TRADING_HALTED(409, "Trading is halted.", "Resume trading with a reason (role risk)."),
  TRADING_REDUCING(
      409,
      "Only orders that reduce a position are allowed.",
      "Send an order that reduces the position, or resume trading."),
  BREAKER_OPEN(409, "A circuit breaker is open.", "Wait for its reset or reset it with a reason."),
  NAME_BLOCKED(
      409,
      "Entries in this name are blocked.",
      "Reduce the position below the concentration limit, or resolve the double order."),
  RISK_UNAVAILABLE(
      503, "The risk numbers cannot be computed.", "Entries return when they can; exits pass."),
  VAR_LIMIT(409, "Value at Risk is above its limit.", "Reduce positions first."),
  DAILY_LOSS(409, "The daily loss limit is reached.", "Wait for the next session or reduce."),
  MARKET_CLOSED(409, "The market is closed.", "Send the order in the regular session."),
  PRICE_ABSENT(409, "There is no price for the symbol.", "Watch the symbol and wait for a quote."),
  PRICE_STALE(409, "The price is too old.", "Wait for a fresh quote."),
  PRICE_NOT_GOOD(
      409, "The price is delayed, stale, suspect or crossed.", "Wait for a good two-sided quote."),
  PRICE_COLLAR(
      422, "The limit price is too far from the market.", "Use a limit price within the collar."),
  STOP_REACHED(
      422,
      "The stop price is already reached: the order would trade at once.",
      "Use a stop beyond the market, or a market order."),
  PARENT_GONE(
      409,
      "The order to which it is attached does not work, and it would not reduce a position.",
      "Send a bracket as one request, or an exit for what is held."),
  BRACKET_INCOMPLETE(
      409,
      "An exit of the bracket was refused, so that its entry is not sent.",
      "Look at the exits' denials and send the bracket under a new id."),
  ORDER_QUANTITY(422, "The order has too many shares.", "Split the order."),
  ORDER_NOTIONAL(422, "The order is too large in USD.", "Split the order."),
  CONCENTRATION(
      422, "The name would weigh too much in the portfolio.", "Order fewer shares of this name."),
  GROSS_EXPOSURE(422, "Gross exposure would be too high.", "Reduce other positions or orders."),
  BUYING_POWER(422, "Buying power does not cover it.", "Order less or cancel working orders."),
  ORDER_FREQUENCY(429, "Too many entries in the last minute.", "Slow down."),
  TOO_MANY_ORDERS(429, "Too many orders are working or waiting.", "Wait until some are done."),
  INTENT_EXPIRED(
      409, "The decision is too old to be carried out now.", "Decide anew under a new id."),
  EPOCH_PASSED(
      409, "Trading was halted between decision and sending.", "Decide anew when it resumed.");

  private static final Set<DenialCode> PASSING =
      Set.of(BROKER_UNAVAILABLE, RECONCILING, CAPABILITY_MISSING, RISK_UNAVAILABLE);

  private final int status;
  private final String text;
  private final String advice;

  DenialCode(int status, String text, String advice) {
    this.status = status;
    this.text = text;
    this.advice = advice;
  }

  /** Stable and dotted: {@code risk.order_notional}. */
  public String code() {
    return "risk." + name().toLowerCase(Locale.ROOT);
  }

  /**
   * Says nothing about the order: the system starts, reconnects or compares books, and the same
   * order may pass when that is over.
   */
  public boolean passing() {
    return PASSING.contains(this);
  }

  /** As {@link #passing()}, of a refusal that came from elsewhere. */
  public static boolean passing(Refusal refusal) {
    return PASSING.stream().anyMatch(denial -> denial.code().equals(refusal.code()));
  }

  public int status() {
    return status;
  }

  public String text() {
    return text;
  }

  public String advice() {
    return advice;
  }

  /**
   * @param numbers of this case: {@code notional=60000 limit=50000}
   */
  public Refusal refuse(String numbers) {
    return new Refusal(code(), status, numbers.isBlank() ? text : text + " " + numbers, advice);
  }
}
