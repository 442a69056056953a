package io.orchestrator.domain.workflow;

import java.util.ArrayList;
import java.util.List;

/** What a roll-back of a run would do now, in its order; nothing is done. */
public record CompensationPlan(String workflowId, RunState state, List<Item> items) {
  /** What becomes of one step. */
  public enum Action {
    /** Its effect is taken back. */
    UNDO,
    /** It is started once more, under cancellation, to take back what it can. */
    CLEAN_UP,
    /** First its reconciler must find out whether there is an effect. */
    RECONCILE,
    /** Its effect stays. */
    CANNOT_UNDO,
    /** It was undone. */
    DONE,
    /** It has no effect, or was never begun. */
    NOTHING
  }

  /**
   * @param detail one sentence for people
   */
  public record Item(String step, Effect effect, StepState state, Action action, String detail) {}

  public CompensationPlan {
    items = List.copyOf(items);
  }

  /** In the order in which it would be done: the last step first. */
  public static CompensationPlan of(WorkflowRun run, WorkflowDefinition definition) {
    var items = new ArrayList<Item>();
    for (StepRun s : run.steps().reversed()) {
      Action action = action(s, run.ended());
      String own = definition.step(s.name()).traits().rollback();
      items.add(
          new Item(s.name(), s.effect(), s.state(), action, own.isEmpty() ? said(action) : own));
    }
    return new CompensationPlan(run.workflowId(), run.state(), items);
  }

  private static Action action(StepRun s, boolean ended) {
    if (s.attempts() == 0 || s.effect() == Effect.PURE) {
      return Action.NOTHING;
    }
    if (s.state() == StepState.UNKNOWN) {
      return Action.RECONCILE;
    }
    return switch (s.effect()) {
      case PURE -> Action.NOTHING;
      case IDEMPOTENT -> s.done() || ended ? Action.CANNOT_UNDO : Action.CLEAN_UP;
      case COMPENSATABLE ->
          s.unsettled() ? Action.UNDO : s.undoFailures() > 0 ? Action.CANNOT_UNDO : Action.DONE;
      case AT_MOST_ONCE, IRREVERSIBLE -> Action.CANNOT_UNDO;
    };
  }

  private static String said(Action action) {
    return switch (action) {
      case UNDO -> "its effect would be taken back";
      case CLEAN_UP -> "it would be started once more, under cancellation";
      case RECONCILE -> "whether it had an effect is not known yet";
      case CANNOT_UNDO -> "its effect stays and must be put right by hand";
      case DONE -> "its effect was taken back";
      case NOTHING -> "nothing to take back";
    };
  }
}
