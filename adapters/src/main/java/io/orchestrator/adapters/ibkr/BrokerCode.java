package io.orchestrator.adapters.ibkr;

import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the broker's numbers mean and how they are treated. A code that is not here is a notice: it
 * never ends an order.
 *
 * @param alarm empty: no person is called
 * @param advice empty: nothing to do
 */
public record BrokerCode(
    int code, Treatment treatment, String meaning, Optional<AlarmCause> alarm, String advice) {

  /** What is done with a code. */
  public enum Treatment {
    /** With an order id: this order is dead. Without one: a request that failed. */
    REJECTS_ORDER,
    /** An order was cancelled; the order's status says it, too. */
    CANCEL_NOTICE,
    /** The order stays as it is and is asked for. */
    ORDER_UNCHANGED,
    /** Nothing is wrong with the order. */
    WARNING,
    REQUEST_FAILED,
    /** The line between the gateway and the broker. */
    UPSTREAM,
    /** A data farm: information. */
    FARM,
    /** The session itself. */
    SESSION,
    /** We wrote something that the gateway does not understand. */
    OUR_MISTAKE
  }

  private static final String SUBSCRIBE = "subscribe to the data, or share them with this user";
  private static final String TICK_BOX =
      "tick \"Bypass Order Precautions for API Orders\" in the gateway's settings";

  private static final List<BrokerCode> TABLE =
      List.of(
          alarmed(
              100,
              Treatment.SESSION,
              "too many messages a second",
              AlarmCause.THROTTLED,
              "lower messages-per-second"),
          of(101, Treatment.REQUEST_FAILED, "all market data lines are in use"),
          of(102, Treatment.OUR_MISTAKE, "request id in use"),
          of(103, Treatment.ORDER_UNCHANGED, "order id in use: the broker is asked, never retried"),
          of(104, Treatment.ORDER_UNCHANGED, "a filled order cannot be changed"),
          of(105, Treatment.ORDER_UNCHANGED, "the change does not match the order"),
          of(109, Treatment.REJECTS_ORDER, "price out of the precautionary range"),
          of(110, Treatment.REJECTS_ORDER, "price off the minimum variation"),
          of(135, Treatment.ORDER_UNCHANGED, "order to cancel is not known"),
          of(136, Treatment.ORDER_UNCHANGED, "order cannot be cancelled now"),
          of(161, Treatment.ORDER_UNCHANGED, "order cannot be cancelled in its state"),
          of(162, Treatment.REQUEST_FAILED, "history: no data, no permission or asked too fast"),
          of(163, Treatment.REJECTS_ORDER, "price out of the percentage limit"),
          of(165, Treatment.WARNING, "history service has something to say"),
          of(200, Treatment.REJECTS_ORDER, "no such contract, or more than one"),
          of(201, Treatment.REJECTS_ORDER, "order rejected; the text says why"),
          of(202, Treatment.CANCEL_NOTICE, "order cancelled"),
          of(203, Treatment.REJECTS_ORDER, "security not available for this account"),
          of(300, Treatment.WARNING, "subscription to end is not known"),
          of(310, Treatment.WARNING, "subscription to end is not known"),
          of(320, Treatment.OUR_MISTAKE, "request could not be read"),
          of(321, Treatment.REJECTS_ORDER, "a field of the request is not valid"),
          of(322, Treatment.OUR_MISTAKE, "request could not be processed"),
          alarmed(
              326,
              Treatment.SESSION,
              "client id in use",
              AlarmCause.CLIENT_ID_IN_USE,
              "stop the other program, or give this one a client-id of its own"),
          of(327, Treatment.OUR_MISTAKE, "only client id 0 may bind manual orders"),
          of(329, Treatment.ORDER_UNCHANGED, "order cannot be changed to that"),
          alarmed(
              354,
              Treatment.REQUEST_FAILED,
              "no subscription to these market data",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          of(366, Treatment.WARNING, "no such history request"),
          of(382, Treatment.REJECTS_ORDER, "price violates the tick constraint"),
          of(383, Treatment.REJECTS_ORDER, "size exceeds the precautionary limit"),
          of(387, Treatment.REJECTS_ORDER, "order type not valid for this exchange"),
          of(388, Treatment.REJECTS_ORDER, "size under the exchange's minimum"),
          of(399, Treatment.WARNING, "order message; the order stays live"),
          of(404, Treatment.WARNING, "shares to sell short are being located"),
          of(434, Treatment.REJECTS_ORDER, "size is zero"),
          of(435, Treatment.REJECTS_ORDER, "account missing or wrong"),
          of(436, Treatment.REJECTS_ORDER, "allocation missing"),
          alarmed(
              451,
              Treatment.REJECTS_ORDER,
              "a precaution stopped the order",
              AlarmCause.PRECAUTIONARY_SETTING,
              TICK_BOX),
          of(460, Treatment.REJECTS_ORDER, "no trading permission"),
          of(1100, Treatment.UPSTREAM, "gateway lost the broker: nothing is placed"),
          of(1101, Treatment.UPSTREAM, "broker is back, subscriptions are lost: all is asked anew"),
          of(1102, Treatment.UPSTREAM, "broker is back: orders and executions are asked anew"),
          of(1300, Treatment.SESSION, "gateway moves to another port"),
          of(2102, Treatment.ORDER_UNCHANGED, "order is still being processed"),
          of(2103, Treatment.FARM, "market data farm is down"),
          of(2104, Treatment.FARM, "market data farm is up"),
          of(2105, Treatment.FARM, "history farm is down: history requests wait"),
          of(2106, Treatment.FARM, "history farm is up"),
          of(2107, Treatment.FARM, "history farm sleeps until asked"),
          of(2108, Treatment.FARM, "market data farm sleeps until asked"),
          of(2109, Treatment.WARNING, "outside regular hours is ignored for this order"),
          of(2110, Treatment.UPSTREAM, "gateway lost the broker, heals by itself"),
          of(2119, Treatment.FARM, "market data farm is connecting"),
          of(2137, Treatment.WARNING, "order would cross one of our own"),
          of(2157, Treatment.FARM, "contract farm is down"),
          of(2158, Treatment.FARM, "contract farm is up"),
          of(2174, Treatment.OUR_MISTAKE, "time without a zone"),
          of(10006, Treatment.REJECTS_ORDER, "parent of a bracket is missing"),
          alarmed(
              10089,
              Treatment.REQUEST_FAILED,
              "market data need a subscription for the API",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          alarmed(
              10090,
              Treatment.WARNING,
              "a part of the market data is not subscribed",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          alarmed(
              10091,
              Treatment.REQUEST_FAILED,
              "market data need a subscription for the API",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          of(10147, Treatment.ORDER_UNCHANGED, "order to cancel is not found"),
          of(10148, Treatment.ORDER_UNCHANGED, "order cannot be cancelled in its state"),
          alarmed(
              10167,
              Treatment.WARNING,
              "not subscribed: delayed market data follow",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          alarmed(
              10168,
              Treatment.REQUEST_FAILED,
              "not subscribed, and delayed data are off",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          alarmed(
              10186,
              Treatment.REQUEST_FAILED,
              "not subscribed, and delayed data are off",
              AlarmCause.MARKET_DATA_ENTITLEMENT,
              SUBSCRIBE),
          of(10182, Treatment.REQUEST_FAILED, "live updates of a subscription stopped"),
          of(10187, Treatment.REQUEST_FAILED, "tick by tick refused"),
          alarmed(
              10197,
              Treatment.REQUEST_FAILED,
              "no market data: another session has them",
              AlarmCause.COMPETING_SESSION,
              "log the other session of this user out"),
          of(10225, Treatment.REQUEST_FAILED, "real-time bars ended"),
          of(10243, Treatment.REJECTS_ORDER, "fractions are not possible here"),
          of(10247, Treatment.REJECTS_ORDER, "fractions are not possible here"),
          of(10268, Treatment.REJECTS_ORDER, "dead attribute eTradeOnly"),
          of(10269, Treatment.REJECTS_ORDER, "dead attribute firmQuoteOnly"),
          of(10270, Treatment.REJECTS_ORDER, "dead attribute nbboPriceCap"),
          of(10285, Treatment.OUR_MISTAKE, "protocol version too old"),
          alarmed(
              10311,
              Treatment.REJECTS_ORDER,
              "a precaution stopped direct routing",
              AlarmCause.PRECAUTIONARY_SETTING,
              TICK_BOX),
          of(10314, Treatment.OUR_MISTAKE, "end time not understood"),
          of(10318, Treatment.REJECTS_ORDER, "fractions are not possible for this order"),
          of(10328, Treatment.ORDER_UNCHANGED, "connection lost: what became of it is asked"),
          alarmed(
              10329,
              Treatment.REJECTS_ORDER,
              "a precaution stopped direct routing",
              AlarmCause.PRECAUTIONARY_SETTING,
              TICK_BOX),
          of(10349, Treatment.WARNING, "time in force was set by a preset; the order is live"));

  private static BrokerCode of(int code, Treatment treatment, String meaning) {
    return new BrokerCode(code, treatment, meaning, Optional.empty(), "");
  }

  private static BrokerCode alarmed(
      int code, Treatment treatment, String meaning, AlarmCause alarm, String advice) {
    return new BrokerCode(code, treatment, meaning, Optional.of(alarm), advice);
  }

  /** All of them, by number. */
  public static List<BrokerCode> all() {
    return TABLE;
  }

  static Optional<BrokerCode> find(int code) {
    return TABLE.stream().filter(c -> c.code() == code).findFirst();
  }

  /** Codes that kill a new order; the default of the setting reject-codes. */
  static Set<Integer> rejecting() {
    return TABLE.stream()
        .filter(c -> c.treatment() == Treatment.REJECTS_ORDER)
        .map(BrokerCode::code)
        .collect(Collectors.toUnmodifiableSet());
  }
}
