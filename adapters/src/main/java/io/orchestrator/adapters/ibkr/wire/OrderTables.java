package io.orchestrator.adapters.ibkr.wire;

import static io.orchestrator.adapters.ibkr.wire.MessageTable.toClient;
import static io.orchestrator.adapters.ibkr.wire.MessageTable.toServer;

import io.orchestrator.adapters.ibkr.wire.MessageTable.Builder;
import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The three long messages about orders: 114, 135 and about 100 fields for an ordinary order. */
public final class OrderTables {
  private OrderTables() {}

  private static Predicate<Message> has(String field) {
    return m -> m.has(field);
  }

  private static Predicate<Message> is(String field, String value) {
    return m -> m.text(field).equals(value);
  }

  private static Builder zero(Builder b, String... fields) {
    return b.fields(Kind.INTEGER, "0", fields);
  }

  /** Seven more fields when the scale increment is a positive number. */
  private static final Consumer<Builder> SCALE_BLOCK =
      b ->
          b.when(
              m -> m.number("scalePriceIncrement").filter(p -> p.signum() > 0).isPresent(),
              s ->
                  s.number("scalePriceAdjustValue")
                      .integer("scalePriceAdjustInterval")
                      .number("scaleProfitOffset")
                      .flag("scaleAutoReset")
                      .integer("scaleInitPosition", "scaleInitFillQty")
                      .flag("scaleRandomPercent"));

  private static final Consumer<Builder> DELTA_NEUTRAL_CONTRACT =
      b ->
          b.flag("deltaNeutralContractPresent")
              .when(
                  m -> m.flag("deltaNeutralContractPresent"),
                  d -> d.integer("dnContractConId").number("dnContractDelta", "dnContractPrice"));

  private static final Consumer<Builder> ALGO =
      b ->
          b.text("algoStrategy")
              .when(has("algoStrategy"), a -> a.rows("algoParams", r -> r.text("tag", "value")));

  private static final Consumer<Builder> PEG_BENCH =
      b ->
          b.when(
              is("orderType", "PEG BENCH"),
              p ->
                  p.integer("referenceContractId")
                      .flag("isPeggedChangeAmountDecrease")
                      .number("peggedChangeAmount", "referenceChangeAmount")
                      .text("referenceExchangeId"));

  private static final Consumer<Builder> CONDITIONS =
      b ->
          b.rows(
                  "conditions",
                  r ->
                      r.integer("type")
                          .text("conjunction")
                          .when(
                              is("type", "1"),
                              c ->
                                  c.flag("isMore")
                                      .number("price")
                                      .integer("conId")
                                      .text("exchange")
                                      .integer("triggerMethod"))
                          .when(is("type", "3"), c -> c.flag("isMore").text("time"))
                          .when(is("type", "4"), c -> c.flag("isMore").integer("percent"))
                          .when(is("type", "5"), c -> c.text("secType", "exchange", "symbol"))
                          .when(
                              is("type", "6"),
                              c -> c.flag("isMore").integer("volume", "conId").text("exchange"))
                          .when(
                              is("type", "7"),
                              c ->
                                  c.flag("isMore")
                                      .number("change")
                                      .integer("conId")
                                      .text("exchange")))
              .when(
                  m -> !m.rows("conditions").isEmpty(),
                  c -> c.flag("conditionsIgnoreRth", "conditionsCancelOrder"));

  private static final Consumer<Builder> LEG =
      l ->
          l.integer("conId", "ratio")
              .text("action", "exchange")
              .integer("openClose", "shortSaleSlot")
              .text("designatedLocation")
              .fields(Kind.INTEGER, "-1", "exemptCode");

  private static final Consumer<Builder> COMBO =
      b ->
          b.rows("legs", LEG)
              .rows("legPrices", r -> r.number("price"))
              .rows("smartRouting", r -> r.text("tag", "value"));

