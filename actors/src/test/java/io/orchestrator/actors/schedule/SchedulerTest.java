package io.orchestrator.actors.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Starts by the clock, and what becomes of those that are refused. */
class SchedulerTest {
  private static final Instant MONDAY = Instant.parse("2026-11-23T15:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-11-24T15:00:00Z");
  private static final Instant WEDNESDAY = Instant.parse("2026-11-25T15:00:00Z");
  private static final Instant FRIDAY = Instant.parse("2026-11-27T15:00:00Z");
  private static final Refusal NOT_RUNNING =
      new Refusal("system.not_running", 409, "not now", "Start the system.");
  private static final Refusal TOO_MANY =
      new Refusal("workflow.too_many", 429, "20 are open", "Wait.");
  private static final String NOT_NOW = "system.not_running: not now";

  private final MapScheduleStore store = new MapScheduleStore();
  private final KeptEvents events = new KeptEvents();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, WorkflowView> runs = new LinkedHashMap<>();
  private final Map<String, Throwable> failures = new LinkedHashMap<>();
  private CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);
  private Instant now = MONDAY;

  private final Scheduler scheduler = scheduler();

  private Scheduler scheduler() {
    var workflows =
        (Workflows)
            Proxy.newProxyInstance(
                Workflows.class.getClassLoader(), new Class<?>[] {Workflows.class}, this::answer);
    return new Scheduler(
        workflows, store, events, TradingCalendar.nyse(), () -> now, Runnable::run);
  }

  /** As the engine does: the same caller's key is the same run. */
  private Object answer(Object proxy, Method method, Object[] arguments) {
    assertEquals("start", method.getName());
    String key = (String) ((Optional<?>) arguments[2]).orElseThrow();
    String by = (String) arguments[3];
    asked.add(key);
    return answers.thenApply(
        x -> {
          if (failures.containsKey(by)) {
            throw new CompletionException(failures.get(by));
          }
          return runs.computeIfAbsent(by + "/" + key, k -> run("wf-" + runs.size(), by));
        });
  }

  static WorkflowView run(String id, String by) {
    return new WorkflowView(
        id,
        WorkflowType.ANALYSIS_TO_TRADE,
        RunState.RUNNING,
        0,
        "",
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        by,
        MONDAY,
        Optional.empty(),
        0,
        Optional.empty(),
        0);
  }

  private void saved(String id, MissedRuns missed) {
    saved(id, "0 10 * * *", missed);
  }

  private void saved(String id, String cron, MissedRuns missed) {
    store.save(
        new Schedule(
            id,
            "analysis_to_trade",
            Map.of(),
            cron,
            TradingCalendar.NEW_YORK,
            true,
            missed,
            true,
            false,
            "ann"),
        Optional.of(MONDAY));
  }

  private void refuse(String id, Refusal refusal) {
    failures.put("schedule:" + id, refusal.asException());
  }

  private void lookAt(Instant time) {
    now = time;
    scheduler.startWhatIsDue().toCompletableFuture().join();
  }

  private void assertNext(String id, Instant next, Instant last, String outcome) {
    Entry row = store.row(id);
    assertEquals(Optional.of(next), row.nextAt());
    assertEquals(Optional.of(last), row.lastAt());
    assertEquals(outcome, row.lastOutcome());
  }

  private List<String> told() {
    return events.ofType(EventTypes.WORKFLOW_SCHEDULED).stream()
        .map(EventDraft::data)
        .map(d -> d.get("due_at") + " " + d.get("outcome"))
        .toList();
  }

  @Test
  void whatIsDueIsStartedOnceUnderTheKeyOfItsScheduleAndTime() {
    saved("open", MissedRuns.SKIP);
    lookAt(MONDAY.minusSeconds(1));
    assertEquals(List.of(), asked);
    lookAt(MONDAY.plusMillis(300));
    lookAt(MONDAY.plusMillis(1300));
    assertEquals(List.of("open/2026-11-23T15:00:00Z"), asked);
    assertNext("open", TUESDAY, MONDAY, "started wf-0");
    assertEquals(List.of(MONDAY + " started wf-0"), told());
    assertEquals(Severity.INFO, events.drafts.getFirst().severity());
  }

  @Test
  void aStartThatIsRefusedForAWhileIsTriedAgainAndSaidOnce() {
    saved("open", MissedRuns.SKIP);
    refuse("open", NOT_RUNNING);
    lookAt(MONDAY);
    lookAt(MONDAY.plusSeconds(1));
    lookAt(MONDAY.plusSeconds(2));
    assertNext("open", MONDAY, MONDAY, "waits: " + NOT_NOW);
    assertEquals(List.of("open waits: " + NOT_NOW), store.noted);
    assertEquals(List.of(MONDAY + " waits: " + NOT_NOW), told());
    assertEquals(Severity.WARNING, events.drafts.getFirst().severity());
    refuse("open", TOO_MANY);
    lookAt(MONDAY.plusSeconds(3));
    assertNext("open", MONDAY, MONDAY, "waits: workflow.too_many: 20 are open");
    assertEquals(1, told().size(), "the list shows another reason, the events do not repeat it");
    failures.clear();
    lookAt(MONDAY.plusSeconds(4));
    lookAt(MONDAY.plusSeconds(5));
    assertNext("open", TUESDAY, MONDAY, "started wf-0");
    assertEquals(1, runs.size());
    assertEquals(MONDAY + " started wf-0", told().getLast());
  }

  @Test
  void anErrorThatIsNoRefusalIsTriedAgainToo() {
    saved("open", MissedRuns.SKIP);
    failures.put("schedule:open", new IllegalStateException("database is away"));
    lookAt(MONDAY);
    assertTrue(store.row("open").lastOutcome().startsWith("waits: "), store.noted::toString);
    failures.clear();
    lookAt(MONDAY.plusSeconds(1));
    assertNext("open", TUESDAY, MONDAY, "started wf-0");
  }

  @Test
  void aWaitingStartIsGivenUpWhenItIsLateAndMissedOnesAreSkipped() {
    saved("open", MissedRuns.SKIP);
    refuse("open", NOT_RUNNING);
    lookAt(MONDAY);
    lookAt(MONDAY.plus(DueStarts.LATE));
    assertNext("open", MONDAY, MONDAY, "waits: " + NOT_NOW);
    lookAt(MONDAY.plus(DueStarts.LATE).plusSeconds(1));
    assertNext("open", TUESDAY, MONDAY, "1 missed: skipped: " + NOT_NOW);
    assertEquals(
        List.of(MONDAY + " waits: " + NOT_NOW, MONDAY + " 1 missed: skipped: " + NOT_NOW), told());
    assertEquals(2, asked.size());
  }

  @Test
  void aStartThatWasGivenUpIsToldAlsoWhenTheNextOneBegins() {
    saved("often", "* * * * *", MissedRuns.SKIP);
    refuse("often", NOT_RUNNING);
    lookAt(MONDAY);
    lookAt(MONDAY.plusSeconds(60));
    assertEquals(List.of("often/" + MONDAY, "often/" + MONDAY), asked, "the later one waits");
    failures.clear();
    lookAt(MONDAY.plus(DueStarts.LATE).plusSeconds(1));
    assertEquals(
        List.of(
            MONDAY + " waits: " + NOT_NOW,
            MONDAY + " missed: skipped: " + NOT_NOW,
            MONDAY.plusSeconds(60) + " started wf-0"),
        told());
  }

  @Test
  void missedStartsThatAreAllMadeUpForKeepTheirOrder() {
    saved("open", MissedRuns.ALL);
    refuse("open", NOT_RUNNING);
    Instant noon = WEDNESDAY.plus(Duration.ofHours(2));
    lookAt(noon);
    lookAt(noon.plusSeconds(1));
    assertEquals(List.of("open/" + MONDAY, "open/" + MONDAY), asked);
    assertNext("open", MONDAY, MONDAY, "waits: " + NOT_NOW);
    failures.clear();
    asked.clear();
    lookAt(noon.plusSeconds(2));
    assertEquals(List.of("open/" + MONDAY, "open/" + TUESDAY, "open/" + WEDNESDAY), asked);
    assertNext("open", FRIDAY, WEDNESDAY, "started wf-2");
  }

  @Test
  void theNewestMissedStartWaitsUntilItIsMadeUpForOrANewerOneIsDue() {
    saved("open", MissedRuns.ONCE);
    refuse("open", NOT_RUNNING);
    lookAt(TUESDAY.plus(Duration.ofHours(2)));
    assertNext("open", TUESDAY, TUESDAY, "waits: " + NOT_NOW);
    lookAt(WEDNESDAY);
    assertNext("open", WEDNESDAY, WEDNESDAY, "waits: " + NOT_NOW);
    assertEquals(TUESDAY + " missed: skipped: " + NOT_NOW, told().get(1));
    failures.clear();
    lookAt(WEDNESDAY.plus(Duration.ofHours(20)));
    assertNext("open", FRIDAY, WEDNESDAY, "started wf-0");
    assertEquals(1, runs.size());
  }

  @Test
  void aRefusalThatStaysIsNotedOnce() {
    saved("open", MissedRuns.ALL);
    refuse("open", new Refusal("workflow.bad_parameters", 400, "n: too large", "Look."));
    lookAt(MONDAY);
    lookAt(MONDAY.plusSeconds(1));
    assertEquals(1, asked.size());
    String outcome = "not started: workflow.bad_parameters: n: too large";
    assertNext("open", TUESDAY, MONDAY, outcome);
    assertEquals(List.of(MONDAY + " " + outcome), told());
  }

  @Test
  void otherSchedulesGoOnWhileOneWaitsOrCannotBeNoted() {
    saved("a", MissedRuns.SKIP);
    saved("b", MissedRuns.SKIP);
    saved("c", MissedRuns.SKIP);
    refuse("a", NOT_RUNNING);
    store.broken = "b";
    now = MONDAY;
    assertTrue(scheduler.startWhatIsDue().toCompletableFuture().isCompletedExceptionally());
    assertTrue(store.row("c").lastOutcome().startsWith("started "), store.noted::toString);
    assertNext("a", MONDAY, MONDAY, "waits: " + NOT_NOW);
  }

  @Test
  void twoSchedulersOfOneMomentMakeOneRun() {
    saved("open", MissedRuns.SKIP);
    answers = new CompletableFuture<>();
    var first = scheduler.startWhatIsDue().toCompletableFuture();
    var second = scheduler().startWhatIsDue().toCompletableFuture();
    assertEquals(2, asked.size(), "both ask before either has noted it");
    answers.complete(null);
    CompletableFuture.allOf(first, second).join();
    assertEquals(1, runs.size());
    assertNext("open", TUESDAY, MONDAY, "started wf-0");
  }
}
