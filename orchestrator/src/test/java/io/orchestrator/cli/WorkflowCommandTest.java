package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run did, why, and when the next one begins, at a terminal. */
class WorkflowCommandTest {
  private static final String HISTORY =
      """
      {"workflow_id":"w","history":[
       {"seq":1,"event":"workflow-started","at":"2026-01-07T16:00:00Z","requested_by":"ann",
        "after":{"state":"running","steps":{"look":"pending"}}},
       {"seq":2,"event":"workflow-step-failed","step":"look","attempt":1,"error":"feed is away",
        "at":"2026-01-07T16:00:01.250Z",
        "after":{"state":"running","steps":{"look":"waiting_for_retry"}}},
       {"seq":3,"event":"workflow-step-completed","step":"look","attempt":2,"output":{"n":1},
        "at":"2026-01-07T16:00:03.250Z",
        "after":{"state":"running","steps":{"look":"completed"}}}]}""";
  private static final String WHY =
      """
      {"workflow_id":"w","workflow":"analysis_to_trade","state":"completed","data_hash":"abc123",
       "orders":[{"client_order_id":"w/execute_trades/0","order":{"side":"buy","quantity":7,
        "symbol":"AAPL","status":"filled","filled":7},"risk_decision":{"var_after":12.5},
        "events":[{"seq":9,"timestamp":"2026-01-07T16:00:04Z","event_type":"order_filled"}]}],
       "chain":[{"step":"run_analysis","seq":5,"state":"completed","attempts":1,
        "output":{"engines":3}}],"missing":[]}""";
  private static final String SCHEDULE =
      "{\"schedule_id\":\"close\",\"workflow\":\"analysis_to_trade\",\"cron\":\"45 15 * * 1-5\","
          + "\"next_at\":\"2026-01-08T20:45:00Z\",\"enabled\":true}";

  private static HttpServer node;
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/api/workflows/w/history", HISTORY);
    answer("/api/workflows/w/why", WHY);
    answer("/api/orders/w/execute_trades/0/why", "<html>page</html>");
    answer("/api/schedules", "{\"schedules\":[" + SCHEDULE + "]}");
    answer("/api/schedules/close", SCHEDULE);
    node.start();
  }

  @AfterAll
  static void stop() {
    node.stop(0);
  }

  @Test
  void aHistoryReadsLikeADebugger() {
    List<String> lines = run("workflow", "show", "w", "--history").out().lines().toList();
    assertEquals(4, lines.size(), lines::toString);
    assertTrue(lines.get(1).contains("started"), lines.get(1));
    assertTrue(
        lines.get(2).matches(".*\\+1\\.250 s +step-failed +look #1 +running +waiting_for_retry.*"),
        lines.get(2));
    assertTrue(lines.get(2).endsWith("error feed is away"), lines.get(2));
    assertTrue(
        lines.get(3).matches(".*\\+2\\.000 s +step-completed +look #2 +running +completed.*"),
        lines.get(3));
  }

  @Test
  void whySaysOrdersDecisionsAndSteps(@TempDir Path folder) throws IOException {
    Outcome why = run("workflow", "why", "w");
    assertEquals(0, why.exitCode(), why.err());
    for (String part : List.of("abc123", "buy 7 AAPL", "var_after", "order_filled", "engines")) {
      assertTrue(why.out().contains(part), () -> part + " is missing in " + why.out());
    }
    Path page = folder.resolve("why.html");
    Outcome written = run("workflow", "why", "w/execute_trades/0", "--html", page.toString());
    assertEquals(0, written.exitCode(), written.err());
    assertEquals("<html>page</html>", Files.readString(page));
    assertTrue(REQUESTS.contains("GET /api/orders/w%2Fexecute_trades%2F0/why?format=html "));
  }

  @Test
  void aScheduleIsListedSavedAndDeleted() {
    assertTrue(run("schedule", "list").out().contains("45 15 * * 1-5"));
    Outcome saved =
        run(
            "schedule",
            "save",
            "close",
            "analysis_to_trade",
            "--cron",
            "45 15 * * 1-5",
            "--symbols",
            "AAPL,MSFT",
            "--set",
            "execute=true",
            "--missed",
            "once");
    assertEquals(0, saved.exitCode(), saved.err());
    assertTrue(
        REQUESTS.contains(
            "PUT /api/schedules/close {\"workflow\":\"analysis_to_trade\",\"parameters\":"
                + "{\"symbols\":[\"AAPL\",\"MSFT\"],\"execute\":true},\"cron\":\"45 15 * * 1-5\","
                + "\"sessions_only\":true,\"missed\":\"once\",\"enabled\":true}"),
        REQUESTS::toString);
    assertTrue(run("schedule", "show", "close").out().contains("2026-01-08T20:45:00Z"));
    assertEquals(0, run("schedule", "delete", "close").exitCode());
    assertTrue(REQUESTS.contains("DELETE /api/schedules/close "), REQUESTS::toString);
    assertEquals(2, run("schedule").exitCode());
  }

  private static Outcome run(String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 4);
    all[args.length] = "--url";
    all[args.length + 1] = "http://127.0.0.1:" + node.getAddress().getPort();
    all[args.length + 2] = "--token";
    all[args.length + 3] = "t";
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        OrchestratorCli.create()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args.length == 1 ? args : all);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private static void answer(String path, String body) {
    node.createContext(
        path,
        exchange -> {
          try (exchange) {
            String request =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            REQUESTS.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + request);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}