  public static final MessageTable PLACE_ORDER =
      toServer(3, "placeOrder")
          .integer("orderId")
          .with(ClientMessages.CONTRACT)
          .text("secIdType", "secId", "action")
          .size("totalQuantity")
          .text("orderType")
          .number("lmtPrice", "auxPrice")
          .text("tif", "ocaGroup", "account", "openClose")
          .with(b -> zero(b, "origin"))
          .text("orderRef")
          .fields(Kind.FLAG, "1", "transmit")
          .with(b -> zero(b, "parentId"))
          .flag("blockOrder", "sweepToFill")
          .with(b -> zero(b, "displaySize", "triggerMethod"))
          .flag("outsideRth", "hidden")
          .when(is("secType", "BAG"), COMBO)
          .text("sharesAllocation")
          .fields(Kind.NUMBER, "0.0", "discretionaryAmt")
          .text("goodAfterTime", "goodTillDate", "faGroup", "faMethod", "faPercentage")
          .before(177, b -> b.text("faProfile"))
          .text("modelCode")
          .with(b -> zero(b, "shortSaleSlot"))
          .text("designatedLocation")
          .fields(Kind.INTEGER, "-1", "exemptCode")
          .with(b -> zero(b, "ocaType"))
          .text("rule80A", "settlingFirm")
          .flag("allOrNone")
          .integer("minQty")
          .number("percentOffset")
          .flag("eTradeOnly", "firmQuoteOnly")
          .number("nbboPriceCap")
          .with(b -> zero(b, "auctionStrategy"))
          .number("startingPrice", "stockRefPrice", "delta", "stockRangeLower", "stockRangeUpper")
          .flag("overridePercentageConstraints")
          .number("volatility")
          .integer("volatilityType")
          .text("deltaNeutralOrderType")
          .number("deltaNeutralAuxPrice")
          .when(
              has("deltaNeutralOrderType"),
              d ->
                  d.integer("dnConId")
                      .text("dnSettlingFirm", "dnClearingAccount", "dnClearingIntent")
                      .text("dnOpenClose")
                      .flag("dnShortSale")
                      .integer("dnShortSaleSlot")
                      .text("dnDesignatedLocation"))
          .flag("continuousUpdate")
          .integer("referencePriceType")
          .number("trailStopPrice", "trailingPercent")
          .integer("scaleInitLevelSize", "scaleSubsLevelSize")
          .number("scalePriceIncrement")
          .with(SCALE_BLOCK)
          .text("scaleTable", "activeStartTime", "activeStopTime", "hedgeType")
          .when(has("hedgeType"), h -> h.text("hedgeParam"))
          .flag("optOutSmartRouting")
          .text("clearingAccount", "clearingIntent")
          .flag("notHeld")
          .with(DELTA_NEUTRAL_CONTRACT)
          .with(ALGO)
          .text("algoId")
          .flag("whatIf")
          .text("orderMiscOptions")
          .flag("solicited", "randomizeSize", "randomizePrice")
          .with(PEG_BENCH)
          .with(CONDITIONS)
          .text("adjustedOrderType")
          .number("triggerPrice", "lmtPriceOffset", "adjustedStopPrice")
          .number("adjustedStopLimitPrice", "adjustedTrailingAmount")
          .with(b -> zero(b, "adjustableTrailingUnit"))
          .text("extOperator", "softDollarTierName", "softDollarTierValue")
          .number("cashQty")
          .text("mifid2DecisionMaker", "mifid2DecisionAlgo")
          .text("mifid2ExecutionTrader", "mifid2ExecutionAlgo")
          .flag("dontUseAutoPriceForHedge", "isOmsContainer", "discretionaryUpToLimitPrice")
          .fields(Kind.FLAG, "", "usePriceMgmtAlgo")
          .with(OrderTables::lateFields)
          .since(166, b -> b.text("advancedErrorOverride"))
          .since(169, b -> b.text("manualOrderTime"))
          .since(
              170,
              b ->
                  b.when(is("exchange", "IBKRATS"), p -> p.integer("minTradeQty"))
                      .with(OrderTables::pegFields))
          .table();

  private static void lateFields(Builder b) {
    b.since(158, d -> d.integer("duration"))
        .since(160, p -> p.integer("postToAts"))
        .since(162, a -> a.flag("autoCancelParent"));
  }

