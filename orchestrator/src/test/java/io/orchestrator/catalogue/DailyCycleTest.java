package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.workflow.ChildRuns;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowRun;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The workflow of workflows, and that the page about adding one tells the truth. */
class DailyCycleTest {
  private record Begun(String type, Map<?, ?> parameters, Object key, Object by, Object mayTrade) {}

  private final List<Begun> begun = new ArrayList<>();
  private final Workflows workflows =
      (Workflows)
          Proxy.newProxyInstance(
              Workflows.class.getClassLoader(), new Class<?>[] {Workflows.class}, this::answer);
  private final RunBench bench =
      new RunBench(clock -> DailyCycle.program(new ChildRuns(() -> workflows)));

  private Object answer(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "start" -> {
        begun.add(
            new Begun(
                (String) arguments[0],
                (Map<?, ?>) arguments[1],
                ((Optional<?>) arguments[2]).orElseThrow(),
                arguments[3],
                arguments[4]));
        yield CompletableFuture.completedFuture(view("c-" + begun.size()));
      }
      case "awaitEnd" -> CompletableFuture.completedFuture(view((String) arguments[0]));
      default -> throw new AssertionError("not asked: " + method);
    };
  }

  private static WorkflowView view(String id) {
    Instant at = Instant.parse("2026-01-07T16:00:00Z");
    return new WorkflowView(
        id,
        WorkflowType.ANALYSIS_TO_TRADE,
        RunState.COMPLETED,
        1,
        "",
        Map.of(),
        List.of(),
        Map.of("n", 1),
        Optional.empty(),
        "workflow:wf-1",
        at,
        Optional.of(at),
        0,
        Optional.empty(),
        0);
  }

  @Test
  void eachPartIsARunOfItsOwnWithWhatItsTypeAccepts() {
    WorkflowRun run =
        bench.start(Map.of("symbols", List.of("AAPL", "MSFT"), "execute", true, "rebalance", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(
        List.of("model_retraining", "analysis_to_trade", "portfolio_rebalance"),
        begun.stream().map(Begun::type).toList());
    assertTrue(begun.stream().allMatch(b -> b.by().equals("workflow:wf-1")));
    assertTrue(begun.stream().allMatch(b -> b.mayTrade().equals(true)));
    assertEquals(3, begun.stream().map(Begun::key).distinct().count(), "a name for each");
    accepted(TradeParameters.schema(0.5, List.of()), begun.get(1).parameters());
    accepted(RebalanceParameters.schema(), begun.get(2).parameters());
    assertEquals(true, begun.get(1).parameters().get("execute"));
    assertEquals("c-2", run.step(DailyCycle.TRADE).output().get("workflow_id"));
  }

  @SuppressWarnings("unchecked")
  private static void accepted(ParameterSchema schema, Map<?, ?> parameters) {
    assertEquals(List.of(), schema.check((Map<String, Object>) parameters).errors());
  }

  @Test
  void partsThatAreNotWantedAreSkippedAndWithoutExecuteNoChildMayTrade() {
    WorkflowRun run = bench.start(Map.of("symbols", List.of("AAPL"), "retrain", false));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(StepState.SKIPPED, run.step(DailyCycle.RETRAIN).state());
    assertEquals(StepState.SKIPPED, run.step(DailyCycle.REBALANCE).state());
    assertEquals(List.of("analysis_to_trade"), begun.stream().map(Begun::type).toList());
    assertEquals(false, begun.getFirst().mayTrade());
  }

  /** Its example is a piece of this very program. */
  @Test
  void thePageAboutAddingAWorkflowShowsTheProgramAsItIs() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs"))) {
      root = root.getParent();
    }
    String page = Files.readString(root.resolve("docs/adding-a-workflow.md"));
    String source =
        squeezed(
            Files.readString(
                root.resolve(
                    "orchestrator/src/main/java/io/orchestrator/catalogue/DailyCycle.java")));
    Matcher block = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL).matcher(page);
    int blocks = 0;
    while (block.find()) {
      String code = squeezed(block.group(1));
      assertTrue(source.contains(code), () -> "not in DailyCycle any more: " + code);
      blocks++;
    }
    assertTrue(blocks > 0, "the page has no example");
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
