package io.orchestrator.actors.workflow;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.WorkflowType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The engine's refusals, each said in one place. */
final class WorkflowRefusals {
  private WorkflowRefusals() {}

  private static String shown(String text) {
    return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
  }

  private static String names(Collection<WorkflowType> types) {
    return types.stream().map(WorkflowType::wireName).sorted().collect(Collectors.joining(", "));
  }

  static Refusal unknownType(String type) {
    return new Refusal(
        "workflow.unknown_type",
        404,
        "there is no workflow " + shown(type),
        "Known are " + names(Arrays.asList(WorkflowType.values())) + ".");
  }

  static Refusal notRegistered(String what, Collection<WorkflowType> registered) {
    return new Refusal(
        "workflow.not_registered",
        404,
        shown(what) + " belongs to a workflow that this node does not run",
        "Registered are " + names(registered) + "; see the list of workflow types.");
  }

  static Refusal badParameters(List<String> errors) {
    return new Refusal(
        "workflow.bad_parameters",
        400,
        String.join("; ", errors),
        "The schema of the workflow type says which parameters there are and what they may be.");
  }

  static Refusal badKey(int maxLength) {
    return new Refusal(
        "workflow.bad_idempotency_key",
        400,
        "an idempotency key has 1 to " + maxLength + " printable characters",
        "Take a UUID.");
  }

  static Refusal mayNotTrade() {
    return new Refusal(
        "auth.forbidden",
        403,
        "execute=true places orders, and the caller's role may not",
        "Ask with execute=false, or with the role trader.");
  }

  static Refusal notRunning() {
    return new Refusal(
        "system.not_running",
        409,
        "workflows are not allowed in the present state of the system",
        "Start the system (control action start), then try again.");
  }

  static Refusal idempotencyConflict(String workflowId) {
    return new Refusal(
        "workflow.idempotency_conflict",
        409,
        "the idempotency key was used for another request, which became " + workflowId,
        "Take a new key for a new request.");
  }

  static Refusal tooMany(String what, int limit) {
    return new Refusal(
        "workflow.too_many",
        429,
        "there are " + limit + " " + what + " already",
        "Wait for one to end, or raise the limit in the settings.");
  }

  static Refusal notFound(String workflowId) {
    return new Refusal(
        "workflow.not_found",
        404,
        "there is no run " + shown(workflowId),
        "The list of workflows names them.");
  }

  static Refusal unavailable(String workflowId) {
    return new Refusal(
        "workflow.unavailable",
        503,
        shown(workflowId) + " did not answer in time",
        "Ask again; a start with an idempotency key is never done twice.");
  }

  static Refusal badLimit(int limit, int most) {
    return new Refusal(
        "workflow.bad_limit", 400, "limit must be 1.." + most + ", was " + limit, "Use pages.");
  }
}
