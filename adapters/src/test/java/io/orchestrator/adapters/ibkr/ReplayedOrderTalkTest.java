package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.BrokerGateway.AccountValueReported;
import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.CommissionReported;
import io.orchestrator.domain.port.BrokerGateway.CompletedOrderReported;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.NotWatched;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.OrderError;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The orders in which real gateways were seen to tell of an order, frame by frame from a server
 * that knows nothing: everything is handed on once a frame, in the order of the socket, under the
 * names by which the desk can find the order.
 */
@Timeout(60)
class ReplayedOrderTalkTest {
  private static final String UNSET = "1.7976931348623157E308¦";

  private final Events events = new Events();
  private IbkrGateway client;

  @FunctionalInterface
  interface Talk {
    void on(HandWrittenGateway gateway) throws Exception;
  }

  private void replay(Talk talk) throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      client =
          new IbkrGateway(Desk.settings(gateway.port()), InstantSource.system(), new Random(3));
      client.start(events);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      talk.on(gateway);
    }
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static String status(int id, String word, int filled, long permId) {
    return "3¦%d¦%s¦%d¦%d¦190.12¦%d¦0¦190.12¦17¦¦0.0¦"
        .formatted(id, word, filled, 10 - filled, permId);
  }

  private static String fill(int id, String execId, String shares, long permId, String reference) {
    return "11¦-1¦%d¦265598¦AAPL¦STK¦¦0.0¦¦¦SMART¦USD¦AAPL¦NMS¦%s¦20260413 15:27:04 US/Eastern¦"
            .formatted(id, execId)
        + "DU1234567¦ISLAND¦BOT¦%s¦190.12¦%d¦17¦0¦10¦190.12¦%s¦¦¦¦2¦0¦"
            .formatted(shares, permId, reference);
  }

  private static String commission(String execId, String amount) {
    return "59¦1¦" + execId + "¦" + amount + "¦USD¦" + UNSET + UNSET + "¦";
  }

  private static String openOrder(int id, int client, long permId, String reference, String word) {
    return ("5¦%d¦265598¦AAPL¦STK¦¦0¦?¦¦SMART¦USD¦AAPL¦NMS¦BUY¦10¦LMT¦190.5¦0.0¦DAY¦¦DU1234567¦¦0¦"
                + "%s¦%d¦%d¦0¦0¦0¦¦%d.0/DU1234567/100¦¦¦¦¦¦¦¦¦0¦¦-1¦0¦¦¦¦¦¦¦0¦0¦0¦¦")
            .formatted(id, reference, client, permId, permId)
        + "3¦0¦0¦¦0¦0¦¦0¦None¦¦0¦¦¦¦?¦0¦0¦¦0¦0¦¦¦¦¦¦0¦0¦0¦¦¦¦¦0¦¦IB¦0¦0¦¦0¦0¦"
        + word
        + "¦"
        + UNSET.repeat(9)
        + "¦¦¦¦¦0¦0¦0¦None¦"
        + UNSET.repeat(6)
        + "0¦¦¦¦0¦1¦0¦0¦0¦¦¦0¦¦¦¦¦¦";
  }

  @Test
  void theCommissionAndTheFillComeBeforeTheOpenOrder() throws Exception {
    replay(
        gateway -> {
          gateway.say(commission("0000e0d5.1.01.01", "1.0"));
          gateway.say(fill(100, "0000e0d5.1.01.01", "10", 900_017, "w/1"));
          gateway.say(status(100, "Filled", 10, 900_017));
          gateway.say(openOrder(100, 17, 900_017, "w/1", "Filled"));
          events.await(OpenOrderReported.class);
          List<Class<?>> order =
              events.all().stream()
                  .filter(e -> !(e instanceof SessionReady))
                  .<Class<?>>map(BrokerEvent::getClass)
                  .toList();
          assertEquals(
              List.of(
                  CommissionReported.class,
                  ExecutionReported.class,
                  OrderStatusReported.class,
                  OpenOrderReported.class),
              order);
        });
  }

  /** Each client numbers its orders itself: another one's number says nothing about ours. */
  @Test
  void anOrderIdOfAnotherClientIsNotPassedOn() throws Exception {
    replay(
        gateway -> {
          gateway.say(openOrder(100, 5, 900_099, "", "Submitted"));
          gateway.say(status(100, "Submitted", 0, 900_099).replace("¦17¦¦0.0", "¦5¦¦0.0"));
          gateway.say(
              fill(100, "0000e0d5.2.01.01", "10", 900_099, "").replace("900099¦17¦", "900099¦5¦"));
          ExecutionReported execution = events.await(ExecutionReported.class);
          assertEquals(5, execution.clientId());
          assertEquals(0, execution.brokerOrderId());
          assertEquals(0, events.await(OpenOrderReported.class).brokerOrderId());
          assertEquals(0, events.await(OrderStatusReported.class).brokerOrderId());
        });
  }

  private static String position(String account, int contract, String name, String quantity) {
    return "61¦3¦%s¦%d¦%s¦¦0.0¦¦¦¦USD¦¦¦%s¦4.20¦".formatted(account, contract, name, quantity);
  }

  /** An option in AAPL is no AAPL share, and the shares of another account are not ours. */
  @Test
  void onlyStocksOfOurAccountArePassedOnAndTheRestIsTold() throws Exception {
    replay(
        gateway -> {
          gateway.say(position("DU1234567", 265598, "AAPL¦STK", "10"));
          gateway.say(position("DU1234567", 700001, "AAPL¦OPT", "5"));
          gateway.say(position("DU7654321", 265598, "AAPL¦STK", "70"));
          gateway.say(position("DU1234567", 700002, "VOD¦STK", "8").replace("USD", "GBP"));
          gateway.say(fill(0, "0000e0d5.3.01.01", "5", 900_098, "").replace("STK", "OPT"));
          gateway.say(
              fill(0, "0000e0d5.4.01.01", "7", 900_097, "").replace("U1234567", "U7654321"));
          gateway.say(openOrder(0, 0, 900_096, "", "Submitted").replace("AAPL¦STK", "SPY,QQQ¦STK"));
          gateway.say(fill(100, "0000e0d5.1.01.01", "10", 900_017, "w/1"));
          gateway.say("6¦2¦TotalCashValue¦999.00¦USD¦DU7654321¦");
          gateway.say("53¦1¦");
          assertEquals(
              "5 AAPL OPT, 70 AAPL STK of another account, 8 VOD STK in GBP,"
                  + " an order in SPY,QQQ STK",
              events.await(NotWatched.class).what());
          assertEquals(
              List.of(10L),
              events.of(PositionReported.class).stream().map(PositionReported::quantity).toList());
          assertEquals(
              List.of("0000e0d5.1.01.01"),
              events.of(ExecutionReported.class).stream().map(ExecutionReported::execId).toList());
          assertEquals(List.of(), events.of(OpenOrderReported.class));
          assertEquals(List.of(), events.of(AccountValueReported.class));
          gateway.say(position("DU1234567", 700001, "AAPL¦OPT", "0"));
          gateway.say(position("DU7654321", 265598, "AAPL¦STK", "0"));
          gateway.say(position("DU1234567", 700002, "VOD¦STK", "0").replace("USD", "GBP"));
          gateway.say("53¦1¦");
          events.await(NotWatched.class, n -> n.what().isEmpty());
        });
  }

  @Test
  void statusesComeTwiceOutOfOrderAndAfterTheCancel() throws Exception {
    replay(
        gateway -> {
          for (String word : List.of("Submitted", "PreSubmitted", "Submitted", "Submitted")) {
            gateway.say(status(100, word, 0, 900_017));
          }
          gateway.say(status(100, "PendingCancel", 0, 900_017));
          gateway.say(fill(100, "0000e0d5.1.01.01", "4", 900_017, "w/1"));
          gateway.say(status(100, "Cancelled", 4, 900_017));
          gateway.say("4¦2¦100¦202¦Order Canceled - reason:¦¦");
          OrderError notice = events.await(OrderError.class);
          assertFalse(notice.rejected());
          assertEquals(
              List.of(
                  "Submitted",
                  "PreSubmitted",
                  "Submitted",
                  "Submitted",
                  "PendingCancel",
                  "Cancelled"),
              events.of(OrderStatusReported.class).stream()
                  .map(OrderStatusReported::status)
                  .toList());
          assertEquals(4, events.of(ExecutionReported.class).get(0).quantity());
        });
  }

  @Test
  void ordersWithoutAnIdAreKnownByTheirPermId() throws Exception {
    replay(
        gateway -> {
          gateway.say(openOrder(0, 0, 4_000_000_123L, "", "Submitted"));
          gateway.say(openOrder(-3, 0, 4_000_000_124L, "", "Submitted"));
          gateway.say(fill(0, "0000e0d5.9.01.01", "10", 4_000_000_123L, ""));
          assertEquals(4_000_000_123L, events.await(ExecutionReported.class).permId());
          assertEquals(
              List.of(4_000_000_123L, 4_000_000_124L),
              events.of(OpenOrderReported.class).stream().map(OpenOrderReported::permId).toList());
          assertEquals(0, events.of(OpenOrderReported.class).get(1).brokerOrderId());
        });
  }

  /** A correction has the same name up to the last dot; the desk replaces the first by it. */
  @Test
  void aCorrectionIsAFillOfItsOwnName() throws Exception {
    replay(
        gateway -> {
          gateway.say(fill(100, "0000e0d5.1.01.01", "10", 900_017, "w/1"));
          gateway.say(fill(100, "0000e0d5.1.01.02", "9", 900_017, "w/1"));
          ExecutionReported second =
              events.await(ExecutionReported.class, e -> e.execId().endsWith(".02"));
          assertEquals(9, second.quantity());
          assertEquals(2, events.of(ExecutionReported.class).size());
        });
  }

  @Test
  void quantitiesAndTimesAreWrittenInManyWays() throws Exception {
    replay(
        gateway -> {
          gateway.say(fill(100, "0000e0d5.1.01.01", "1,200.0000", 900_017, "w/1"));
          assertEquals(1200, events.await(ExecutionReported.class).quantity());
          events.clear();
          gateway.say(
              fill(100, "0000e0d5.2.01.01", "10", 900_017, "w/1")
                  .replace("20260413 15:27:04 US/Eastern", "20260413-19:27:04"));
          assertEquals(
              Instant.parse("2026-04-13T19:27:04Z"),
              events.await(ExecutionReported.class).timestamp());
          gateway.say("61¦3¦DU1234567¦265598¦AAPL¦STK¦¦0.0¦¦¦NASDAQ¦USD¦AAPL¦NMS¦-2,500¦180.25¦");
          assertEquals(-2500, events.await(PositionReported.class).quantity());
        });
  }

  @Test
  void warningsOnAnOrderDoNotEndItAndCodesOfThePortDoNotEither() throws Exception {
    replay(
        gateway -> {
          for (int code : List.of(399, 404, 2109, 2137, 10349, 10148, 103, 99_999)) {
            gateway.say("4¦2¦100¦" + code + "¦whatever¦¦");
            assertFalse(events.await(OrderError.class, e -> e.code() == code).rejected());
          }
          for (int code : List.of(201, 10006, 10329)) {
            gateway.say("4¦2¦100¦" + code + "¦dead¦¦");
            assertTrue(events.await(OrderError.class, e -> e.code() == code).rejected());
          }
          assertEquals(AlarmCause.PRECAUTIONARY_SETTING, events.await(SessionAlarm.class).cause());
        });
  }

  @Test
  void aFinishedOrderHasNeitherOrderIdNorClient() throws Exception {
    replay(
        gateway -> {
          gateway.say(
              "101¦265598¦AAPL¦STK¦¦0¦?¦¦SMART¦USD¦AAPL¦NMS¦BUY¦10¦LMT¦190.5¦0.0¦DAY¦¦DU1234567¦¦0¦"
                  + "w/1¦900017¦0¦0¦0¦¦¦¦¦¦¦¦¦¦0¦¦-1¦¦¦¦¦¦¦0¦0¦¦3¦0¦¦0¦None¦¦0¦0¦0¦¦0¦0¦¦¦¦0¦0¦0¦"
                  + "¦¦¦¦¦IB¦0¦0¦¦0¦Filled¦0¦0¦0¦"
                  + UNSET.repeat(2)
                  + "0¦1¦0¦¦10¦0¦0¦Not an insider or substantial shareholder¦0¦0¦0¦"
                  + "20260413 15:27:04 US/Eastern¦Filled Size: 10¦¦¦¦¦¦");
          CompletedOrderReported done = events.await(CompletedOrderReported.class);
          assertEquals("w/1", done.orderRef());
          assertEquals(900_017, done.permId());
          assertEquals(10, done.filled());
          assertEquals("Filled Size: 10", done.detail());
        });
  }

  @Test
  void aGatewayThatMovesItsPortOrHasOurIdEndsWithItsOwnWords() throws Exception {
    replay(
        gateway -> {
          gateway.say("4¦2¦-1¦1300¦TWS socket port has been reset to 4003¦¦");
          gateway.hangUp();
          assertTrue(events.await(SessionLost.class).detail().contains("4003"));
          gateway.accept();
          gateway.say("178¦20260405 23:49:26 US/Eastern¦");
          gateway.say("4¦2¦-1¦326¦Unable to connect as the client id is already in use¦¦");
          gateway.hangUp();
          SessionAlarm alarm = events.await(SessionAlarm.class);
          assertEquals(AlarmCause.CLIENT_ID_IN_USE, alarm.cause());
          assertTrue(alarm.text().contains("client-id"), alarm.text());
          // The same id again, and the next order id never behind what was sent before.
          events.clear();
          gateway.acceptAndGreet();
          assertEquals(100, events.await(SessionReady.class).nextOrderId());
        });
  }
}
