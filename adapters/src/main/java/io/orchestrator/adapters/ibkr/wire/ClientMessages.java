package io.orchestrator.adapters.ibkr.wire;

import static io.orchestrator.adapters.ibkr.wire.MessageTable.toServer;

import io.orchestrator.adapters.ibkr.wire.MessageTable.Builder;
import java.util.List;
import java.util.function.Consumer;

/** What a client sends, at server version 178. */
public final class ClientMessages {
  private ClientMessages() {}

  /** The twelve fields of a contract. */
  static final Consumer<Builder> CONTRACT =
      b ->
          b.fields(Kind.INTEGER, "0", "conId")
              .text("symbol", "secType", "lastTradeDate")
              .fields(Kind.NUMBER, "0.0", "strike")
              .text("right", "multiplier", "exchange", "primaryExchange", "currency")
              .text("localSymbol", "tradingClass");

  private static final Consumer<Builder> LEG_BLOCK =
      b ->
          b.when(
              m -> m.text("secType").equals("BAG"),
              bag -> bag.rows("legs", l -> l.integer("conId", "ratio").text("action", "exchange")));

  public static final MessageTable START_API =
      toServer(71, "startApi").version(2).integer("clientId").text("optionalCapabilities").table();
  public static final MessageTable REQ_CURRENT_TIME =
      toServer(49, "reqCurrentTime").version(1).table();
  public static final MessageTable REQ_IDS =
      toServer(8, "reqIds").version(1).fields(Kind.INTEGER, "1", "numIds").table();
  public static final MessageTable REQ_MANAGED_ACCOUNTS =
      toServer(17, "reqManagedAccts").version(1).table();
  public static final MessageTable REQ_MARKET_DATA_TYPE =
      toServer(59, "reqMarketDataType").version(1).integer("type").table();
  public static final MessageTable REQ_CONTRACT_DETAILS =
      toServer(9, "reqContractDetails")
          .version(8)
          .integer("reqId")
          .with(CONTRACT)
          .flag("includeExpired")
          .text("secIdType", "secId")
          .since(176, b -> b.text("issuerId"))
          .table();
  public static final MessageTable REQ_MARKET_DATA =
      toServer(1, "reqMktData")
          .version(11)
          .integer("reqId")
          .with(CONTRACT)
          .with(LEG_BLOCK)
          .flag("deltaNeutral")
          .when(m -> m.flag("deltaNeutral"), b -> b.integer("dnConId").number("dnDelta", "dnPrice"))
          .text("genericTicks")
          .flag("snapshot", "regulatorySnapshot")
          .text("options")
          .table();
  public static final MessageTable CANCEL_MARKET_DATA =
      toServer(2, "cancelMktData").version(1).integer("reqId").table();
  public static final MessageTable REQ_HISTORICAL_DATA =
      toServer(20, "reqHistoricalData")
          .integer("reqId")
          .with(CONTRACT)
          .flag("includeExpired")
          .text("endDateTime", "barSize", "duration")
          .flag("useRth")
          .text("whatToShow")
          .fields(Kind.INTEGER, "1", "formatDate")
          .with(LEG_BLOCK)
          .flag("keepUpToDate")
          .text("options")
          .table();
  public static final MessageTable CANCEL_HISTORICAL_DATA =
      toServer(25, "cancelHistoricalData").version(1).integer("reqId").table();
  public static final MessageTable REQ_ACCOUNT_SUMMARY =
      toServer(62, "reqAccountSummary").version(1).integer("reqId").text("group", "tags").table();
  public static final MessageTable CANCEL_ACCOUNT_SUMMARY =
      toServer(63, "cancelAccountSummary").version(1).integer("reqId").table();
  public static final MessageTable REQ_ACCOUNT_UPDATES =
      toServer(6, "reqAccountUpdates").version(2).flag("subscribe").text("account").table();
  public static final MessageTable REQ_POSITIONS = toServer(61, "reqPositions").version(1).table();
  public static final MessageTable CANCEL_POSITIONS =
      toServer(64, "cancelPositions").version(1).table();
  public static final MessageTable REQ_PNL =
      toServer(92, "reqPnL").integer("reqId").text("account", "modelCode").table();
  public static final MessageTable CANCEL_PNL = toServer(93, "cancelPnL").integer("reqId").table();
  public static final MessageTable REQ_OPEN_ORDERS =
      toServer(5, "reqOpenOrders").version(1).table();
  public static final MessageTable REQ_ALL_OPEN_ORDERS =
      toServer(16, "reqAllOpenOrders").version(1).table();
  public static final MessageTable REQ_AUTO_OPEN_ORDERS =
      toServer(15, "reqAutoOpenOrders").version(1).flag("bind").table();
  public static final MessageTable REQ_COMPLETED_ORDERS =
      toServer(99, "reqCompletedOrders").flag("apiOnly").table();
  public static final MessageTable REQ_EXECUTIONS =
      toServer(7, "reqExecutions")
          .version(3)
          .integer("reqId")
          .fields(Kind.INTEGER, "0", "clientId")
          .text("account", "time", "symbol", "secType", "exchange", "side")
          .table();
  public static final MessageTable CANCEL_ORDER =
      toServer(4, "cancelOrder")
          .version(1)
          .integer("orderId")
          .since(169, b -> b.text("manualCancelTime"))
          .table();
  public static final MessageTable REQ_GLOBAL_CANCEL =
      toServer(58, "reqGlobalCancel").version(1).table();

