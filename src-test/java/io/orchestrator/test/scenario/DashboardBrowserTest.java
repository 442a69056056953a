package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.Npm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A person in front of the dashboard in a real browser, the real server behind it: logs in, watches
 * a run to its trades, loses the feed, halts, changes a limit, and keeps every event over a restart
 * of the server. Skipped without Node, npm or Chromium. With {@code -Ddashboard.images=DIR} it also
 * takes the pictures of the docs.
 */
@Timeout(900)
@ResourceLock("dashboard/node_modules")
class DashboardBrowserTest {
  private static final Path DASHBOARD = Path.of("../dashboard").toAbsolutePath().normalize();

  @Test
  void aPersonCanDoTheDaysWorkAndMissesNothing() throws Exception {
    String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
    assumeTrue(Files.isExecutable(Path.of(chromium)), "skipped: no Chromium at " + chromium);
    Npm.installedOrSkip(DASHBOARD);
    Map<String, String> config =
        Map.of(
            "http.port", freePort(), "websocket-port", freePort(), "health-check-interval", "5s");
    try (World world = new World("dashboard", SimulatorSettings.DEFAULT, config);
        Browser browser = Browser.open(DASHBOARD)) {
      world.start();
      browser.step(
          "login",
          Map.of(
              "url",
              "http://127.0.0.1:" + world.httpPort() + "/",
              "user",
              "admin",
              "password",
              world.password()));
      JsonNode run = browser.step("runWorkflow", Map.of("symbols", "AAPL, MSFT, GOOGL, AMZN"));
      assertTrue(run.get("orders").asInt() >= 1, run::toString);
      browser.step("seesWhy", Map.of());
      browser.step("seesTrades", Map.of());
      feedStopsAndReturns(world, browser);
      browser.step("haltAndResume", Map.of());
      limitIsChanged(world, browser);
      symbolIsRestrictedAndRunScheduled(world, browser);
      accountsAndConfiguration(world, browser);
      optimisationIsDrawn(world, browser);
      restartLosesNothing(world, browser);
      browser.step("reload", Map.of());
      looks(world, browser);
    }
  }

  private static void feedStopsAndReturns(World world, Browser browser) throws Exception {
    world.simulator().feedFaults().stopServing();
    browser.step("seesDegraded", Map.of("reason", "market_data"));
    browser.step("takesAlert", Map.of("reason", "the feed is being looked at"));
    world.simulator().feedFaults().resumeServing();
    browser.step("seesRunning", Map.of());
  }

  private static void limitIsChanged(World world, Browser browser) throws Exception {
    JsonNode shown =
        browser.step(
            "changeLimit",
            Map.of("name", "max_daily_loss", "value", "4000", "reason", "a quieter day"));
    assertEquals("4000", shown.get("shown").asText());
    JsonNode limits = world.get("/api/risk/limits");
    assertEquals(4000, limits.get("max_daily_loss").asInt());
    assertTrue(limits.get("versions").toString().contains("a quieter day"), limits::toString);
  }

  private static void symbolIsRestrictedAndRunScheduled(World world, Browser browser)
      throws Exception {
    browser.step("limitsSymbol", Map.of("symbol", "TSLA", "reason", "a merger"));
    JsonNode limits = world.get("/api/risk/limits");
    assertTrue(limits.at("/symbols/TSLA/restricted").asBoolean(), limits::toString);
    assertEquals(4000, limits.get("max_daily_loss").asInt(), "the account's limits stay");
    browser.step("writesSchedule", Map.of("name", "weekly", "cron", "0 10 * * MON"));
    JsonNode schedule = world.get("/api/schedules/weekly");
    assertEquals("portfolio_rebalance", schedule.get("workflow").asText());
    assertEquals("0 10 * * MON", schedule.get("cron").asText());
  }

  private static void accountsAndConfiguration(World world, Browser browser) throws Exception {
    JsonNode seen =
        browser.step("administers", Map.of("user", "grace", "key", "health-check-interval"));
    assertEquals("option -D", seen.get("origin").asText());
    JsonNode users = world.get("/api/users").get("users");
    assertTrue(
        users.toString().contains("\"name\":\"grace\",\"role\":\"trader\""), users::toString);
    JsonNode alerts = world.get("/api/alerts").get("alerts");
    assertTrue(alerts.toString().contains("the feed is being looked at"), alerts::toString);
  }

  private static void optimisationIsDrawn(World world, Browser browser) throws Exception {
    JsonNode run =
        world.run(
            "strategy_optimization",
            Map.of(
                "symbols", List.of("AAPL"),
                "bars", 600,
                "strategies", List.of("momentum"),
                "top", 1,
                "iterations", 40));
    assertEquals("completed", run.path("state").asText(), run::toString);
    browser.step("seesOptimisation", Map.of());
  }

  private static void restartLosesNothing(World world, Browser browser) throws Exception {
    world.kill();
    browser.step("seesLoss", Map.of());
    world.start();
    browser.step("seesReturn", Map.of());
    List<JsonNode> stored = world.events("");
    long last = stored.getLast().get("seq").asLong();
    List<Long> seen = new ArrayList<>();
    browser.step("seqs", Map.of("least", last)).get("seqs").forEach(seq -> seen.add(seq.asLong()));
    long first = seen.getFirst();
    assertEquals(
        LongStream.rangeClosed(first, new TreeSet<>(seen).last()).boxed().toList(),
        seen,
        "each event once and in order, over the restart too");
    assertTrue(
        stored.stream()
            .filter(e -> e.get("seq").asLong() >= first)
            .allMatch(e -> seen.contains(e.get("seq").asLong())),
        "every stored event came");
  }

  private static void looks(World world, Browser browser) throws Exception {
    JsonNode login =
        browser.step("looksOfLogin", Map.of("url", "http://127.0.0.1:" + world.httpPort() + "/"));
    assertEquals("[]", login.get("found").toString());
    JsonNode seen = browser.step("looks", Map.of());
    assertEquals("[]", seen.get("found").toString());
    assertEquals("[]", seen.get("wide").toString());
    String images = System.getProperty("dashboard.images", "");
    if (!images.isEmpty()) {
      browser.step("screenshots", Map.of("folder", Path.of(images).toAbsolutePath().toString()));
    }
    assertEquals("[]", browser.step("complaints", Map.of()).get("complaints").toString());
  }

  private static String freePort() throws Exception {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(probe.getLocalPort());
    }
  }
}
