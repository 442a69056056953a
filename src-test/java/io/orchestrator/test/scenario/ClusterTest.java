package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.PrivateNetwork;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.SmallDisk;
import io.orchestrator.test.scenario.ClusterWorld.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Several nodes as processes on one PostgreSQL, killed and stopped while workflows and orders run.
 * What always holds afterwards: every run ends, no order twice, never two broker sessions at an
 * instant, events without gap, the audit chain intact. Measured times are printed.
 */
class ClusterTest {
  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");
  private static final String MINUTES = "minutes more; run it with -Dcluster.tests=true";
  private static final Map<String, String> QUICK = Map.of("profile", "low-latency");

  /** The node of the singleton dies without a word, in the middle of a run that may be its own. */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void theOldestNodeIsKilled() throws Exception {
    try (ClusterWorld world = new ClusterWorld("cluster-kill", 2, QUICK).start()) {
      Member survivor = world.member(1);
      buy(survivor, "before");
      List<String> runs = List.of(rebalance(survivor, "one"), optimisation(survivor, "two"));
      world.member(0).kill();
      long killed = System.nanoTime();
      awaitSoleMember(survivor);
      tell("the dead node was removed", killed);
      ClusterWorld.awaitRunning(survivor);
      tell("desk and risk lived again", killed);
      awaitTrading(survivor);
      tell("the broker was compared", killed);
      runs.forEach(id -> awaitEnd(survivor, id));
      tell("every run had ended", killed);
      buy(survivor, "before");
      buy(survivor, "after");
      assertInvariants(world, survivor, 2);
    }
  }

  /**
   * SIGTERM hands over; then whoever has the broker stands still for longer than the failure
   * detector waits. Its socket stays open for that time, for nobody else can close it: what counts
   * is that not one message comes out of it after the next session began.
   */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void handOverAndAStoppedNode() throws Exception {
    try (ClusterWorld world = new ClusterWorld("cluster-stop", 3, QUICK).start()) {
      Member third = world.member(2);
      buy(third, "one");
      String run = optimisation(third, "over a hand-over");
      long asked = System.nanoTime();
      world.member(0).signal("TERM");
      Conditions.await(
          "the broker's next session",
          ClusterWorld.LONG,
          () -> world.holder().filter(m -> m != world.member(0)).isPresent());
      tell("SIGTERM: the next node had the broker", asked);
      assertTrue(Set.of(0, 143).contains(world.member(0).stop()));
      ClusterWorld.awaitRunning(third);
      awaitTrading(third);
      tell("SIGTERM: the broker was compared", asked);
      assertEquals(1, world.simulator().gateway().mostSessionsAtOnce(), "sessions at an instant");

      Member second = world.holder().orElseThrow();
      Member other = second == third ? world.member(1) : third;
      second.signal("STOP");
      long stopped = System.nanoTime();
      awaitSoleMember(other);
      tell("SIGSTOP: the silent node was removed", stopped);
      ClusterWorld.awaitRunning(other);
      awaitTrading(other);
      tell("SIGSTOP: the next node had the broker", stopped);
      assertEquals(Optional.of(other), world.holder());
      second.signal("CONT");
      Conditions.await("the zombie to end itself", ClusterWorld.LONG, () -> !second.alive());
      awaitEnd(other, run);
      buy(other, "one");
      buy(other, "two");
      world.logs().forEach(ClusterTest::assertNothingUnsent);
      assertBooks(world, other, 2);
    }
  }

