package io.orchestrator.domain.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Whole runs in virtual time under faults, restarts, time-outs and duplicate messages. {@code
 * -Dsimulation.seeds=5000} plays more of them, {@code -Dsimulation.seed=N} only that one.
 */
class WorkflowSimulationTest {
  private static final long SEEDS = Long.getLong("simulation.seeds", 300);

  @Test
  void everyRunKeepsItsInvariants() {
    Long one = Long.getLong("simulation.seed");
    long first = one == null ? 0 : one;
    long last = one == null ? SEEDS - 1 : one;
    Map<RunState, Integer> ends = new EnumMap<>(RunState.class);
    for (long seed = first; seed <= last; seed++) {
      var simulated = new SimulatedRun(seed);
      Optional<WorkflowRun> run = simulated.play();
      SimulatedRun.Invariants.atTheEnd(simulated, run);
      assertEquals(
          List.of(),
          simulated.violations,
          "seed "
              + seed
              + "; again: mvn -pl domain test -Dtest=WorkflowSimulationTest -Dsimulation.seed="
              + seed
              + " journal: "
              + simulated.journal);
      ends.merge(run.orElseThrow().state(), 1, Integer::sum);
    }
    System.out.println((last - first + 1) + " simulated runs ended " + ends);
    if (one == null) {
      assertTrue(ends.keySet().size() == 3, "every kind of end must occur: " + ends);
    }
  }

  @Test
  void theSameSeedGivesTheSameJournal() {
    var first = new SimulatedRun(7);
    first.play();
    var second = new SimulatedRun(7);
    second.play();
    assertEquals(first.journal, second.journal);
  }
}