  public static final MessageTable REQ_PNL_SINGLE =
      toServer(94, "reqPnLSingle")
          .integer("reqId")
          .text("account", "modelCode")
          .integer("conId")
          .table();
  public static final MessageTable CANCEL_PNL_SINGLE =
      toServer(95, "cancelPnLSingle").integer("reqId").table();
  public static final MessageTable REQ_HEAD_TIMESTAMP =
      toServer(87, "reqHeadTimestamp")
          .integer("reqId")
          .with(CONTRACT)
          .flag("includeExpired", "useRth")
          .text("whatToShow")
          .fields(Kind.INTEGER, "1", "formatDate")
          .table();
  public static final MessageTable CANCEL_HEAD_TIMESTAMP =
      toServer(90, "cancelHeadTimestamp").integer("reqId").table();
  public static final MessageTable REQ_REAL_TIME_BARS =
      toServer(50, "reqRealTimeBars")
          .version(3)
          .integer("reqId")
          .with(CONTRACT)
          .fields(Kind.INTEGER, "5", "barSize")
          .text("whatToShow")
          .flag("useRth")
          .text("options")
          .table();
  public static final MessageTable CANCEL_REAL_TIME_BARS =
      toServer(51, "cancelRealTimeBars").version(1).integer("reqId").table();
  public static final MessageTable REQ_TICK_BY_TICK =
      toServer(97, "reqTickByTickData")
          .integer("reqId")
          .with(CONTRACT)
          .text("tickType")
          .fields(Kind.INTEGER, "0", "numberOfTicks")
          .flag("ignoreSize")
          .table();
  public static final MessageTable CANCEL_TICK_BY_TICK =
      toServer(98, "cancelTickByTickData").integer("reqId").table();
  public static final MessageTable REQ_MARKET_RULE =
      toServer(91, "reqMarketRule").integer("marketRuleId").table();
  public static final MessageTable REQ_MATCHING_SYMBOLS =
      toServer(81, "reqMatchingSymbols").integer("reqId").text("pattern").table();
  public static final MessageTable REQ_SEC_DEF_OPT_PARAMS =
      toServer(78, "reqSecDefOptParams")
          .integer("reqId")
          .text("underlyingSymbol", "futFopExchange", "underlyingSecType")
          .integer("underlyingConId")
          .table();

  /** Strict: a field too many is a broken client. */
  public static Registry registry() {
    return new Registry(
        true,
        List.of(
            START_API,
            REQ_CURRENT_TIME,
            REQ_IDS,
            REQ_MANAGED_ACCOUNTS,
            REQ_MARKET_DATA_TYPE,
            REQ_CONTRACT_DETAILS,
            REQ_MARKET_DATA,
            CANCEL_MARKET_DATA,
            REQ_HISTORICAL_DATA,
            CANCEL_HISTORICAL_DATA,
            REQ_ACCOUNT_SUMMARY,
            CANCEL_ACCOUNT_SUMMARY,
            REQ_ACCOUNT_UPDATES,
            REQ_POSITIONS,
            CANCEL_POSITIONS,
            REQ_PNL,
            CANCEL_PNL,
            REQ_OPEN_ORDERS,
            REQ_ALL_OPEN_ORDERS,
            REQ_AUTO_OPEN_ORDERS,
            REQ_COMPLETED_ORDERS,
            REQ_EXECUTIONS,
            CANCEL_ORDER,
            REQ_GLOBAL_CANCEL,
            REQ_PNL_SINGLE,
            CANCEL_PNL_SINGLE,
            REQ_HEAD_TIMESTAMP,
            CANCEL_HEAD_TIMESTAMP,
            REQ_REAL_TIME_BARS,
            CANCEL_REAL_TIME_BARS,
            REQ_TICK_BY_TICK,
            CANCEL_TICK_BY_TICK,
            REQ_MARKET_RULE,
            REQ_MATCHING_SYMBOLS,
            REQ_SEC_DEF_OPT_PARAMS,
            OrderTables.PLACE_ORDER));
  }
}
