package io.orchestrator.domain.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SystemMachineTest {
  private static final Instant T0 = Instant.parse("2026-01-05T10:00:00Z");

  @Property
  void noSequenceOfCommandsLeavesTheTable(@ForAll("commands") List<SystemCommand> commands) {
    SystemMemory memory = SystemMemory.EMPTY;
    Instant now = T0;
    for (SystemCommand command : commands) {
      now = now.plusSeconds(1);
      SystemMachine.Decision decision = SystemMachine.decide(memory, command, now);
      assertTrue(decision.refusal().isEmpty() || decision.facts().isEmpty());
      for (SystemFact fact : decision.facts()) {
        if (fact instanceof SystemFact.StateChanged changed) {
          assertEquals(memory.state(), changed.from());
          assertTrue(SystemTransitions.isLegal(changed.from(), changed.to()), changed.toString());
          assertTrue(changed.from() != changed.to());
          assertTrue(changed.durationSeconds() >= 0);
        }
        memory = SystemMachine.evolve(memory, fact);
      }
    }
  }

  @Property
  void aStateFollowsFromWishAndVerdict(@ForAll("commands") List<SystemCommand> commands) {
    SystemMemory memory = run(SystemMemory.EMPTY, new SystemCommand.Boot(true));
    memory = run(memory, new SystemCommand.PartsReady(SystemState.RUNNING, "well"));
    for (SystemCommand command : commands) {
      memory = run(memory, command);
    }
    if (memory.state() != SystemState.SHUTDOWN && memory.state() != SystemState.INITIALIZING) {
      SystemMemory judged = run(memory, new SystemCommand.Judge(SystemState.DEGRADED, "feed"));
      assertEquals(SystemMachine.target(memory.wish(), SystemState.DEGRADED), judged.state());
    }
  }

  @Test
  void aFreshSystemGoesOnToRunning() {
    SystemMemory memory = run(SystemMemory.EMPTY, new SystemCommand.Boot(true));
    assertEquals(SystemState.INITIALIZING, memory.state());
    var ready =
        SystemMachine.decide(memory, new SystemCommand.PartsReady(SystemState.RUNNING, "well"), T0);
    assertEquals(2, ready.facts().size(), "through READY");
    assertEquals(SystemState.RUNNING, SystemMachine.evolveAll(memory, ready.facts()).state());
  }

  @Test
  void whatAnOperatorStoppedStaysStoppedAfterACrash() {
    SystemMemory memory = running();
    memory =
        run(
            memory,
            new SystemCommand.Control(ControlAction.STOP, "ann", SystemState.RUNNING, "well"));
    memory = run(memory, new SystemCommand.Boot(true));
    memory = run(memory, new SystemCommand.PartsReady(SystemState.RUNNING, "well"));
    assertEquals(SystemState.READY, memory.state());
    assertEquals(2, memory.boots());
  }

  @Test
  void withoutAutoStartARunningSystemWaitsAfterACrash() {
    SystemMemory memory = run(running(), new SystemCommand.Boot(false));
    memory = run(memory, new SystemCommand.PartsReady(SystemState.RUNNING, "well"));
    assertEquals(SystemState.READY, memory.state());
  }

  @Test
  void maintenanceIsNotDisturbedByHealth() {
    SystemMemory memory =
        run(
            running(),
            new SystemCommand.Control(
                ControlAction.MAINTENANCE, "ann", SystemState.RUNNING, "well"));
    memory = run(memory, new SystemCommand.Judge(SystemState.ERROR, "database"));
    assertEquals(SystemState.MAINTENANCE, memory.state());
  }

  @Test
  void aRefusalNamesWhatIsLegal() {
    var decision =
        SystemMachine.decide(
            running(),
            new SystemCommand.Control(ControlAction.START, "ann", SystemState.RUNNING, "well"),
            T0);
    var refusal = decision.refusal().orElseThrow();
    assertEquals("system.illegal_transition", refusal.code());
    assertEquals(409, refusal.status());
    assertTrue(refusal.advice().contains("stop, restart, maintenance"), refusal.advice());
  }

  private static SystemMemory running() {
    return run(
        run(SystemMemory.EMPTY, new SystemCommand.Boot(true)),
        new SystemCommand.PartsReady(SystemState.RUNNING, "well"));
  }

  private static SystemMemory run(SystemMemory memory, SystemCommand command) {
    return SystemMachine.evolveAll(memory, SystemMachine.decide(memory, command, T0).facts());
  }

  @Provide
  Arbitrary<List<SystemCommand>> commands() {
    Arbitrary<SystemState> verdicts =
        Arbitraries.of(SystemState.RUNNING, SystemState.DEGRADED, SystemState.ERROR);
    Arbitrary<SystemCommand> command =
        Arbitraries.oneOf(
            Arbitraries.of(true, false).map(SystemCommand.Boot::new),
            verdicts.map(v -> new SystemCommand.PartsReady(v, "parts")),
            Arbitraries.just(new SystemCommand.StartFailed("late")),
            Combinators.combine(Arbitraries.of(ControlAction.class), verdicts)
                .as((a, v) -> new SystemCommand.Control(a, "ann", v, "cause")),
            verdicts.map(v -> new SystemCommand.Judge(v, "health")),
            Arbitraries.just(new SystemCommand.ShutDown("end")));
    return command.list().ofMaxSize(40);
  }
}
