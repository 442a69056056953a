package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StreamClient;
import io.orchestrator.test.scenario.ClusterWorld.Member;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A stream at a node that records nothing itself: the event log is the oldest node's. */
class ClusterStreamTest {
  /** Each of them is more than one event. */
  private static final int CHANGES = 10;

  /** In order and each once, also those of the node that takes over when the oldest dies. */
  @Test
  @EnabledIfSystemProperty(
      named = "cluster.tests",
      matches = "true",
      disabledReason = "minutes more; run it with -Dcluster.tests=true")
  void everyNodesStreamTellsWhatTheOldestRecords() throws Exception {
    Map<String, String> quick = Map.of("profile", "low-latency");
    try (ClusterWorld world = new ClusterWorld("cluster-stream", 2, quick).start()) {
      Member oldest = world.member(0);
      Member other = world.member(1);
      assertTrue(oldest.isOldest(), oldest::oldest);
      assertFalse(other.isOldest(), other::oldest);
      try (StreamClient near = oldest.stream();
          StreamClient far = other.stream()) {
        long nearAfter = near.awaitType("welcome", ClusterWorld.LONG).get("seq").asLong();
        long farAfter = far.awaitType("welcome", ClusterWorld.LONG).get("seq").asLong();
        change(oldest, CHANGES);
        long newest = newest(oldest);
        awaitEvent(near, newest);
        awaitEvent(far, newest);
        assertSame(near, far, Math.max(nearAfter, farAfter), newest);

        oldest.kill();
        Conditions.await("the survivor alone", ClusterWorld.LONG, () -> other.up().size() == 1);
        ClusterWorld.awaitRunning(other);
        change(other, 1);
        awaitEvent(far, newest(other));
        Events.assertGapless(far.events(), farAfter);
      }
    }
  }

  private static void change(Member member, int times) {
    for (int i = 0; i < times; i++) {
      for (String what : List.of("reduce", "resume")) {
        Conditions.await(
            "trading to " + what,
            ClusterWorld.LONG,
            () -> {
              RestClient.Answer answer =
                  member.rest().post("/api/trading/" + what, Map.of("reason", "test"), Map.of());
              return answer.status() == 200;
            });
      }
    }
  }

  private static long newest(Member member) {
    return member
        .get("/api/system/events?order=desc&limit=1")
        .get("events")
        .get(0)
        .get("seq")
        .asLong();
  }

  private static void awaitEvent(StreamClient stream, long seq) {
    Conditions.await(
        "event " + seq,
        ClusterWorld.LONG,
        () -> stream.events().stream().anyMatch(e -> e.get("seq").asLong() >= seq));
  }

  private static void assertSame(StreamClient near, StreamClient far, long after, long until) {
    List<JsonNode> told = between(far, after, until);
    Events.assertGapless(told, after);
    assertEquals(until - after, told.size());
    assertEquals(between(near, after, until), told);
  }

  private static List<JsonNode> between(StreamClient stream, long after, long until) {
    return stream.events().stream()
        .filter(e -> e.get("seq").asLong() > after && e.get("seq").asLong() <= until)
        .toList();
  }
}
