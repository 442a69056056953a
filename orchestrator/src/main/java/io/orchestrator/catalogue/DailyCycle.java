package io.orchestrator.catalogue;

import static io.orchestrator.catalogue.StepPolicies.DATA;

import io.orchestrator.actors.workflow.ChildRuns;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A day's work made of other workflows: train, trade, rebalance; each a run of its own. */
public final class DailyCycle {
  public static final String RETRAIN = "retrain_models";
  public static final String TRADE = "analysis_to_trade";
  public static final String REBALANCE = "portfolio_rebalance";

  private final ChildRuns children;

  private DailyCycle(ChildRuns children) {
    this.children = children;
  }

  public static WorkflowProgram program(ChildRuns children) {
    var w = new DailyCycle(children);
    Duration longest = Duration.ofHours(3);
    return WorkflowProgram.of(WorkflowType.DAILY_CYCLE, 1, schema())
        .idempotent(RETRAIN, Pool.NESTED, DATA, longest, w::retrain)
        .with(t -> t.onlyIf("retrain").rollback("the training that it began is cancelled"))
        .idempotent(TRADE, Pool.NESTED, DATA, longest, w::trade)
        .with(t -> t.rollback("the workflow that it began is cancelled; see its own plan"))
        .idempotent(REBALANCE, Pool.NESTED, DATA, longest, w::rebalance)
        .with(t -> t.onlyIf("rebalance").rollback("as for " + TRADE))
        .build();
  }

  private static ParameterSchema schema() {
    return ParameterSchema.of(
        Parameter.texts(
            "symbols", 1, 500, "[A-Z0-9@#][A-Z0-9@#.\\-+=]{0,29}", "names of every part"),
        Parameter.flag("retrain", true, "train the models first"),
        Parameter.flag("rebalance", false, "rebalance to risk parity after the trades"),
        Parameter.flag("execute", false, "place the planned orders"),
        Parameter.flag("dry_run", false, "send nothing, whatever execute says"),
        StepPolicies.approvalParameter());
  }

  private Map<String, Object> retrain(StepContext context) {
    return children.run(context, RETRAIN, WorkflowType.MODEL_RETRAINING, shared(context));
  }

  private Map<String, Object> trade(StepContext context) {
    return children.run(context, TRADE, WorkflowType.ANALYSIS_TO_TRADE, trading(context));
  }

  private Map<String, Object> rebalance(StepContext context) {
    return children.run(context, REBALANCE, WorkflowType.PORTFOLIO_REBALANCE, trading(context));
  }

  private static Map<String, Object> shared(StepContext context) {
    return Map.of("symbols", context.parameters().get("symbols"));
  }

  private static Map<String, Object> trading(StepContext context) {
    var parameters = new LinkedHashMap<>(shared(context));
    for (String name : List.of("execute", "dry_run", "approval")) {
      parameters.put(name, context.parameters().get(name));
    }
    return parameters;
  }
}
