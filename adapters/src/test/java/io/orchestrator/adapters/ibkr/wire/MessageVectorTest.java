package io.orchestrator.adapters.ibkr.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One frame of every message, written by hand from the description of the protocol. */
class MessageVectorTest {
  private static final String STOCK = "0¦AAPL¦STK¦¦0.0¦¦¦SMART¦¦USD¦¦¦";

  private static byte[] wire(String text) {
    return text.replace('¦', '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8).replace('\0', '¦');
  }

  private static Message stock(MessageTable table, int reqId) {
    return table
        .message()
        .set("reqId", reqId)
        .set("symbol", "AAPL")
        .set("secType", "STK")
        .set("exchange", "SMART")
        .set("currency", "USD");
  }

  private static void encodes(String expected, Message m, MessageTable table) throws Exception {
    assertEquals(expected, text(table.encode(m)));
    Message back = ClientMessages.registry().decode(wire(expected));
    assertEquals(expected, text(table.encode(back)));
  }

  /** Read to the last field, and written again byte for byte. */
  private static Message reads(String frame, MessageTable table) throws Exception {
    Message m = table.decode(Frames.fields(wire(frame)), true);
    assertEquals(table.name(), ServerMessages.registry().decode(wire(frame)).name());
    assertEquals(frame, text(table.encode(m)));
    return m;
  }

  @Test
  void requestsAboutProfitAndContracts() throws Exception {
    MessageTable single = ClientMessages.REQ_PNL_SINGLE;
    Message m = single.message().set("reqId", 1007).set("account", "DU1234567");
    encodes("94¦1007¦DU1234567¦¦265598¦", m.set("conId", 265598), single);
    MessageTable cancel = ClientMessages.CANCEL_PNL_SINGLE;
    encodes("95¦1007¦", cancel.message().set("reqId", 1007), cancel);
    MessageTable rule = ClientMessages.REQ_MARKET_RULE;
    encodes("91¦26¦", rule.message().set("marketRuleId", 26), rule);
    MessageTable matching = ClientMessages.REQ_MATCHING_SYMBOLS;
    encodes("81¦5¦AA¦", matching.message().set("reqId", 5).set("pattern", "AA"), matching);
    MessageTable options = ClientMessages.REQ_SEC_DEF_OPT_PARAMS;
    Message o = options.message().set("reqId", 6).set("underlyingSymbol", "AAPL");
    encodes(
        "78¦6¦AAPL¦¦STK¦265598¦",
        o.set("underlyingSecType", "STK").set("underlyingConId", 265598),
        options);
  }

  @Test
  void requestsAboutPrices() throws Exception {
    MessageTable head = ClientMessages.REQ_HEAD_TIMESTAMP;
    Message h = stock(head, 7).set("useRth", true).set("whatToShow", "TRADES");
    encodes("87¦7¦" + STOCK + "0¦1¦TRADES¦1¦", h, head);
    assertEquals(18, Frames.fields(head.encode(h)).size());
    MessageTable cancelHead = ClientMessages.CANCEL_HEAD_TIMESTAMP;
    encodes("90¦7¦", cancelHead.message().set("reqId", 7), cancelHead);
    MessageTable bars = ClientMessages.REQ_REAL_TIME_BARS;
    Message b = stock(bars, 8).set("whatToShow", "TRADES").set("useRth", true);
    encodes("50¦3¦8¦" + STOCK + "5¦TRADES¦1¦¦", b, bars);
    MessageTable cancelBars = ClientMessages.CANCEL_REAL_TIME_BARS;
    encodes("51¦1¦8¦", cancelBars.message().set("reqId", 8), cancelBars);
    MessageTable ticks = ClientMessages.REQ_TICK_BY_TICK;
    encodes("97¦9¦" + STOCK + "BidAsk¦0¦0¦", stock(ticks, 9).set("tickType", "BidAsk"), ticks);
    MessageTable cancelTicks = ClientMessages.CANCEL_TICK_BY_TICK;
    encodes("98¦9¦", cancelTicks.message().set("reqId", 9), cancelTicks);
  }

  @Test
  void prices() throws Exception {
    Message price = reads("1¦6¦1003¦1¦190.10¦300¦1¦", ServerMessages.TICK_PRICE);
    assertEquals(new BigDecimal("190.10"), price.numberOrZero("price"));
    reads("1¦6¦1003¦1¦-1¦0¦1¦", ServerMessages.TICK_PRICE);
    reads("2¦6¦1003¦0¦300¦", ServerMessages.TICK_SIZE);
    reads("45¦6¦1003¦49¦0.0¦", ServerMessages.TICK_GENERIC);
    reads("46¦6¦1003¦48¦190.1;100;1712001600000;1000;190.05;true¦", ServerMessages.TICK_STRING);
    reads("57¦1¦1003¦", ServerMessages.TICK_SNAPSHOT_END);
    reads("58¦1¦1003¦3¦", ServerMessages.MARKET_DATA_TYPE);
    reads("81¦1003¦0.01¦9c0001¦3¦", ServerMessages.TICK_REQ_PARAMS);
    reads("91¦1003¦12345¦SMART¦", ServerMessages.REROUTE_MARKET_DATA);
    Message option =
        reads(
            "21¦1003¦13¦0¦0.25¦0.5¦-1¦-1¦0.01¦0.2¦-0.05¦190.1¦",
            ServerMessages.TICK_OPTION_COMPUTATION);
    assertEquals(new BigDecimal("190.1"), option.numberOrZero("underlyingPrice"));
    Message bar =
        reads(
            "50¦3¦1008¦1712064600¦190¦191¦189.5¦190.5¦1200¦190.2¦42¦",
            ServerMessages.REAL_TIME_BAR);
    assertEquals(42, bar.integer("count"));
    reads("99¦1009¦1¦1712064600¦190.1¦100¦0¦ISLAND¦¦", ServerMessages.TICK_BY_TICK);
    Message quote =
        reads("99¦1009¦3¦1712064600¦190.1¦190.12¦100¦200¦0¦", ServerMessages.TICK_BY_TICK);
    assertEquals(new BigDecimal("190.12"), quote.numberOrZero("ask"));
    reads("99¦1009¦4¦1712064600¦190.11¦", ServerMessages.TICK_BY_TICK);
  }

  /** Open, close, high, low and average before volume: not the order of the answer itself. */
  @Test
  void history() throws Exception {
    Message two =
        reads(
            "17¦1004¦20260401 09:30:00 US/Eastern¦20260402 16:00:00 US/Eastern¦2¦"
                + "20260401¦190¦192¦189¦191¦1000000¦190.5¦5000¦"
                + "20260402¦191¦193¦190¦192¦1100000¦191.5¦5100¦",
            ServerMessages.HISTORICAL_DATA);
    assertEquals(new BigDecimal("193"), two.rows("bars").get(1).numberOrZero("high"));
    Message update =
        reads("90¦1018¦3¦1712064600¦190¦191¦192¦189¦190.4¦5000¦", ServerMessages.HISTORICAL_UPDATE);
    assertEquals(new BigDecimal("191"), update.numberOrZero("close"));
    assertEquals(new BigDecimal("5000"), update.numberOrZero("volume"));
    reads("88¦1017¦19801212 14:30:00¦", ServerMessages.HEAD_TIMESTAMP);
    reads(
        "106¦1019¦20260401-09:30:00¦20260402-16:00:00¦US/Eastern¦1¦"
            + "20260401-09:30:00¦20260401-16:00:00¦20260401¦",
        ServerMessages.HISTORICAL_SCHEDULE);
  }

  @Test
  void contracts() throws Exception {
    String facts =
        "10¦1001¦AAPL¦STK¦¦0¦¦SMART¦USD¦AAPL¦NMS¦NMS¦265598¦0.01¦¦ACTIVETIM,LMT,MKT¦"
            + "SMART,NASDAQ¦1¦0¦APPLE INC¦NASDAQ¦¦Technology¦Computers¦Computers¦US/Eastern¦"
            + "20260402:0400-20260402:2000¦20260402:0930-20260402:1600¦¦0¦1¦ISIN¦US0378331005¦"
            + "1¦¦¦26,26¦¦COMMON¦1¦1¦100¦";
    Message details = reads(facts, ServerMessages.CONTRACT_DETAILS);
    assertEquals("US0378331005", details.rows("secIds").get(0).text("value"));
    assertEquals(BigDecimal.valueOf(100), details.numberOrZero("suggestedSizeIncrement"));
    reads("52¦1¦1001¦", ServerMessages.CONTRACT_DETAILS_END);
    reads("93¦26¦2¦0.0¦0.0001¦1.0¦0.01¦", ServerMessages.MARKET_RULE);
    Message samples =
        reads(
            "79¦1010¦1¦265598¦AAPL¦STK¦NASDAQ¦USD¦2¦OPT¦WAR¦APPLE INC¦¦",
            ServerMessages.SYMBOL_SAMPLES);
    assertEquals(2, samples.rows("contracts").get(0).rows("derivatives").size());
    reads(
        "75¦1011¦SMART¦265598¦AAPL¦100¦2¦20260417¦20260515¦3¦180¦190¦200¦",
        ServerMessages.SEC_DEF_OPT_PARAMS);
    reads("76¦1011¦", ServerMessages.SEC_DEF_OPT_PARAMS_END);
    reads("100¦900017¦0¦-3¦", ServerMessages.ORDER_BOUND);
  }

  @Test
  void accountAndProfit() throws Exception {
    Message profit = reads("94¦1006¦12.5¦3.25¦1.7976931348623157E308¦", ServerMessages.PNL);
    assertTrue(profit.number("realized").isEmpty());
    Message single =
        reads("95¦1007¦10¦1.5¦2.5¦1.7976931348623157E308¦1900.1¦", ServerMessages.PNL_SINGLE);
    assertEquals(new BigDecimal("1900.1"), single.numberOrZero("value"));
    reads("6¦2¦$LEDGER-CashBalance¦1000.00¦USD¦DU1234567¦", ServerMessages.ACCOUNT_VALUE);
    reads(
        "7¦8¦265598¦AAPL¦STK¦¦0.0¦0¦¦NASDAQ¦USD¦AAPL¦NMS¦10¦190.1¦1901¦180.25¦98.5¦0.0¦DU1234567¦",
        ServerMessages.PORTFOLIO_VALUE);
    reads("63¦1¦1005¦DU1234567¦BuyingPower¦400000.00¦USD¦", ServerMessages.ACCOUNT_SUMMARY);
    reads("49¦1¦1712064600¦", ServerMessages.CURRENT_TIME);
  }

  /** 114 fields at 178; later ones are missing before their version, a dropped one is there. */
  @ParameterizedTest
  @CsvSource({
    "151, 110",
    "158, 111",
    "160, 112",
    "162, 113",
    "166, 114",
    "169, 115",
    "177, 114",
    "178, 114"
  })
  void anOrderHasAsManyFieldsAsItsVersionSays(int version, int fields) throws Exception {
    byte[] order = OrderTables.PLACE_ORDER.encode(stockOrder(), version);
    assertEquals(fields, Frames.fields(order).size());
    assertEquals("AAPL", ClientMessages.registry().decode(order, version).text("symbol"));
  }

  private static Message stockOrder() {
    return OrderTables.PLACE_ORDER
        .message()
        .set("orderId", 1)
        .set("symbol", "AAPL")
        .set("secType", "STK")
        .set("exchange", "SMART")
        .set("action", "BUY")
        .set("totalQuantity", 10)
        .set("orderType", "MKT")
        .set("tif", "DAY");
  }

  @Test
  void anOlderContractHasItsVersionAndNoSizes() throws Exception {
    MessageTable table = ServerMessages.CONTRACT_DETAILS;
    Message m = table.message().set("reqId", 1).set("symbol", "AAPL").set("minTick", "0.01");
    List<String> old = Frames.fields(table.encode(m, 151));
    List<String> present = Frames.fields(table.encode(m));
    assertEquals(List.of("10", "8", "1", "AAPL"), old.subList(0, 4));
    assertEquals(List.of("10", "1", "AAPL"), present.subList(0, 3));
    // Two more at the front and beside minTick; stock type and three sizes fewer at the end.
    assertEquals(present.size() + 2 - 4, old.size());
    Message back = ServerMessages.registry().decode(table.encode(m, 151), 151);
    assertEquals("AAPL", back.text("symbol"));
    assertThrows(WireException.class, () -> ServerMessages.registry().decode(table.encode(m, 151)));
  }
}