  /**
   * From the signal until a node that stays says that an entry would be taken again: session with
   * the broker, books compared, risk measured, state running. Three times, by whoever has the
   * singleton then, while a search runs.
   */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void handOversAreShort() throws Exception {
    try (ClusterWorld world = new ClusterWorld("cluster-hand-over", 3, QUICK).start()) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Member leaving = world.holder().orElseThrow();
        Member stays = leaving == world.member(2) ? world.member(1) : world.member(2);
        runs.add(optimisation(stays, "over-hand-over-" + i));
        buy(stays, "before-" + i);
        leaving.signal("TERM");
        long asked = System.nanoTime();
        Conditions.await(
            "the broker's next session",
            ClusterWorld.LONG,
            () -> world.holder().filter(m -> m != leaving).isPresent());
        tell("hand-over " + i + ": the next node had the broker", asked);
        awaitTrading(stays);
        ClusterWorld.awaitRunning(stays);
        tell("hand-over " + i + ": an entry would be taken", asked);
        assertTrue(Set.of(0, 143).contains(leaving.stop()));
        tell("hand-over " + i + ": the process had ended", asked);
        buy(stays, "after-" + i);
        comeBack(leaving);
      }
      Member last = world.member(0);
      runs.forEach(id -> awaitEnd(last, id));
      assertInvariants(world, last, 6);
    }
  }

  /** Kill -9 of one after the other, whoever has singleton, shards or work; each comes back. */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void everyNodeIsKilledInTurn() throws Exception {
    try (ClusterWorld world = new ClusterWorld("cluster-turns", 3, QUICK).start()) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Member dying = world.member(i);
        Member other = world.member((i + 1) % 3);
        runs.add(optimisation(other, "run-" + i));
        buy(other, "before-" + i);
        dying.kill();
        long killed = System.nanoTime();
        awaitMembers(other, 2);
        ClusterWorld.awaitRunning(other);
        awaitTrading(other);
        tell("node " + i + " killed, the others traded", killed);
        buy(other, "after-" + i);
        comeBack(dying);
      }
      Member last = world.member(0);
      runs.forEach(id -> awaitEnd(last, id));
      assertInvariants(world, last, 6);
    }
  }

  /** One by one they are stopped and started anew, as for an upgrade, while orders come. */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void nodesAreReplacedOneByOne() throws Exception {
    try (ClusterWorld world = new ClusterWorld("cluster-rolling", 3, QUICK).start()) {
      String run = optimisation(world.member(2), "over an upgrade");
      for (int i = 0; i < 3; i++) {
        Member leaving = world.member(i);
        Member other = world.member((i + 1) % 3);
        assertTrue(Set.of(0, 143).contains(leaving.stop()));
        ClusterWorld.awaitRunning(other);
        awaitTrading(other);
        buy(other, "while-" + i);
        comeBack(leaving);
        buy(leaving, "back-" + i);
      }
      awaitEnd(world.member(0), run);
      assertInvariants(world, world.member(0), 6);
    }
  }

  /** The database goes and comes back; nothing that was answered is lost, nothing is repeated. */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void theDatabaseIsRestarted() throws Exception {
    try (ClusterWorld world = new ClusterWorld("cluster-database", 2, QUICK).start()) {
      Member member = world.member(1);
      buy(member, "before");
      String run = optimisation(member, "over a restart of the database");
      world.stopDatabase();
      Conditions.await(
          "the loss to be seen", ClusterWorld.LONG, () -> !state(member).equals("running"));
      world.startDatabase();
      long back = System.nanoTime();
      ClusterWorld.awaitRunning(member);
      awaitTrading(member);
      tell("the database was back, the desk traded", back);
      buy(member, "before");
      buy(member, "after");
      awaitEnd(member, run);
      assertInvariants(world, member, 2);
    }
  }

  /** Not one more byte fits on the disk of the database: orders are refused, not lost. */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void theDiskOfTheDatabaseIsFull() throws Exception {
    Path directory = Directories.fresh("cluster-small-disk");
    Optional<String> missing = SmallDisk.missing(directory);
    assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.get());
    try (SmallDisk disk = new SmallDisk(directory, 300);
        ClusterWorld world =
            new ClusterWorld("cluster-disk", 2, QUICK, Optional.empty(), directory).start()) {
      Member member = world.member(1);
      buy(member, "before");
      disk.fill();
      Conditions.await("the loss to be seen", ClusterWorld.LONG, () -> refused(member));
      disk.free();
      world.startDatabaseIfItEnded();
      long back = System.nanoTime();
      ClusterWorld.awaitRunning(member);
      awaitTrading(member);
      tell("the disk had room again, the desk traded", back);
      buy(member, "before");
      buy(member, "while full");
      assertInvariants(world, member, 2);
    }
  }

  /**
   * More searches than one node has places for: the other takes its part, wherever the runs live.
   * Then one that works for others is killed, which costs its searches an attempt and no more.
   */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void idleNodesTakeHeavySteps() throws Exception {
    Map<String, String> onePlace =
        Map.of("profile", "low-latency", "workflow.max-analysis-steps", "1");
    try (ClusterWorld world = new ClusterWorld("cluster-steps", 2, onePlace).start()) {
      Member first = world.member(0);
      Member second = world.member(1);
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(optimisation(first, "spread-" + i));
      }
      runs.forEach(id -> assertEquals("completed", awaitEnd(first, id)));
      Map<String, Integer> nodes = new TreeMap<>();
      runs.forEach(id -> nodes.merge(nodeOf(first, id), 1, Integer::sum));
      double borrowed = borrowed(first) + borrowed(second);
      System.out.printf("cluster: 8 searches by node %s, of other nodes %.0f%n", nodes, borrowed);
      assertEquals(2, nodes.size(), nodes::toString);
      assertTrue(borrowed > 0, "none was taken over");

      double before = borrowed(first);
      double beforeThere = borrowed(second);
      List<String> more = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        more.add(longSearch(first, "over-a-kill-" + i));
      }
      Member worker =
          Conditions.await(
              "a step to be taken over",
              ClusterWorld.LONG,
              () ->
                  borrowed(second) > beforeThere
                      ? second
                      : borrowed(first) > before ? first : null);
      Member survivor = worker == second ? first : second;
      worker.kill();
      more.forEach(id -> assertEquals("completed", awaitEnd(survivor, id)));
      double lost = steps(survivor, "orchestrator_workflow_steps_lent_total", "lost");
      System.out.printf("cluster: the killed node had %.0f searches of the other%n", lost);
      assertTrue(lost >= 1, "none was lost");
      world.logs().forEach(ClusterTest::assertNothingUnsent);
      assertInvariants(world, survivor, 0);
    }
  }

  private static String longSearch(Member member, String key) {
    return start(
        member,
        "strategy_optimization",
        Map.of("symbols", List.of("AAPL"), "method", "random", "iterations", 3_000, "top", 1),
        key);
  }

  private static JsonNode searchOf(Member member, String id) {
    for (JsonNode step : member.get("/api/workflows/" + id).get("steps")) {
      if (step.get("name").asText().equals("run_backtests")) {
        return step;
      }
    }
    throw new AssertionError(id + " has no search");
  }

  private static String nodeOf(Member member, String id) {
    return searchOf(member, id).get("node").asText();
  }

  private static double borrowed(Member member) {
    return steps(member, "orchestrator_workflow_steps_total", "other-node");
  }

  private static double steps(Member member, String meter, String tag) {
    return member
        .rest()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(meter) && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static boolean refused(Member member) {
    return order(member, "while full").status() == 503;
  }

  /**
   * The node of the singleton loses the others, but neither database nor broker: the most dangerous
   * way to have two of them.
   */
  @Test
  @EnabledIfSystemProperty(named = "cluster.tests", matches = "true", disabledReason = MINUTES)
  void theNetworkIsPartitioned() throws Exception {
    Optional<String> missing = PrivateNetwork.missing();
    assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.get());
    try (PrivateNetwork network = new PrivateNetwork(3);
        ClusterWorld world =
            new ClusterWorld(
                    "cluster-partition",
                    3,
                    QUICK,
                    Optional.of(network),
                    Directories.fresh("cluster-partition-database"))
                .start()) {
      Member alone = world.member(0);
      Member member = world.member(2);
      buy(member, "before");
      String run = optimisation(member, "over a partition");
      network.cut(0, 1);
      network.cut(0, 2);
      long cut = System.nanoTime();
      awaitMembers(member, 2);
      tell("the lonely node was removed by the others", cut);
      Conditions.await("the lonely node to end itself", ClusterWorld.LONG, () -> !alone.alive());
      tell("the lonely node had ended itself", cut);
      ClusterWorld.awaitRunning(member);
      awaitTrading(member);
      tell("the majority traded", cut);
      buy(member, "before");
      buy(member, "after");
      network.mend(0, 1);
      network.mend(0, 2);
      comeBack(alone);
      buy(alone, "home again");
      awaitEnd(alone, run);
      assertInvariants(world, alone, 3);
    }
  }

  private static String state(Member member) {
    RestClient.Answer answer = member.rest().get("/api/system/status");
    return answer.status() == 200 ? answer.json().path("state").asText() : "unknown";
  }

  private static void comeBack(Member member) {
    member.start();
    member.awaitServing();
    awaitMembers(member, 3);
    ClusterWorld.awaitRunning(member);
  }

  private static void tell(String what, long sinceNanos) {
    System.out.printf("cluster: %s after %.1f s%n", what, (System.nanoTime() - sinceNanos) / 1e9);
  }

  private static void awaitSoleMember(Member survivor) {
    awaitMembers(survivor, 1);
  }

  private static void awaitMembers(Member member, int count) {
    Conditions.await(count + " members up", ClusterWorld.LONG, () -> member.up().size() == count);
  }

  /** A session, books that equal the broker's, risk measured: an entry would be taken. */
  private static void awaitTrading(Member member) {
    Conditions.await(
        "the desk to be ready",
        ClusterWorld.LONG,
        () ->
            member.get("/api/system/health").at("/status/trading/status").asText().equals("healthy")
                && member.get("/api/portfolio").get("reconciled").asBoolean()
                && member.get("/api/risk").get("unavailable").isNull());
  }

  private static String start(
      Member member, String type, Map<String, Object> parameters, String key) {
    RestClient.Answer started =
        Conditions.await(
            "a start of " + type,
            ClusterWorld.LONG,
            () -> {
              RestClient.Answer answer =
                  member
                      .rest()
                      .post(
                          "/api/system/workflow/" + type,
                          Map.of("parameters", parameters),
                          Map.of("Prefer", "respond-async", "Idempotency-Key", key));
              return answer.status() == 202 || answer.status() == 200 ? answer : null;
            });
    return started.json().get("workflow_id").asText();
  }

  private static String rebalance(Member member, String key) {
    return start(
        member,
        "portfolio_rebalance",
        Map.of("symbols", List.of("AAPL", "MSFT"), "method", "equal_weight", "execute", true),
        key.replace(' ', '-'));
  }

  private static String optimisation(Member member, String key) {
    return start(
        member, "strategy_optimization", Map.of("symbols", List.of("AAPL")), key.replace(' ', '-'));
  }

  /**
   * Over the node that is asked, wherever the desk is; a repeat with the same key orders nothing.
   */
  private static void buy(Member member, String key) {
    AtomicReference<RestClient.Answer> last = new AtomicReference<>();
    try {
      Conditions.await(
          "the order " + key,
          ClusterWorld.LONG,
          () -> {
            last.set(order(member, key));
            return last.get().status() == 200
                && last.get().json().get("status").asText().equals("filled");
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + last.get(), e);
    }
  }

  private static RestClient.Answer order(Member member, String key) {
    return member
        .rest()
        .post(
            "/api/orders",
            Map.of("symbol", "AAPL", "side", "buy", "quantity", 3, "type", "market"),
            Map.of("Idempotency-Key", key.replace(' ', '-')));
  }

  private static String awaitEnd(Member member, String id) {
    return Conditions.await(
        "the end of " + id,
        ClusterWorld.LONG,
        () -> {
          String state = member.get("/api/workflows/" + id).get("state").asText();
          return ENDED.contains(state) ? state : null;
        });
  }

  private static void assertInvariants(ClusterWorld world, Member member, int bought) {
    assertEquals(1, world.simulator().gateway().mostSessionsAtOnce(), "sessions at an instant");
    assertBooks(world, member, bought);
  }

  private static void assertBooks(ClusterWorld world, Member member, int bought) {
    Set<String> names = new HashSet<>();
    for (BrokerOrder order : world.simulator().exchange().orders()) {
      assertTrue(names.add(order.terms().orderRef()), "twice at the broker: " + order);
    }
    assertEquals(
        bought,
        names.stream().filter(name -> name.startsWith("manual/")).count(),
        "each order once: " + names);
    assertEquals(0, world.simulator().gateway().wordsAfterTheNextSession(), "words of a zombie");
    Events.assertGapless(events(member), 0);
    JsonNode verdict =
        Conditions.await("the audit", ClusterWorld.LONG, () -> member.get("/api/audit/verify"));
    assertTrue(verdict.get("intact").asBoolean(), verdict::toString);
    assertTrue(verdict.get("entries").asLong() > 10, verdict::toString);
  }

  /** A message that has no serializer is lost between nodes, and only the log tells. */
  private static void assertNothingUnsent(String log) {
    assertFalse(
        log.contains("NotSerializableException"),
        () ->
            log.lines()
                .filter(line -> line.contains("NotSerializableException"))
                .findFirst()
                .orElse(""));
  }

  private static List<JsonNode> events(Member member) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page = member.get("/api/system/events?order=asc&limit=500");
    while (!page.get("events").isEmpty()) {
      page.get("events").forEach(all::add);
      long after = all.getLast().get("seq").asLong();
      page = member.get("/api/system/events?order=asc&limit=500&after_seq=" + after);
    }
    return all;
  }
}