  private static void pegFields(Builder b) {
    Consumer<Builder> mid = m -> m.number("midOffsetAtWhole", "midOffsetAtHalf");
    b.when(
        is("orderType", "PEG BEST"),
        p ->
            p.integer("minCompeteSize")
                .number("competeAgainstBestOffset")
                .when(is("competeAgainstBestOffset", "Infinity"), mid));
    b.when(is("orderType", "PEG MID"), mid);
  }

  /** The real gateway writes {@code None} where no delta-neutral order exists: a non-empty text. */
  public static final MessageTable OPEN_ORDER =
      toClient(5, "openOrder")
          .integer("orderId", "conId")
          .text("symbol", "secType", "lastTradeDate")
          .number("strike")
          .text("right", "multiplier", "exchange", "currency", "localSymbol", "tradingClass")
          .text("action")
          .size("totalQuantity")
          .text("orderType")
          .number("lmtPrice", "auxPrice")
          .text("tif", "ocaGroup", "account", "openClose")
          .with(b -> zero(b, "origin"))
          .text("orderRef")
          .integer("clientId", "permId")
          .flag("outsideRth", "hidden")
          .fields(Kind.NUMBER, "0", "discretionaryAmt")
          .text("goodAfterTime", "sharesAllocation", "faGroup", "faMethod", "faPercentage")
          .before(177, b -> b.text("faProfile"))
          .text("modelCode", "goodTillDate", "rule80A")
          .number("percentOffset")
          .text("settlingFirm")
          .with(b -> zero(b, "shortSaleSlot"))
          .text("designatedLocation")
          .fields(Kind.INTEGER, "-1", "exemptCode")
          .with(b -> zero(b, "auctionStrategy"))
          .number("startingPrice", "stockRefPrice", "delta", "stockRangeLower", "stockRangeUpper")
          .integer("displaySize")
          .flag("blockOrder", "sweepToFill", "allOrNone")
          .integer("minQty")
          .with(b -> zero(b, "ocaType"))
          .flag("eTradeOnly", "firmQuoteOnly")
          .number("nbboPriceCap")
          .with(b -> zero(b, "parentId", "triggerMethod"))
          .number("volatility")
          .with(b -> zero(b, "volatilityType"))
          .text("deltaNeutralOrderType")
          .number("deltaNeutralAuxPrice")
          .when(
              has("deltaNeutralOrderType"),
              d ->
                  zero(d, "dnConId")
                      .text("dnSettlingFirm", "dnClearingAccount", "dnClearingIntent")
                      .text("dnOpenClose")
                      .flag("dnShortSale", "dnShortSaleSlot")
                      .text("dnDesignatedLocation"))
          .flag("continuousUpdate")
          .with(b -> zero(b, "referencePriceType"))
          .number("trailStopPrice", "trailingPercent", "basisPoints")
          .integer("basisPointsType")
          .text("comboLegsDescription")
          .with(COMBO)
          .integer("scaleInitLevelSize", "scaleSubsLevelSize")
          .number("scalePriceIncrement")
          .with(SCALE_BLOCK)
          .text("hedgeType")
          .when(has("hedgeType"), h -> h.text("hedgeParam"))
          .flag("optOutSmartRouting")
          .text("clearingAccount", "clearingIntent")
          .flag("notHeld")
          .with(DELTA_NEUTRAL_CONTRACT)
          .with(ALGO)
          .flag("solicited", "whatIf")
          .text("status")
          .with(OrderTables::marginFields)
          .number("commission", "minCommission", "maxCommission")
          .text("commissionCurrency", "warningText")
          .flag("randomizeSize", "randomizePrice")
          .with(PEG_BENCH)
          .with(CONDITIONS)
          .with(OrderTables::adjustedFields)
          .table();

  private static void marginFields(Builder b) {
    for (String when : new String[] {"Before", "Change", "After"}) {
      b.fields(
          Kind.NUMBER,
          Wire.NUMBER_UNSET,
          "initMargin" + when,
          "maintMargin" + when,
          "equity" + when);
    }
  }

