package io.orchestrator.adapters.ibkr.wire;

import static io.orchestrator.adapters.ibkr.wire.MessageTable.toClient;

import java.util.List;

/** What the gateway sends, at server version 178. */
public final class ServerMessages {
  private ServerMessages() {}

  public static final MessageTable MANAGED_ACCOUNTS =
      toClient(15, "managedAccounts").version(1).text("accounts").table();
  public static final MessageTable NEXT_VALID_ID =
      toClient(9, "nextValidId").version(1).integer("orderId").table();
  public static final MessageTable CURRENT_TIME =
      toClient(49, "currentTime").version(1).integer("epochSeconds").table();
  public static final MessageTable ERROR =
      toClient(4, "error")
          .version(2)
          .integer("id", "code")
          .text("text")
          .since(166, b -> b.text("rejectJson"))
          .table();
  public static final MessageTable TICK_REQ_PARAMS =
      toClient(81, "tickReqParams")
          .integer("reqId")
          .number("minTick")
          .text("bboExchange")
          .integer("snapshotPermissions")
          .table();
  public static final MessageTable MARKET_DATA_TYPE =
      toClient(58, "marketDataType").version(1).integer("reqId", "type").table();
  public static final MessageTable TICK_PRICE =
      toClient(1, "tickPrice")
          .version(6)
          .integer("reqId", "tickType")
          .number("price")
          .size("size")
          .integer("attributes")
          .table();
  public static final MessageTable TICK_SIZE =
      toClient(2, "tickSize").version(6).integer("reqId", "tickType").size("size").table();
  public static final MessageTable TICK_GENERIC =
      toClient(45, "tickGeneric").version(6).integer("reqId", "tickType").number("value").table();
  public static final MessageTable TICK_STRING =
      toClient(46, "tickString").version(6).integer("reqId", "tickType").text("value").table();
  public static final MessageTable TICK_SNAPSHOT_END =
      toClient(57, "tickSnapshotEnd").version(1).integer("reqId").table();
  public static final MessageTable CONTRACT_DETAILS =
      toClient(10, "contractDetails")
          .before(164, b -> b.version(8))
          .integer("reqId")
          .text("symbol", "secType", "lastTradeDate")
          .number("strike")
          .text("right", "exchange", "currency", "localSymbol", "marketName", "tradingClass")
          .integer("conId")
          .number("minTick")
          .before(164, b -> b.fields(Kind.INTEGER, "1", "mdSizeMultiplier"))
          .text("multiplier", "orderTypes", "validExchanges")
          .integer("priceMagnifier", "underConId")
          .text("longName", "primaryExchange", "contractMonth", "industry", "category")
          .text("subcategory", "timeZoneId", "tradingHours", "liquidHours", "evRule")
          .number("evMultiplier")
          .rows("secIds", r -> r.text("tag", "value"))
          .integer("aggGroup")
          .text("underSymbol", "underSecType", "marketRuleIds", "realExpirationDate")
          .since(152, b -> b.text("stockType"))
          .since(164, b -> b.size("minSize", "sizeIncrement", "suggestedSizeIncrement"))
          .table();
  public static final MessageTable CONTRACT_DETAILS_END =
      toClient(52, "contractDetailsEnd").version(1).integer("reqId").table();
  public static final MessageTable HISTORICAL_DATA =
      toClient(17, "historicalData")
          .integer("reqId")
          .text("startDate", "endDate")
          .rows(
              "bars",
              r ->
                  r.text("date")
                      .number("open", "high", "low", "close")
                      .size("volume", "wap")
                      .integer("count"))
          .table();
  public static final MessageTable ACCOUNT_SUMMARY =
      toClient(63, "accountSummary")
          .version(1)
          .integer("reqId")
          .text("account", "tag", "value", "currency")
          .table();
  public static final MessageTable ACCOUNT_SUMMARY_END =
      toClient(64, "accountSummaryEnd").version(1).integer("reqId").table();
  public static final MessageTable ACCOUNT_VALUE =
      toClient(6, "accountValue").version(2).text("key", "value", "currency", "account").table();
  public static final MessageTable PORTFOLIO_VALUE =
      toClient(7, "portfolioValue")
          .version(8)
          .integer("conId")
          .text("symbol", "secType", "lastTradeDate")
          .number("strike")
          .text("right", "multiplier", "primaryExchange", "currency", "localSymbol")
          .text("tradingClass")
          .size("position")
          .number("marketPrice", "marketValue", "averageCost", "unrealizedPnl", "realizedPnl")
          .text("account")
          .table();
  public static final MessageTable ACCOUNT_UPDATE_TIME =
      toClient(8, "accountUpdateTime").version(1).text("time").table();
  public static final MessageTable ACCOUNT_DOWNLOAD_END =
      toClient(54, "accountDownloadEnd").version(1).text("account").table();
  public static final MessageTable POSITION =
      toClient(61, "position")
          .version(3)
          .text("account")
          .integer("conId")
          .text("symbol", "secType", "lastTradeDate")
          .number("strike")
          .text("right", "multiplier", "exchange", "currency", "localSymbol", "tradingClass")
          .size("position")
          .number("avgCost")
          .table();
  public static final MessageTable POSITION_END = toClient(62, "positionEnd").version(1).table();
  public static final MessageTable PNL =
      toClient(94, "pnl").integer("reqId").number("daily", "unrealized", "realized").table();
  public static final MessageTable ORDER_STATUS =
      toClient(3, "orderStatus")
          .integer("orderId")
          .text("status")
          .size("filled", "remaining")
          .number("avgFillPrice")
          .integer("permId", "parentId")
          .number("lastFillPrice")
          .integer("clientId")
          .text("whyHeld")
          .number("mktCapPrice")
          .table();
  public static final MessageTable OPEN_ORDER_END = toClient(53, "openOrderEnd").version(1).table();
  public static final MessageTable EXECUTION =
      toClient(11, "execDetails")
          .integer("reqId", "orderId", "conId")
          .text("symbol", "secType", "lastTradeDate")
          .number("strike")
          .text("right", "multiplier", "exchange", "currency", "localSymbol", "tradingClass")
          .text("execId", "time", "account", "executionExchange", "side")
          .size("shares")
          .number("price")
          .integer("permId", "clientId", "liquidation")
          .size("cumQty")
          .number("avgPrice")
          .text("orderRef", "evRule")
          .number("evMultiplier")
          .text("modelCode")
          .integer("lastLiquidity")
          .since(178, b -> b.flag("pendingPriceRevision"))
          .table();
  public static final MessageTable EXECUTION_END =
      toClient(55, "execDetailsEnd").version(1).integer("reqId").table();
  public static final MessageTable COMMISSION =
      toClient(59, "commissionReport")
          .version(1)
          .text("execId")
          .number("commission")
          .text("currency")
          .number("realizedPnl", "yield")
          .text("yieldRedemptionDate")
          .table();
  public static final MessageTable COMPLETED_ORDERS_END =
      toClient(102, "completedOrdersEnd").table();

