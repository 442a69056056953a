package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowRecord;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Histories of runs as earlier programs wrote them are replayed to the very state that they had.
 * The files only ever grow; see {@link RecordedJournalsTest}.
 */
class RecordedWorkflowsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JournalCodec CODEC =
      new JournalCodec(
          JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS), 1 << 20, 100);

  /** The state behind each row of a recording. */
  private static List<WorkflowRun> replay(String recording) throws Exception {
    Path file = Path.of(RecordedWorkflowsTest.class.getResource("/journals/" + recording).toURI());
    List<WorkflowRun> states = new ArrayList<>();
    Optional<WorkflowRun> run = Optional.empty();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = JSON.readTree(line);
      byte[] json = row.get("json").toString().getBytes(StandardCharsets.UTF_8);
      var record = (WorkflowRecord) CODEC.decode(json, row.get("manifest").asText());
      run = Optional.of(WorkflowHistory.replay(run, record));
      states.add(run.get());
    }
    return states;
  }

  private static List<StepState> steps(WorkflowRun run) {
    return run.steps().stream().map(s -> s.state()).toList();
  }

  @Test
  void aRunOfTheFirstReleaseEndsAsItDidThen() throws Exception {
    List<WorkflowRun> states = replay("workflow-before-deadlines.jsonl");
    assertEquals(RunState.PAUSED, states.get(9).state());
    WorkflowRun end = states.getLast();
    assertEquals(RunState.COMPLETED, end.state());
    assertEquals(Optional.empty(), end.deadline());
    assertEquals(0, end.priority());
    assertEquals(2, end.step("fetch_market_data").attempts());
    assertEquals(1, end.step("run_analysis").interruptions());
    assertEquals(0, end.step("run_analysis").failures(), "a crash is no failure");
    assertEquals(
        Map.of("executed", true, "filled_orders", 1L), end.results().get("execute_trades"));
    assertEquals(Optional.of(Instant.parse("2026-11-20T14:30:40Z")), end.endedAt());
  }

  @Test
  void aRunThatWasRolledBackReopenedAndCancelledIsReplayedStepByStep() throws Exception {
    List<WorkflowRun> states = replay("workflow-rolled-back.jsonl");
    assertEquals(5, states.getFirst().priority());
    assertEquals(StepState.PENDING, states.get(3).step("judge").state(), "its verdict was old");
    assertEquals(RunState.WAITING, states.get(6).state());
    assertEquals("bob", states.get(7).step("reserve").signal().orElseThrow().by());
    assertEquals(RunState.UNKNOWN, states.get(11).state());
    assertEquals(Optional.of("reserve"), states.get(13).undoing());
    assertEquals(1, states.get(14).step("reserve").undoFailures());
    assertEquals(RunState.FAILED, states.get(16).state());
    assertEquals(RunState.UNKNOWN, states.get(17).state(), "reopened: the send is asked about");
    assertEquals(StepState.COMPLETED, states.get(17).step("judge").state());
    WorkflowRun end = states.getLast();
    assertEquals(RunState.CANCELLED, end.state());
    assertEquals(Optional.of("deadline"), end.cancelledBy());
    assertEquals(StepState.SKIPPED, steps(end).getLast());
  }

  @Test
  void aRowThatHoldsSeveralEventsIsReplayedAsThose() throws Exception {
    List<WorkflowRun> states = replay("workflow-advanced.jsonl");
    assertEquals(StepState.RUNNING, states.getFirst().step("look").state());
    assertEquals(
        List.of(StepState.COMPLETED, StepState.RUNNING, StepState.PENDING), steps(states.get(2)));
    WorkflowRun end = states.getLast();
    assertEquals(RunState.COMPLETED, end.state());
    assertEquals(2, end.step("send").attempts());
    assertEquals(Map.of("bars", 250L, "close", 101.25), end.results().get("look"));
    assertEquals(Optional.of(Instant.parse("2026-12-01T14:30:06Z")), end.endedAt());
  }
}
