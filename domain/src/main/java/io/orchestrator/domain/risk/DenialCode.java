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
  RESTRICTED(
      409,
      "The name or the strategy is on the restricted list.",
      "Exits pass; have the limits changed with a reason (role risk) if the entry is right."),
  BREAKER_OPEN(409, "A circuit breaker is open.", "Wait for its reset or reset it with a reason."),
  NAME_BLOCKED(
      409,
      "Entries in this name are blocked.",
      "Reduce the position below the concentration limit, or resolve the double order."),
  RISK_UNAVAILABLE(
      503, "The risk numbers cannot be computed.", "Entries return when they can; exits pass."),
  PROBE_SIZE(
      422,
      "A breaker is half open: only small entries pass until it has proven itself.",
      "Order less, or wait until the breaker is closed."),
  VAR_LIMIT(409, "Value at Risk is above its limit.", "Reduce positions first."),
  DAILY_LOSS(409, "The daily loss limit is reached.", "Wait for the next session or reduce."),
  MARKET_CLOSED(409, "The market is closed.", "Send the order in the regular session."),
  PRICE_ABSENT(409, "There is no price for the symbol.", "Watch the symbol and wait for a quote."),
  PRICE_STALE(409, "The price is too old.", "Wait for a fresh quote."),
  PRICE_NOT_GOOD(
      409, "The price is delayed, stale, suspect or crossed.", "Wait for a good two-sided quote."),
  PRICE_SHOCK(
      409,
      "The price left its band around the mean of the last minutes.",
      "Wait until it trades within the band again."),
  PRICE_TICK(
      422,
      "A price does not lie on the exchange's steps.",
      "Use a cent from one dollar up, a hundredth of a cent below."),
  LOT_SIZE(422, "The quantity is not a multiple of the name's lot.", "Use a multiple of the lot."),
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
  POSITION_LIMIT(
      422,
      "The position of the name, or what the strategy works, would be too large in USD.",
      "Order less, or wait until working orders are done."),
  SELF_MATCH(
      409,
      "It would trade with an own order on the other side.",
      "Cancel that order first, or use a price that does not meet it."),
  SHORT_SALE(
      422, "The name may not be sold short.", "Sell at most what is held and not yet being sold."),
  SHORT_EXPOSURE(
      422, "Short positions would be too large.", "Sell fewer shares, or cover others first."),
  LOCATE(
      422,
      "The shares to be sold short were not located and the name is not easy to borrow.",
      "Locate them with the broker and enter the number (PUT /api/risk/limits, located), or sell at"
          + " most what is held."),
  SHORT_PRICE_TEST(
      422,
      "The name fell by 10 % from its last close: short sales only above the bid (SEC Rule 201).",
      "Use a limit order above the bid, or wait until the session after the next."),
  CLOSES_ABSENT(
      503,
      "The last closes of the name are not known, so that SEC Rule 201 cannot be judged.",
      "Wait until its daily history can be loaded; sell at most what is held meanwhile."),
  TOO_MANY_NAMES(
      422, "Too many names would be held or worked in.", "Close a position in another name first."),
  MARGINAL_VAR(
      422,
      "Value at Risk would be above its limit with this order.",
      "Order less, or reduce positions that carry the risk."),
  CONCENTRATION(
      422, "The name would weigh too much in the portfolio.", "Order fewer shares of this name."),
  GROSS_EXPOSURE(422, "Gross exposure would be too high.", "Reduce other positions or orders."),
  NET_EXPOSURE(
      422,
      "Longs and shorts together would lean too far to one side.",
      "Order less, or reduce positions on that side."),
  SECTOR_EXPOSURE(
      422,
      "The sector of the name would be too large.",
      "Order less, or reduce other positions of the sector."),
  BUYING_POWER(422, "Buying power does not cover it.", "Order less or cancel working orders."),
  ORDER_FREQUENCY(429, "Too many entries in the last minute.", "Slow down."),
  SYMBOL_FREQUENCY(429, "Too many entries in this name in the last minute.", "Slow down."),
  STRATEGY_FREQUENCY(429, "Too many entries of this strategy in the last minute.", "Slow down."),
  NOTIONAL_RATE(429, "Too much was entered in USD in the last minute.", "Slow down."),
  MESSAGE_RATE(429, "Too many orders and cancels in the last minute.", "Slow down."),
  REPEATED_ORDER(
      429,
      "The same order was entered too often in the last minute.",
      "Look whether somebody sends it in a loop; another price or quantity is another order."),
  REPEATED_EXECUTION(
      409,
      "The strategy traded as often as it may without a person's consent.",
      "Reset the breaker REPEATED_EXECUTION of the strategy with a reason (role risk)."),
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
