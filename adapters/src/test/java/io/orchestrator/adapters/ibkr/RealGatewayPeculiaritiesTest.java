package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.ibkr.wire.Frames;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.port.BrokerGateway.AccountValueReported;
import io.orchestrator.domain.port.BrokerGateway.CommissionReported;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.OrderError;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.port.BrokerGateway.SyncStarted;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What real gateways were seen to do, replayed by hand. */
@Timeout(40)
class RealGatewayPeculiaritiesTest {
  private static final String FILL =
      "11¦-1¦100¦265598¦AAPL¦STK¦¦0.0¦¦¦SMART¦USD¦AAPL¦NMS¦0000e0d5.69dd7411.01.01¦"
          + "20260413 15:27:04 US/Eastern¦DU1234567¦ISLAND¦BOT¦10¦190.12¦900017¦17¦0¦10¦190.12¦"
          + "w1/place/100¦¦¦¦2¦0¦";

  private final Events events = new Events();
  private IbkrGateway client;

  private void start(HandWrittenGateway gateway) {
    start(Desk.settings(gateway.port()));
  }

  private void start(IbkrSettings settings) {
    client = new IbkrGateway(settings, InstantSource.system(), new Random(3));
    client.start(events);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void theHandshakeIsTheDocumentedOne() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      assertEquals("API¦v100..178", gateway.accept());
      gateway.say("178¦20260405 23:49:26 Central European Standard Time¦");
      gateway.readRequests();
      assertEquals(List.of("71", "2", "17", ""), gateway.request("71"));
      gateway.say("9¦1¦38103¦");
      gateway.say("15¦1¦DU1234567,¦");
      SessionReady ready = events.await(SessionReady.class);
      assertEquals(38103, ready.nextOrderId());
      assertTrue(ready.serverTime().endsWith("Central European Standard Time"));
    }
  }

  @Test
  void aFillWithoutAnyStatusAndBytesInPieces() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (String text :
          List.of(
              FILL,
              "59¦1¦0000e0d5.69dd7411.01.01¦1.7976931348623157E308¦USD¦¦¦¦",
              "59¦1¦0000e0d5.69dd7411.01.01¦1.0¦USD¦1.7976931348623157E308¦"
                  + "1.7976931348623157E308¦¦",
              "6¦2¦$LEDGER-CashBalance¦100.00¦USD¦DU1234567¦")) {
        all.write(Frames.frame(text.replace('¦', '\0').getBytes(StandardCharsets.UTF_8)));
      }
      for (byte b : all.toByteArray()) {
        gateway.raw(new byte[] {b});
      }
      ExecutionReported fill = events.await(ExecutionReported.class);
      assertEquals(Instant.parse("2026-04-13T19:27:04Z"), fill.timestamp());
      assertEquals(Side.BUY, fill.side());
      assertEquals(10, fill.quantity());
      assertEquals("CashBalance", events.await(AccountValueReported.class).key());
      assertEquals(1, events.of(CommissionReported.class).size(), "pending ones are not told");
    }
  }

  @Test
  void unknownAndBrokenMessagesDoNotStopTheStreamAndAreAskedFor() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      gateway.say("107¦1¦whitebrandid¦");
      gateway.say("11¦-1¦100¦not-a-number¦");
      gateway.say("3¦100¦Filled¦10¦0¦190.12¦900017¦0¦190.12¦17¦¦0.0¦from the future¦");
      assertEquals("Filled", events.await(OrderStatusReported.class).status());
      events.await(SessionNotice.class, n -> n.code() == 508);
      gateway.request("6");
      gateway.say("54¦1¦DU1234567¦");
      gateway.request("61");
      gateway.say("62¦1¦");
      gateway.request("16");
      gateway.say("53¦1¦");
      gateway.request("99");
      gateway.say("102¦");
      List<String> executions = gateway.request("7");
      gateway.say(FILL.replaceFirst("-1", executions.get(2)));
      gateway.say("55¦1¦" + executions.get(2) + "¦");
      assertTrue(events.await(SyncFinished.class).complete());
      assertEquals("w1/place/100", events.await(ExecutionReported.class).orderRef());
    }
  }

  /** The older answer ends when the newer one was asked for already: it must not pass for it. */
  @Test
  void eachAnswerIsToldUnderTheNumberOfItsRequest() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      long first = client.requestSync();
      String firstExecutions = answerUntilExecutions(gateway);
      gateway.say("4¦2¦-1¦1100¦Connectivity between IB and the gateway has been lost.¦¦");
      gateway.say("4¦2¦-1¦1102¦Connectivity restored, data maintained.¦¦");
      events.await(UpstreamChanged.class, UpstreamChanged::up);
      long second = client.requestSync();
      gateway.say("55¦1¦" + firstExecutions + "¦");
      String secondExecutions = answerUntilExecutions(gateway);
      assertEquals(SessionState.RESYNC, client.state());
      gateway.say("55¦1¦" + secondExecutions + "¦");
      assertEquals(
          new SyncFinished(second, true, ""), events.await(SyncFinished.class, e -> e.complete()));
      assertEquals(
          List.of(new SyncStarted(first), new SyncStarted(second)), events.of(SyncStarted.class));
      assertEquals(1, events.of(SyncFinished.class).size());
      assertEquals(SessionState.READY, client.state());
    }
  }

  /** Half an answer without an order, a position or a value; the id of the last question. */
  private static String answerUntilExecutions(HandWrittenGateway gateway) throws Exception {
    while (!gateway.request("6").get(2).equals("1")) {
      // The cancel of an older subscription has no answer.
    }
    gateway.say("54¦1¦DU1234567¦");
    gateway.request("61");
    gateway.say("62¦1¦");
    gateway.request("16");
    gateway.say("53¦1¦");
    gateway.request("99");
    gateway.say("102¦");
    return gateway.request("7").get(2);
  }

  /** A line that was lost meanwhile makes the answer old; the state says so until the next one. */
  @Test
  void anAnswerThatBeganBeforeTheLineWasLostDoesNotCountAsTheOneAfterIt() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      client.requestSync();
      String executions = answerUntilExecutions(gateway);
      gateway.say("4¦2¦-1¦1100¦Connectivity between IB and the gateway has been lost.¦¦");
      gateway.say("4¦2¦-1¦1102¦Connectivity restored, data maintained.¦¦");
      gateway.say("55¦1¦" + executions + "¦");
      events.await(SyncFinished.class);
      assertEquals(SessionState.RESYNC, client.state());
    }
  }

  @Test
  void warningsFarmsAndLinksAreToldApart() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      gateway.say("4¦2¦100¦10349¦Order TIF was set to DAY based on order preset.¦¦");
      assertFalse(events.await(OrderError.class, e -> e.code() == 10349).rejected());
      gateway.say("4¦2¦100¦201¦Order rejected - reason:caf\\u00e9¦{\"rejects\":[]}¦");
      OrderError rejected = events.await(OrderError.class, e -> e.code() == 201);
      assertTrue(rejected.rejected());
      assertTrue(rejected.text().contains("café"));
      gateway.say("4¦2¦-1¦2103¦Market data farm connection is broken:usfarm¦¦");
      events.await(SessionNotice.class, n -> n.code() == 2103);
      assertEquals(SessionState.READY, client.state());
      gateway.say("4¦2¦-1¦2110¦Connectivity between TWS and server is broken.¦¦");
      assertFalse(events.await(UpstreamChanged.class).up());
      assertEquals(SessionState.UPSTREAM_DOWN, client.state());
      gateway.say("4¦2¦-1¦2104¦Market data farm connection is OK:usfarm¦¦");
      assertTrue(events.await(UpstreamChanged.class, UpstreamChanged::up).dataLost());
      assertEquals(SessionState.RESYNC, client.state());
    }
  }

  @Test
  void anOlderGatewayAndALiveAccountAreRefused() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.accept();
      gateway.say("151¦20260405 23:49:26 CET¦");
      SessionNotice old = events.await(SessionNotice.class, n -> n.text().contains("151"));
      assertTrue(old.text().contains("update"), old.text());
      gateway.hangUp();
      gateway.accept();
      gateway.say("178¦20260405 23:49:26 CET¦");
      gateway.say("15¦1¦U7654321¦");
      gateway.say("9¦1¦1¦");
      events.await(SessionNotice.class, n -> n.text().contains("not PAPER"));
      assertTrue(events.of(SessionReady.class).isEmpty());
      Ticket ticket =
          new Ticket(
              1,
              "w/1",
              "AAPL",
              Side.BUY,
              1,
              OrderType.MARKET,
              Optional.empty(),
              TimeInForce.DAY,
              false);
      assertEquals(SendOutcome.NOT_CONNECTED, client.place(ticket, 0));
      assertFalse(client.probe().reachable());
    }
  }

  @Test
  void aGatewayThatSaysNothingIsGivenUpAndTriedAgain() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(Desk.settings(gateway.port(), Duration.ofMillis(300), Duration.ofMillis(600)));
      gateway.accept();
      events.await(SessionNotice.class, n -> n.text().contains("handshake"));
      gateway.hangUp();
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      // Now it answers nothing any more: the heartbeat finds out.
      assertTrue(events.await(SessionLost.class).detail().contains("nothing heard"));
      assertEquals(List.of("49", "1"), gateway.request("49"));
    }
  }

  @Test
  void hostileLengthEndsTheSession() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      start(gateway);
      gateway.acceptAndGreet();
      events.await(SessionReady.class);
      gateway.raw(new byte[] {0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3});
      assertTrue(events.await(SessionLost.class).detail().contains("507"));
    }
  }

  /** The socket's buffers fill up because nobody reads; the halt must still come through. */
  @Test
  void aHaltIsRaisedInBoundedTimeWhileAWriteHangs() throws Exception {
    try (HandWrittenGateway gateway = new HandWrittenGateway()) {
      IbkrSettings d = Desk.settings(gateway.port());
      start(
          new IbkrSettings(
              d.host(),
              d.port(),
              d.clientId(),
              "",
              AccountKind.PAPER,
              false,
              d.connectTimeout(),
              d.handshakeTimeout(),
              d.probeTimeout(),
              d.syncPartTimeout(),
              Duration.ofMillis(500),
              d.heartbeatInterval(),
              d.silenceLimit(),
              d.reconnectMin(),
              d.reconnectMax(),
              1_000_000,
              d.pacingWait(),
              d.maxFrameBytes(),
              d.eventQueue(),
              d.traceFrames(),
              d.requestIdBase(),
              d.rejectCodes(),
              d.zone(),
              d.restarts(),
              d.requests()));
      gateway.accept();
      gateway.say("178¦20260405 23:49:26 CET¦");
      gateway.say("15¦1¦DU1234567¦");
      gateway.say("9¦1¦1¦");
      events.await(SessionReady.class);
      String longRef = "x".repeat(100);
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    SendOutcome outcome = SendOutcome.WRITTEN;
                    for (int id = 1; outcome == SendOutcome.WRITTEN; id++) {
                      outcome =
                          client.place(
                              new Ticket(
                                  id,
                                  longRef,
                                  "AAPL",
                                  Side.BUY,
                                  1,
                                  OrderType.MARKET,
                                  Optional.empty(),
                                  TimeInForce.DAY,
                                  false),
                              1);
                    }
                  });
      events.await(SessionLost.class, l -> l.detail().contains("did not end"));
      long started = System.nanoTime();
      client.raiseHaltEpoch(2);
      assertTrue(Duration.ofNanos(System.nanoTime() - started).toMillis() < 2000);
      writer.join();
      // Posted behind the answer of the write, not before it.
      events.await(io.orchestrator.domain.port.BrokerGateway.SendUncertain.class);
      assertEquals(
          1, events.of(io.orchestrator.domain.port.BrokerGateway.SendUncertain.class).size());
    }
  }
}