  public static final MessageTable TICK_OPTION_COMPUTATION =
      toClient(21, "tickOptionComputation")
          .before(156, b -> b.version(6))
          .integer("reqId", "tickType")
          .since(156, b -> b.integer("tickAttribute"))
          .number("impliedVolatility", "delta", "optionPrice", "pvDividend")
          .number("gamma", "vega", "theta", "underlyingPrice")
          .table();
  public static final MessageTable HISTORICAL_UPDATE =
      toClient(90, "historicalDataUpdate")
          .integer("reqId", "count")
          .text("date")
          .number("open", "close", "high", "low")
          .size("wap", "volume")
          .table();
  public static final MessageTable HEAD_TIMESTAMP =
      toClient(88, "headTimestamp").integer("reqId").text("timestamp").table();
  public static final MessageTable HISTORICAL_SCHEDULE =
      toClient(106, "historicalSchedule")
          .integer("reqId")
          .text("start", "end", "timeZone")
          .rows("sessions", r -> r.text("start", "end", "referenceDate"))
          .table();
  public static final MessageTable REAL_TIME_BAR =
      toClient(50, "realTimeBar")
          .version(3)
          .integer("reqId", "epochSeconds")
          .number("open", "high", "low", "close")
          .size("volume", "wap")
          .integer("count")
          .table();
  public static final MessageTable TICK_BY_TICK =
      toClient(99, "tickByTick")
          .integer("reqId", "type", "epochSeconds")
          .when(
              m -> m.integer("type") == 1 || m.integer("type") == 2,
              t ->
                  t.number("price")
                      .size("size")
                      .integer("attributes")
                      .text("exchange", "conditions"))
          .when(
              m -> m.integer("type") == 3,
              t -> t.number("bid", "ask").size("bidSize", "askSize").integer("quoteAttributes"))
          .when(m -> m.integer("type") == 4, t -> t.number("midpoint"))
          .table();
  public static final MessageTable PNL_SINGLE =
      toClient(95, "pnlSingle")
          .integer("reqId")
          .size("position")
          .number("daily", "unrealized", "realized", "value")
          .table();
  public static final MessageTable MARKET_RULE =
      toClient(93, "marketRule")
          .integer("marketRuleId")
          .rows("increments", r -> r.number("lowEdge", "increment"))
          .table();
  public static final MessageTable SYMBOL_SAMPLES =
      toClient(79, "symbolSamples")
          .integer("reqId")
          .rows(
              "contracts",
              r ->
                  r.integer("conId")
                      .text("symbol", "secType", "primaryExchange", "currency")
                      .rows("derivatives", d -> d.text("secType"))
                      .since(176, b -> b.text("description", "issuerId")))
          .table();
  public static final MessageTable SEC_DEF_OPT_PARAMS =
      toClient(75, "secDefOptParams")
          .integer("reqId")
          .text("exchange")
          .integer("underlyingConId")
          .text("tradingClass", "multiplier")
          .rows("expirations", r -> r.text("date"))
          .rows("strikes", r -> r.number("strike"))
          .table();
  public static final MessageTable SEC_DEF_OPT_PARAMS_END =
      toClient(76, "secDefOptParamsEnd").integer("reqId").table();
  public static final MessageTable REROUTE_MARKET_DATA =
      toClient(91, "rerouteMktData").integer("reqId", "conId").text("exchange").table();
  public static final MessageTable ORDER_BOUND =
      toClient(100, "orderBound").integer("permId", "clientId", "orderId").table();

