package io.orchestrator.adapters.simulator.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire as the protocol's description has it, seen by a client that knows only sockets. */
@Timeout(60)
class SimulatedIqFeedTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private SimulatedMarket market;
  private SimulatedIqFeed servers;

  @BeforeEach
  void start() throws IOException {
    market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(5));
    servers = SimulatedIqFeed.start(market, SimulatedIqFeedSettings.DEFAULT.onFreePorts());
  }

  @AfterEach
  void stop() {
    servers.close();
    market.close();
  }

  private RawClient levelOne() throws IOException {
    return new RawClient(servers.levelOnePort());
  }

  private RawClient lookup() throws IOException {
    return new RawClient(servers.lookupPort());
  }

  @Test
  void levelOneGreetsAndConfirmsTheProtocol() throws IOException {
    try (var client = levelOne()) {
      assertTrue(client.awaitStart("S,KEY,").length() > 6);
      client.awaitStart("S,SERVER CONNECTED");
      String[] customer = client.awaitStart("S,CUST,").split(",", -1);
      assertEquals("real_time", customer[2]);
      assertEquals("500", customer[10]);
      client.line("S,SET PROTOCOL,6.2");
      assertEquals("S,CURRENT PROTOCOL,6.2,", client.awaitStart("S,CURRENT PROTOCOL"));
      client.awaitStart("S,CURRENT UPDATE FIELDNAMES,Symbol,Most Recent Trade,");
      assertTrue(client.awaitStart("T,").matches("T,\\d{8} \\d\\d:\\d\\d:\\d\\d"));
    }
  }

  @Test
  void watchAnswersFundamentalSummaryAndUpdates() throws IOException {
    try (var client = levelOne()) {
      client.line("S,SET PROTOCOL,6.2").line("waapl");
      String[] fundamental = client.awaitStart("F,AAPL,").split(",", -1);
      assertEquals(1 + 57 + 1, fundamental.length);
      assertEquals("APPLE INC.", fundamental[18]);
      String[] summary = client.awaitStart("P,AAPL,").split(",", -1);
      assertEquals(1 + 16 + 1, summary.length);
      assertTrue(summary[4].matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{6}"), summary[4]);
      client.awaitStart("Q,AAPL,");
      client.line("rAAPL").line("S,REQUEST WATCHES");
      assertEquals("S,WATCHES,", client.awaitStart("S,WATCHES"));
    }
  }

  @Test
  void selectedFieldsBeginWithSymbolAndUnknownOnesAreLeftOut() throws IOException {
    try (var client = levelOne()) {
      client.line("S,SELECT UPDATE FIELDS,Bid,No Such Field,Ask").line("wMSFT");
      client.await(l -> l.equals("S,CURRENT UPDATE FIELDNAMES,Symbol,Bid,Ask"));
      String[] summary = client.awaitStart("P,MSFT,").split(",", -1);
      assertEquals(5, summary.length);
      assertTrue(Double.parseDouble(summary[2]) < Double.parseDouble(summary[3]));
    }
  }

  @Test
  void allSeventyFieldsAreListed() throws IOException {
    try (var client = levelOne()) {
      client.line("S,REQUEST ALL UPDATE FIELDNAMES");
      String[] names = client.awaitStart("S,UPDATE FIELDNAMES,").split(",", -1);
      assertEquals(2 + 70, names.length);
    }
  }

  @Test
  void lastCommandWithoutLineEndCounts() throws IOException {
    try (var watcher = levelOne();
        var admin = new RawClient(servers.adminPort())) {
      watcher.line("wAAPL").awaitStart("P,AAPL");
      admin.await(l -> l.startsWith("S,STATS") && l.split(",", -1)[5].equals("1"));
      watcher.send("S,UNWATCH ALL");
      watcher.shutdownOutput();
      admin.await(l -> l.startsWith("S,STATS") && l.split(",", -1)[5].equals("0"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0000\u0001\u0002\r\n",
        "w\r\nw,,,,\r\nS\r\nS,\r\n",
        "S,SELECT UPDATE FIELDS\r\nwTOOLONGTOOLONGTOOLONGTOOLONGTOOLONG\r\n",
      })
  void junkDoesNotDisturb(String junk) throws IOException {
    try (var client = levelOne();
        var history = lookup();
        var admin = new RawClient(servers.adminPort())) {
      client.send(junk).line("wAAPL").awaitStart("Q,AAPL");
      history.send(junk).line("HDX,AAPL,1,0,ok");
      history.awaitStart("ok,LH,");
      admin.send(junk).awaitStart("S,STATS");
    }
  }

  @Test
  void oversizedLineIsToldAndSurvived() throws IOException {
    try (var client = levelOne()) {
      client.line("w" + "A".repeat(1_000_000)).line("wAAPL");
      client.awaitStart("E,A line is longer");
      client.awaitStart("P,AAPL");
    }
  }

  @Test
  void historyRowsAreHighLowOpenClose() throws IOException {
    try (var client = lookup()) {
      client.line("S,SET PROTOCOL,6.2").awaitStart("S,CURRENT PROTOCOL,6.2,");
      client.line("HDX,AAPL,1,0,R1,100,0");
      String[] row = client.answer().getFirst().split(",", -1);
      Bar bar = market.history(AAPL, Timeframe.D1, 1).getFirst();
      assertEquals("R1", row[0]);
      assertEquals("LH", row[1]);
      assertEquals(bar.high(), Double.parseDouble(row[3]));
      assertEquals(bar.low(), Double.parseDouble(row[4]));
      assertEquals(bar.open(), Double.parseDouble(row[5]));
      assertEquals(bar.close(), Double.parseDouble(row[6]));
      assertEquals(bar.volume(), Long.parseLong(row[7]));
    }
  }

  @Test
  void olderProtocolHasNoTag() throws IOException {
    try (var client = lookup()) {
      client.line("S,SET PROTOCOL,6.1").awaitStart("S,CURRENT PROTOCOL,6.1,");
      client.line("HDX,AAPL,2,1");
      List<String> rows = client.answer();
      assertTrue(rows.getFirst().matches("\\d{4}-\\d\\d-\\d\\d,.*"), rows.getFirst());
    }
  }

  @Test
  void dailyRowsIncludeTodayUnlessToldOtherwise() throws IOException {
    try (var client = lookup()) {
      client.line("HDX,AAPL,3,1,P");
      assertTrue(client.answer().getLast().startsWith("P,LH,2026-03-02,"));
      client.line("HDT,AAPL,20260223,20260227,,1,D");
      List<String> week = client.answer();
      assertEquals(5, week.size());
      assertTrue(week.getFirst().startsWith("D,LH,2026-02-23,"));
    }
  }

  @Test
  void intervalsCanBeCutByTimeAndLabelledAtEitherEnd() throws IOException {
    try (var client = lookup()) {
      client.line("HIT,AAPL,60,20260227 100000,20260227 100300,,,,1,B,100,s,1");
      List<String> begin = client.answer();
      client.line("HIT,AAPL,60,20260227 100000,20260227 100300,,,,1,E,100,s,0");
      List<String> end = client.answer();
      assertEquals(3, begin.size());
      assertTrue(begin.getFirst().startsWith("B,LH,2026-02-27 10:00:00,"), begin.getFirst());
      assertTrue(end.getFirst().startsWith("E,LH,2026-02-27 10:01:00,"), end.getFirst());
      client.line("HID,AAPL,300,1,,093000,100000,1,F,100,s,1");
      assertTrue(client.answer().getFirst().startsWith("F,LH,2026-03-02 09:30:00,"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HDX,NOSUCH,1,0,X|X,E,Invalid symbol.,",
        "HDX,AAPL,x,0,X|X,E,!SYNTAX_ERROR!,,",
        "HIX,AAPL,86400,10,0,X,100,s,1|X,E,!SYNTAX_ERROR!,,",
        "HDT,AAPL,20990101,20990102,,1,X|X,E,!NO_DATA!,,",
        "HTX,AAPL,x,0,X|X,E,!SYNTAX_ERROR!,,",
        "NONSENSE|E,!SYNTAX_ERROR!,,",
      })
  void lookupErrorsAreTheProtocols(String command, String answer) throws IOException {
    try (var client = lookup()) {
      client.line(command);
      assertEquals(List.of(answer), client.answer());
    }
  }

  @Test
  void depthIsPerPriceInTheNewProtocolAndPerMakerInTheOlder() throws IOException {
    try (var client = new RawClient(servers.depthPort())) {
      client.awaitStart("S,SERVER CONNECTED");
      client.line("S,SET PROTOCOL,6.2").awaitStart("S,CURRENT PROTOCOL,6.2,");
      client.line("WPL,AAPL,5");
      String[] level = client.awaitStart("7,AAPL,B,").split(",", -1);
      assertEquals(1 + 8 + 1, level.length);
      assertTrue(level[7].matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{6}"), level[7]);
      assertTrue(level[8].matches("\\d{4}-\\d\\d-\\d\\d"), level[8]);
      for (int i = 0; i < 5; i++) {
        client.awaitStart("7,AAPL,A,");
      }
      client.awaitStart("8,AAPL,");
      client.awaitStart("9,AAPL,");
      client.line("WPL,NOSUCH").awaitStart("n,NOSUCH");
      client.line("mNSDQ").awaitStart("M,NSDQ,NASDAQ");
      assertTrue(client.awaitStart("T,").matches("T,\\d{8} \\d\\d:\\d\\d:\\d\\d"));
    }
    try (var client = new RawClient(servers.depthPort())) {
      client.line("S,SET PROTOCOL,6.1").awaitStart("S,CURRENT PROTOCOL,6.1,");
      client.line("wMSFT");
      String[] last = client.await(l -> l.matches("Z,MSFT,.*,T,")).split(",", -1);
      assertEquals(1 + 13 + 1, last.length);
      client.awaitStart("2,MSFT,NSDQ,");
      client.line("rMSFT");
    }
  }

  @Test
  void requestsAboveTheRateAreRefused() throws IOException {
    try (var client = lookup()) {
      // At once, and so many that a slow machine is faster than the rate, too.
      client.send("HDX,AAPL,1,0,N\r\n".repeat(500));
      client.await(l -> l.endsWith("E,Too many simultaneous history requests,"));
    }
  }

  @Test
  void adminSpeaksEverySecondAndKeepsNoSecrets() throws IOException {
    try (var client = new RawClient(servers.adminPort())) {
      String[] stats = client.awaitStart("S,STATS,").split(",", -1);
      assertEquals("Connected", stats[12]);
      assertEquals(22, stats.length);
      client.line("S,REGISTER CLIENT APP,PRODUCT,1.0");
      client.awaitStart("S,REGISTER CLIENT APP COMPLETED,");
      client.line("S,SET PASSWORD,hunter2");
      assertFalse(client.awaitStart("S,CURRENT PASSWORD").contains("hunter2"));
      servers.faults().serverDisconnected();
      client.await(l -> l.startsWith("S,STATS") && l.contains("Not Connected"));
    }
  }

  @Test
  void limitCountsAllClientsAndIsGivenBack() throws IOException {
    servers.faults().symbolLimit(2);
    try (var second = levelOne()) {
      try (var first = levelOne()) {
        first.line("wAAPL").line("wMSFT").awaitStart("P,MSFT");
        first.line("wMSFT").awaitStart("P,MSFT");
        second.line("wIBM");
        assertEquals("S,SYMBOL LIMIT REACHED,IBM", second.awaitStart("S,SYMBOL LIMIT"));
      }
      String answer = "";
      while (!answer.startsWith("P,IBM")) {
        second.line("wIBM");
        answer = second.await(l -> l.startsWith("P,IBM") || l.startsWith("S,SYMBOL LIMIT"));
      }
    }
  }

  @Test
  void tooManyClientsAreTurnedAway() throws IOException {
    var few =
        new SimulatedIqFeedSettings("127.0.0.1", 0, 0, 0, 0, 0, 0, 500, 1, 16_384, 1000, 50, 1000);
    try (var small = SimulatedIqFeed.start(market, few);
        var first = new RawClient(small.levelOnePort())) {
      first.awaitStart("S,KEY");
      try (var second = new RawClient(small.levelOnePort())) {
        assertTrue(second.closedByServer());
      }
    }
  }

  @Test
  void stoppedServersRefuseAndResumeOnTheSamePorts() throws IOException {
    int port = servers.levelOnePort();
    servers.faults().stopServing();
    assertThrows(IOException.class, () -> new RawClient(port).awaitStart("S,KEY"));
    servers.faults().resumeServing();
    try (var client = new RawClient(port)) {
      client.awaitStart("S,KEY");
    }
  }
}
