package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The broker's three rules, counted again from outside. */
class HistoryPacingTest {
  private record Sent(int question, long at) {
    /** Three questions of each contract. */
    int contract() {
      return question / 3;
    }
  }

  private static long seconds(long s) {
    return Duration.ofSeconds(s).toNanos();
  }

  @Test
  void anIdenticalQuestionWaitsFifteenSeconds() {
    HistoryPacing pacing = new HistoryPacing();
    pacing.sent("AAPL", "a", 0);
    assertEquals(seconds(15), pacing.waitNanos("AAPL", "a", 0));
    assertEquals(0, pacing.waitNanos("AAPL", "b", 0));
    assertEquals(0, pacing.waitNanos("AAPL", "a", seconds(15)));
  }

  @Property(tries = 50)
  void noScheduleOfQuestionsEverBreaksARule(
      @ForAll @Size(min = 1, max = 150) List<@IntRange(max = 8) Integer> questions) {
    HistoryPacing pacing = new HistoryPacing();
    List<Sent> sent = new ArrayList<>();
    long now = 0;
    for (int question : questions) {
      String contract = "c" + question / 3;
      String request = "q" + question;
      now += pacing.waitNanos(contract, request, now);
      assertEquals(0, pacing.waitNanos(contract, request, now));
      pacing.sent(contract, request, now);
      sent.add(new Sent(question, now));
    }
    for (Sent s : sent) {
      List<Sent> before = sent.stream().filter(o -> o.at() <= s.at()).toList();
      assertTrue(count(before, s, seconds(15), true, true) == 1, "identical within 15 s");
      assertTrue(count(before, s, seconds(2), true, false) <= 5, "six of one contract in 2 s");
      assertTrue(count(before, s, seconds(600), false, false) <= 60, "more than 60 in 10 min");
    }
  }

  private static long count(
      List<Sent> all, Sent one, long window, boolean sameContract, boolean sameQuestion) {
    return all.stream()
        .filter(o -> one.at() - o.at() < window)
        .filter(o -> !sameContract || o.contract() == one.contract())
        .filter(o -> !sameQuestion || o.question() == one.question())
        .count();
  }
}