  private static void adjustedFields(Builder b) {
    b.text("adjustedOrderType")
        .fields(Kind.NUMBER, Wire.NUMBER_UNSET, "triggerPrice", "trailStopPriceRepeated")
        .fields(Kind.NUMBER, Wire.NUMBER_UNSET, "lmtPriceOffset", "adjustedStopPrice")
        .fields(Kind.NUMBER, Wire.NUMBER_UNSET, "adjustedStopLimitPrice", "adjustedTrailingAmount");
    zero(b, "adjustableTrailingUnit")
        .text("softDollarTierName", "softDollarTierValue", "softDollarTierDisplayName")
        .fields(Kind.NUMBER, "0", "cashQty")
        .flag("dontUseAutoPriceForHedge", "isOmsContainer", "discretionaryUpToLimitPrice")
        .flag("usePriceMgmtAlgo")
        .with(OrderTables::lateFields)
        .since(170, OrderTables::competeFields);
  }

  private static void competeFields(Builder b) {
    b.integer("minTradeQty", "minCompeteSize")
        .number("competeAgainstBestOffset", "midOffsetAtWhole", "midOffsetAtHalf");
  }

  /** Has neither order id nor client id: matched by {@code permId} or {@code orderRef}. */
  public static final MessageTable COMPLETED_ORDER =
      toClient(101, "completedOrder")
          .integer("conId")
          .text("symbol", "secType", "lastTradeDate")
          .number("strike")
          .text("right", "multiplier", "exchange", "currency", "localSymbol", "tradingClass")
          .text("action")
          .size("totalQuantity")
          .text("orderType")
          .number("lmtPrice", "auxPrice")
          .text("tif", "ocaGroup", "account", "openClose")
          .with(b -> zero(b, "origin"))
          .text("orderRef")
          .integer("permId")
          .flag("outsideRth", "hidden")
          .fields(Kind.NUMBER, "0", "discretionaryAmt")
          .text("goodAfterTime", "faGroup", "faMethod", "faPercentage")
          .before(177, b -> b.text("faProfile"))
          .text("modelCode", "goodTillDate", "rule80A")
          .number("percentOffset")
          .text("settlingFirm")
          .with(b -> zero(b, "shortSaleSlot"))
          .text("designatedLocation")
          .fields(Kind.INTEGER, "-1", "exemptCode")
          .number("startingPrice", "stockRefPrice", "delta", "stockRangeLower", "stockRangeUpper")
          .integer("displaySize")
          .flag("sweepToFill", "allOrNone")
          .integer("minQty")
          .with(b -> zero(b, "ocaType", "triggerMethod"))
          .number("volatility")
          .with(b -> zero(b, "volatilityType"))
          .text("deltaNeutralOrderType")
          .number("deltaNeutralAuxPrice")
          .when(
              has("deltaNeutralOrderType"),
              d ->
                  zero(d, "dnConId", "dnShortSale", "dnShortSaleSlot").text("dnDesignatedLocation"))
          .flag("continuousUpdate")
          .with(b -> zero(b, "referencePriceType"))
          .number("trailStopPrice", "trailingPercent")
          .text("comboLegsDescription")
          .with(COMBO)
          .integer("scaleInitLevelSize", "scaleSubsLevelSize")
          .number("scalePriceIncrement")
          .with(SCALE_BLOCK)
          .text("hedgeType")
          .when(has("hedgeType"), h -> h.text("hedgeParam"))
          .text("clearingAccount", "clearingIntent")
          .flag("notHeld")
          .with(DELTA_NEUTRAL_CONTRACT)
          .with(ALGO)
          .flag("solicited")
          .text("status")
          .flag("randomizeSize", "randomizePrice")
          .with(PEG_BENCH)
          .with(CONDITIONS)
          .number("trailStopPriceRepeated", "lmtPriceOffset", "cashQty")
          .flag("dontUseAutoPriceForHedge", "isOmsContainer")
          .text("autoCancelDate")
          .size("filledQuantity")
          .integer("refFuturesConId")
          .flag("autoCancelParent")
          .text("shareholder")
          .flag("imbalanceOnly", "routeMarketableToBbo")
          .integer("parentPermId")
          .text("completedTime", "completedStatus")
          .since(170, OrderTables::competeFields)
          .table();

  /** Price of an order, absent for market orders. */
  public static BigDecimal limitPrice(Message order) {
    return order.numberOrZero("lmtPrice");
  }
}
