package io.orchestrator.adapters.ibkr.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Byte vectors written by hand from what official clients send and what real gateways were seen to
 * send; ¦ stands for NUL. Nothing here is computed by the tables under test.
 */
class GoldenVectorTest {
  private static byte[] wire(String text) {
    return text.replace('¦', '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static void encodes(String expected, MessageTable table, Message m) throws Exception {
    assertEquals(expected, new String(table.encode(m), StandardCharsets.UTF_8).replace('\0', '¦'));
  }

  private static Message stock(Message m) {
    return m.set("symbol", "AAPL")
        .set("secType", "STK")
        .set("exchange", "SMART")
        .set("currency", "USD");
  }

  @Test
  void theClientsHello() {
    byte[] expected = HexFormat.of().parseHex("4150490000000009763130302e2e313738");
    assertArrayEquals(expected, Frames.clientHello());
  }

  @Test
  void requests() throws Exception {
    MessageTable start = ClientMessages.START_API;
    encodes("71¦2¦8¦¦", start, start.message().set("clientId", 8));
    MessageTable details = ClientMessages.REQ_CONTRACT_DETAILS;
    encodes(
        "9¦8¦1001¦0¦AAPL¦STK¦¦0.0¦¦¦SMART¦¦USD¦¦¦0¦¦¦¦",
        details,
        stock(details.message()).set("reqId", 1001));
    MessageTable ticks = ClientMessages.REQ_MARKET_DATA;
    encodes(
        "1¦11¦1003¦0¦AAPL¦STK¦¦0.0¦¦¦SMART¦¦USD¦¦¦0¦233¦0¦0¦¦",
        ticks,
        stock(ticks.message()).set("reqId", 1003).set("genericTicks", "233"));
    MessageTable history = ClientMessages.REQ_HISTORICAL_DATA;
    encodes(
        "20¦1004¦0¦AAPL¦STK¦¦0.0¦¦¦SMART¦¦USD¦¦¦0¦¦1 hour¦1 D¦1¦TRADES¦1¦0¦¦",
        history,
        stock(history.message())
            .set("reqId", 1004)
            .set("barSize", "1 hour")
            .set("duration", "1 D")
            .set("useRth", true)
            .set("whatToShow", "TRADES"));
    MessageTable updates = ClientMessages.REQ_ACCOUNT_UPDATES;
    encodes(
        "6¦2¦1¦DU1234567¦",
        updates,
        updates.message().set("subscribe", true).set("account", "DU1234567"));
    MessageTable executions = ClientMessages.REQ_EXECUTIONS;
    encodes("7¦3¦1008¦0¦¦¦¦¦¦¦", executions, executions.message().set("reqId", 1008));
    MessageTable cancel = ClientMessages.CANCEL_ORDER;
    encodes("4¦1¦17¦¦", cancel, cancel.message().set("orderId", 17));
    encodes("58¦1¦", ClientMessages.REQ_GLOBAL_CANCEL, ClientMessages.REQ_GLOBAL_CANCEL.message());
  }

  /** 114 fields, as the encoder of the pinned generation is expected to send them. */
  @Test
  void aLimitOrder() throws Exception {
    MessageTable table = OrderTables.PLACE_ORDER;
    Message m =
        stock(table.message())
            .set("orderId", 1)
            .set("action", "BUY")
            .set("totalQuantity", 10)
            .set("orderType", "LMT")
            .set("lmtPrice", new BigDecimal("150.0"))
            .set("tif", "DAY")
            .set("account", "DU1234567")
            .set("orderRef", "ref-1");
    String expected =
        "3¦1¦0¦AAPL¦STK¦¦0.0¦¦¦SMART¦¦USD¦¦¦¦¦BUY¦10¦LMT¦150.0¦¦DAY¦¦DU1234567¦¦0¦ref-1¦1¦0¦0¦0¦0¦0"
            + "¦0¦0¦¦0.0¦¦¦¦¦¦¦0¦¦-1¦0¦¦¦0¦¦¦0¦0¦¦0¦¦¦¦¦¦0¦¦¦¦¦0¦¦¦¦¦¦¦¦¦¦¦0¦¦¦0¦0¦¦¦0¦¦0¦0¦0¦0"
            + "¦¦¦¦¦¦¦0¦¦¦¦¦¦¦¦¦0¦0¦0¦¦¦¦0¦¦¦";
    assertEquals(114, expected.chars().filter(c -> c == '¦').count());
    encodes(expected, table, m);
  }

  /** A real gateway's answer about a stock order, with its {@code None} and eight more fields. */
  private static final String REAL_OPEN_ORDER =
      "5¦353¦265598¦AAPL¦STK¦¦0¦?¦¦SMART¦USD¦AAPL¦NMS¦SELL¦112¦LMT¦1000.1¦0.0¦DAY¦¦DU1234567¦O¦0¦"
          + "my-ref¦100¦828086885¦0¦0¦0.67¦¦828086885.0/DU1234567/100¦¦¦¦¦¦¦¦¦0¦¦-1¦0¦¦¦¦¦¦¦0¦0¦0¦¦"
          + "3¦1¦1¦¦0¦0¦¦0¦None¦¦0¦¦¦¦?¦0¦0¦¦0¦0¦¦¦¦¦¦0¦0¦0¦¦¦¦¦0¦¦IB¦0¦0¦¦0¦0¦Submitted¦"
          + "1.7976931348623157E308¦".repeat(9)
          + "¦¦¦¦¦0¦0¦0¦None¦1.7976931348623157E308¦999.1¦"
          + "1.7976931348623157E308¦".repeat(4)
          + "0¦¦¦¦0¦1¦0¦0¦0¦¦¦0¦¦¦¦¦¦";

  @Test
  void aRealOpenOrderIsReadToItsLastField() throws Exception {
    assertEquals(135, REAL_OPEN_ORDER.chars().filter(c -> c == '¦').count());
    Message m = OrderTables.OPEN_ORDER.decode(Frames.fields(wire(REAL_OPEN_ORDER)), true);
    assertEquals(353, m.int32("orderId"));
    assertEquals("my-ref", m.text("orderRef"));
    assertEquals(100, m.int32("clientId"));
    assertEquals(828086885L, m.integer("permId"));
    assertEquals("Submitted", m.text("status"));
    assertEquals(new BigDecimal("999.1"), m.number("trailStopPriceRepeated").orElseThrow());
    assertTrue(m.number("initMarginBefore").isEmpty());
    assertEquals("IB", m.text("clearingIntent"));
    assertTrue(m.flag("dontUseAutoPriceForHedge"));
  }

  @Test
  void withoutDeltaNeutralTypeTheEightFieldsAreAbsent() throws Exception {
    String plain = REAL_OPEN_ORDER.replace("0¦None¦¦0¦¦¦¦?¦0¦0¦¦0¦0¦¦", "0¦¦¦0¦0¦¦");
    assertEquals(127, plain.chars().filter(c -> c == '¦').count());
    Message m = OrderTables.OPEN_ORDER.decode(Frames.fields(wire(plain)), true);
    assertEquals("Submitted", m.text("status"));
  }

  @Test
  void answers() throws Exception {
    Registry tables = ServerMessages.registry();
    Message status = tables.decode(wire("3¦17¦Filled¦10¦0¦190.12¦900017¦0¦190.12¦8¦¦0.0¦"));
    assertEquals("Filled", status.text("status"));
    assertEquals(BigDecimal.TEN, status.numberOrZero("filled"));
    assertEquals(8, status.int32("clientId"));
    Message commission =
        tables.decode(
            wire(
                "59¦1¦0000e0d5.69dd7411.01.01¦1.0¦USD¦1.7976931348623157E308¦"
                    + "1.7976931348623157E308¦¦"));
    assertEquals("0000e0d5.69dd7411.01.01", commission.text("execId"));
    assertTrue(commission.number("realizedPnl").isEmpty());
    Message position =
        tables.decode(wire("61¦3¦DU1234567¦265598¦AAPL¦STK¦¦0.0¦¦¦NASDAQ¦USD¦AAPL¦NMS¦10¦180.25¦"));
    assertEquals(new BigDecimal("180.25"), position.numberOrZero("avgCost"));
    Message error = tables.decode(wire("4¦2¦-1¦2104¦Market data farm connection is OK:usfarm¦¦"));
    assertEquals(-1, error.int32("id"));
    assertEquals(2104, error.int32("code"));
    Message fill =
        tables.decode(
            wire(
                "11¦-1¦17¦265598¦AAPL¦STK¦¦0.0¦¦¦SMART¦USD¦AAPL¦NMS¦0000e0d5.69dd7411.01.01¦"
                    + "20260413 15:27:04 US/Eastern¦DU1234567¦ISLAND¦BOT¦10¦190.12¦900017¦8¦0¦10¦"
                    + "190.12¦ref-1¦¦¦¦2¦0¦"));
    assertEquals("BOT", fill.text("side"));
    assertEquals("ref-1", fill.text("orderRef"));
    assertEquals("20260413 15:27:04 US/Eastern", fill.text("time"));
  }

  @Test
  void aFieldTooFewIsAnErrorAFieldTooManyIsLeftAloneByTheClient() throws Exception {
    Registry tables = ServerMessages.registry();
    WireException e =
        assertThrows(WireException.class, () -> tables.decode(wire("3¦17¦Filled¦10¦")));
    assertEquals(WireException.BAD_FIELD, e.code());
    assertEquals(
        17, tables.decode(wire("3¦17¦Filled¦10¦0¦1¦2¦0¦1¦8¦¦0.0¦later¦")).int32("orderId"));
    WireException strict =
        assertThrows(
            WireException.class, () -> ClientMessages.registry().decode(wire("58¦1¦extra¦")));
    assertEquals(WireException.BAD_FIELD, strict.code());
  }

  @Test
  void textOutsideAsciiIsRefusedByTheClientAndEscapedByTheServer() throws Exception {
    MessageTable order = OrderTables.PLACE_ORDER;
    WireException e =
        assertThrows(WireException.class, () -> order.encode(order.message().set("orderRef", "é")));
    assertEquals(WireException.INVALID_TEXT, e.code());
    MessageTable error = ServerMessages.ERROR;
    byte[] payload = error.encode(error.message().set("text", "prix trop élevé"));
    Message back = ServerMessages.registry().decode(payload);
    assertTrue(back.text("text").contains("\\u00e9"));
    assertEquals("prix trop élevé", back.unescaped("text"));
  }
}