  /** Not strict: fields behind the last known one are left alone, a fill is never lost for them. */
  public static Registry registry() {
    return new Registry(
        false,
        List.of(
            MANAGED_ACCOUNTS,
            NEXT_VALID_ID,
            CURRENT_TIME,
            ERROR,
            TICK_REQ_PARAMS,
            MARKET_DATA_TYPE,
            TICK_PRICE,
            TICK_SIZE,
            TICK_GENERIC,
            TICK_STRING,
            TICK_SNAPSHOT_END,
            CONTRACT_DETAILS,
            CONTRACT_DETAILS_END,
            HISTORICAL_DATA,
            ACCOUNT_SUMMARY,
            ACCOUNT_SUMMARY_END,
            ACCOUNT_VALUE,
            PORTFOLIO_VALUE,
            ACCOUNT_UPDATE_TIME,
            ACCOUNT_DOWNLOAD_END,
            POSITION,
            POSITION_END,
            PNL,
            ORDER_STATUS,
            OPEN_ORDER_END,
            EXECUTION,
            EXECUTION_END,
            COMMISSION,
            COMPLETED_ORDERS_END,
            TICK_OPTION_COMPUTATION,
            HISTORICAL_UPDATE,
            HEAD_TIMESTAMP,
            HISTORICAL_SCHEDULE,
            REAL_TIME_BAR,
            TICK_BY_TICK,
            PNL_SINGLE,
            MARKET_RULE,
            SYMBOL_SAMPLES,
            SEC_DEF_OPT_PARAMS,
            SEC_DEF_OPT_PARAMS_END,
            REROUTE_MARKET_DATA,
            ORDER_BOUND,
            OrderTables.OPEN_ORDER,
            OrderTables.COMPLETED_ORDER));
  }
}
