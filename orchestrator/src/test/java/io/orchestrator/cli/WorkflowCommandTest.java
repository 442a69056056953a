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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static final String RUN =
      """
      {"workflow_id":"w","workflow":"analysis_to_trade","state":"waiting","progress":0.5,
       "message":"waits for approval","requested_by":"ann","parameters":{"execute":true},
       "steps":[{"name":"execute_trades","state":"waiting_for_signal","attempts":0}]}""";
  private static final String PLAN =
      """
      {"workflow_id":"w","state":"waiting","plan":[{"step":"execute_trades","effect":"idempotent",
       "state":"running","action":"clean_up","detail":"orders at work are cancelled"}]}""";

  private static HttpServer node;
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/api/workflows/w/history", HISTORY);
    answer("/api/workflows/w/why", WHY);
    answer("/api/workflows/w/compensation-plan", PLAN);
    answer("/api/workflows/w", RUN);
    answer("/api/workflows/ended", 409, "{\"code\":\"workflow.already_ended\"}");
    answer("/api/workflows/foreign", 403, "{\"code\":\"workflow.four_eyes\"}");
    answer("/api/system/workflow/analysis_to_trade", 202, "{\"workflow_id\":\"w\"}");
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

  @Test
  void aRunIsStartedWithDeadlineAndPriority() {
    Outcome started =
        run(
            "workflow",
            "run",
            "analysis_to_trade",
            "--symbols",
            "AAPL",
            "--deadline",
            "2026-01-08T21:00:00Z",
            "--priority",
            "5");
    assertEquals(0, started.exitCode(), started.err());
    assertEquals("w", started.out().strip());
    assertAsked(
        "POST /api/system/workflow/analysis_to_trade {\"parameters\":{\"symbols\":[\"AAPL\"]},"
            + "\"deadline\":\"2026-01-08T21:00:00Z\",\"priority\":5}");
    run("workflow", "run", "analysis_to_trade");
    assertAsked("POST /api/system/workflow/analysis_to_trade {\"parameters\":{}}");
    assertEquals(2, run("workflow", "run", "analysis_to_trade", "--priority", "high").exitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "pause", "resume", "retry"})
  void aRunIsSteered(String wish) {
    Outcome done = run("workflow", wish, "w");
    assertEquals(0, done.exitCode(), done.err());
    assertAsked("POST /api/workflows/w/" + wish + " ");
    assertTrue(done.out().contains("waits for approval"), done.out());
    assertTrue(done.out().contains("execute_trades"), done.out());
    Outcome refused = run("workflow", wish, "ended");
    assertEquals(1, refused.exitCode());
    assertTrue(refused.err().contains("workflow.already_ended"), refused.err());
    assertEquals(2, run("workflow", wish).exitCode(), "the id is missing");
  }

  @Test
  void aRunIsApprovedDeniedAndSignalled() {
    assertEquals(0, run("workflow", "approve", "w").exitCode());
    assertAsked("POST /api/workflows/w/approve {\"approved\":true}");
    assertEquals(0, run("workflow", "approve", "w", "--deny", "--reason", "too big").exitCode());
    assertAsked("POST /api/workflows/w/approve {\"approved\":false,\"reason\":\"too big\"}");
    Outcome own = run("workflow", "approve", "foreign");
    assertEquals(4, own.exitCode());
    assertTrue(own.err().contains("workflow.four_eyes"), own.err());
    Outcome sent =
        run("workflow", "signal", "w", "go", "--set", "limit=5", "--set", "note=by hand");
    assertEquals(0, sent.exitCode(), sent.err());
    assertAsked(
        "POST /api/workflows/w/signal {\"name\":\"go\","
            + "\"payload\":{\"limit\":5,\"note\":\"by hand\"}}");
    assertEquals(1, run("workflow", "signal", "ended", "go").exitCode());
    assertEquals(2, run("workflow", "signal", "w").exitCode(), "the name is missing");
  }

  @Test
  void aPlanIsShownAndARunExportedWithItsHistory() throws IOException {
    Outcome plan = run("workflow", "plan", "w");
    assertEquals(0, plan.exitCode(), plan.err());
    assertAsked("GET /api/workflows/w/compensation-plan ");
    assertTrue(plan.out().contains("orders at work are cancelled"), plan.out());
    Outcome export = run("workflow", "export", "w");
    assertEquals(0, export.exitCode(), export.err());
    var document = ApiClient.JSON.readTree(export.out());
    assertEquals("waiting", document.path("run").path("state").asText());
    assertEquals(3, document.path("history").size());
    assertEquals(1, run("workflow", "plan", "ended").exitCode());
    assertEquals(1, run("workflow", "export", "ended").exitCode());
  }

  private static void assertAsked(String request) {
    assertTrue(REQUESTS.contains(request), REQUESTS::toString);
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
    answer(path, 200, body);
  }

  private static void answer(String path, int status, String body) {
    node.createContext(
        path,
        exchange -> {
          try (exchange) {
            String request =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            REQUESTS.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + request);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}
