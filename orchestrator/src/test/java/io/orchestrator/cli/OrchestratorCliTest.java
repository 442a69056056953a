package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OrchestratorCliTest {
  private static final String PROBLEM =
      "{\"code\":\"%s\",\"detail\":\"d\",\"advice\":\"a\",\"errors\":[{\"field\":\"f\","
          + "\"message\":\"m\"}]}";

  private static final String PLAN =
      "{\"basis\":\"b\",\"estimate\":{\"expected_usd\":12.5},\"slices\":[{\"slice\":0,"
          + "\"start\":\"2026-03-02T15:00:00Z\",\"quantity\":100}]}";
  private static final String EXECUTION =
      "{\"execution_id\":\"algo/k\",\"status\":\"running\",\"children\":[{\"client_order_id\":"
          + "\"algo/k/0/0\",\"filled\":7}],\"report\":{\"arrival\":{\"bps\":-3.5,\"usd\":-6}},"
          + "\"executions\":[{\"execution_id\":\"algo/k\",\"symbol\":\"AAPL\"}]}";

  private static HttpServer node;
  private static final Map<String, String> REQUESTS = new ConcurrentHashMap<>();

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/api/system/status", 200, "{\"state\":\"running\",\"node\":\"n\\u001b[31m1\"}");
    answer("/api/system/control/stop", 409, PROBLEM.formatted("system.illegal_transition"));
    answer("/api/system/control/start", 401, PROBLEM.formatted("auth.token_expired"));
    answer("/api/trading/halt", 200, "{\"trading_state\":\"halted\",\"cancelled_orders\":2}");
    answer("/api/system/workflow/good", 200, "{\"workflow_id\":\"w\",\"status\":\"completed\"}");
    answer("/api/system/workflow/bad", 200, "{\"workflow_id\":\"w\",\"status\":\"failed\"}");
    answer("/api/system/workflow/slow", 202, "{\"workflow_id\":\"s\",\"status\":\"running\"}");
    answer("/api/orders/algorithms/preview", 200, PLAN);
    answer("/api/orders/algorithms", 200, EXECUTION);
    answer("/api/workflows/s", 200, "{\"workflow_id\":\"s\",\"state\":\"completed\"}");
    answer(
        "/api/system/events",
        200,
        "{\"events\":[{\"seq\":2,\"event_type\":\"b\"},{\"seq\":1,\"event_type\":\"a\"}]}");
    node.start();
  }

  @AfterAll
  static void stop() {
    node.stop(0);
  }

  @Test
  void statusIsATableForPeopleWithoutControlCharacters() {
    Outcome outcome = run("status");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("State        running"), outcome.out());
    assertFalse(outcome.out().contains("\u001b"));
    assertTrue(run("status", "--json").out().startsWith("{\"state\":\"running\""));
  }

  @Test
  void exitCodesTellRefusedUsageUnreachableUnauthorised() throws IOException {
    Outcome refused = run("control", "stop");
    assertEquals(1, refused.exitCode());
    assertTrue(refused.err().contains("system.illegal_transition: d"), refused.err());
    assertTrue(refused.err().contains("f: m"), refused.err());
    assertEquals(2, run("control", "dance").exitCode());
    assertEquals(2, run("trading", "halt").exitCode());
    assertEquals(4, run("control", "start").exitCode());
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Outcome unreachable = execute("status", "--token", "t", "--url", "http://127.0.0.1:" + free);
    assertEquals(3, unreachable.exitCode());
    assertTrue(unreachable.err().contains("orchestrator serve"), unreachable.err());
  }

  @Test
  void workflowWaitsAndItsEndIsTheExitCode() {
    assertEquals(0, run("workflow", "run", "good", "--wait").exitCode());
    assertEquals(1, run("workflow", "run", "bad", "--wait").exitCode());
    assertEquals(0, run("workflow", "run", "slow", "--wait").exitCode());
    Outcome started =
        run("workflow", "run", "slow", "--symbols", "AAPL,MSFT", "--set", "execute=true");
    assertEquals("s", started.out().strip());
    assertEquals(
        "{\"parameters\":{\"symbols\":[\"AAPL\",\"MSFT\"],\"execute\":true}}",
        REQUESTS.get("/api/system/workflow/slow"));
  }

  @Test
  void anExecutionIsPreviewedBegunShownAndSteered() {
    Outcome preview =
        run("algorithm", "preview", "twap", "buy", "400", "AAPL", "--seconds", "1200");
    assertEquals(0, preview.exitCode(), preview.err());
    assertTrue(preview.out().contains("expected_usd  12.5"), preview.out());
    assertEquals(
        "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":400,\"algorithm\":\"twap\","
            + "\"duration_seconds\":1200}",
        REQUESTS.get("/api/orders/algorithms/preview"));
    Outcome begun =
        run(
            "algorithm",
            "start",
            "implementation_shortfall",
            "sell",
            "400",
            "AAPL",
            "--urgency",
            "high",
            "--limit-price",
            "180.25",
            "--set",
            "risk_aversion=1e-6",
            "--idempotency-key",
            "k");
    assertEquals(0, begun.exitCode(), begun.err());
    assertTrue(begun.err().contains("idempotency key k"), begun.err());
    assertTrue(begun.out().contains("-3.5 bps, -6 USD"), begun.out());
    assertTrue(begun.out().contains("algo/k/0/0"), begun.out());
    String body = REQUESTS.get("/api/orders/algorithms");
    assertTrue(body.contains("\"algorithm\":\"implementation_shortfall\""), body);
    assertTrue(body.contains("\"limit_price\":180.25"), body);
    assertTrue(run("algorithm", "list", "--open").out().contains("AAPL"));
    assertEquals(0, run("algorithm", "pause", "algo/k").exitCode());
    assertEquals(0, run("algorithm", "show", "algo/k").exitCode());
    assertEquals(2, run("algorithm", "start", "guess", "buy", "1", "AAPL").exitCode());
    Outcome wrong = run("algorithm", "preview", "pov", "buy", "1", "AAPL", "--set", "collar=wide");
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().contains("collar must be a number"), wrong.err());
  }

  @Test
  void eventsAreShownOldestFirst() {
    String out = run("events").out();
    assertTrue(out.indexOf("  a") < out.indexOf("  b"), out);
  }

  @Test
  void killCarriesItsReason() {
    assertEquals(0, run("trading", "halt", "--reason", "fat finger").exitCode());
    assertEquals("{\"reason\":\"fat finger\"}", REQUESTS.get("/api/trading/halt"));
  }

  @Test
  void tokenIsSignedWithTheLocalKey(@TempDir Path home) {
    assertEquals(1, execute("token", "--role", "risk", "--home", "" + home).exitCode());
    var keys = SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS);
    Outcome outcome =
        execute("token", "--role", "risk", "--ttl", "5m", "--subject", "ann", "--home", "" + home);
    var caller =
        new Tokens(keys, AuthSettings.DEFAULT, Clock.systemUTC()).verify(outcome.out().strip());
    assertEquals("ann", caller.subject());
    assertEquals(Role.RISK, caller.role());
    assertEquals(2, execute("token", "--role", "risk", "--ttl", "99d").exitCode());
  }

  @Test
  void withoutArgumentsServeRuns() {
    var served = new boolean[1];
    CommandLine cli = OrchestratorCli.create();
    cli.addSubcommand("serve", new Served(served));
    assertEquals(0, cli.execute());
    assertTrue(served[0]);
    assertEquals(0, execute("--help").exitCode());
  }

  @Test
  void everyCommandExplainsItself() {
    CommandLine program = OrchestratorCli.create();
    program.addSubcommand("serve", new ServeCommand());
    program.addSubcommand("simulator", new SimulatorCommand());
    program.addSubcommand("config", new ConfigCommand());
    assertTrue(explained(program) >= 20, "commands are missing");
  }

  private static int explained(CommandLine command) {
    var out = new StringWriter();
    assertEquals(0, command.setOut(new PrintWriter(out, true)).execute("--help"));
    String name = command.getCommandSpec().qualifiedName();
    assertTrue(out.toString().contains("Usage: " + name), out::toString);
    assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name);
    int count = 1;
    for (CommandLine each : command.getSubcommands().values()) {
      count += explained(each);
    }
    return count;
  }

  @CommandLine.Command(name = "serve")
  private record Served(boolean[] served) implements Runnable {
    @Override
    public void run() {
      served[0] = true;
    }
  }

  private static Outcome run(String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 4);
    all[args.length] = "--url";
    all[args.length + 1] = "http://127.0.0.1:" + node.getAddress().getPort();
    all[args.length + 2] = "--token";
    all[args.length + 3] = "t";
    return execute(all);
  }

  private static Outcome execute(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        OrchestratorCli.create()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private static void answer(String path, int status, String body) {
    node.createContext(
        path,
        exchange -> {
          try (exchange) {
            String request =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            REQUESTS.put(path, request);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}
