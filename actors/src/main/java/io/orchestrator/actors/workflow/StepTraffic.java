package io.orchestrator.actors.workflow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts on which node steps are worked on. */
final class StepTraffic {
  private final Counter own;
  private final Counter borrowed;
  private final Counter lent;
  private final Counter declined;
  private final Counter lost;

  StepTraffic(MeterRegistry meters) {
    String begun = "Attempts at steps that began on this node, by whose run they belong to";
    own = counter(meters, "orchestrator.workflow.steps", begun, "from", "this-node");
    borrowed = counter(meters, "orchestrator.workflow.steps", begun, "from", "other-node");
    String given = "Steps of this node's runs that were given to another, by what came of it";
    lent = counter(meters, "orchestrator.workflow.steps.lent", given, "outcome", "answered");
    declined = counter(meters, "orchestrator.workflow.steps.lent", given, "outcome", "declined");
    lost = counter(meters, "orchestrator.workflow.steps.lent", given, "outcome", "lost");
  }

  private static Counter counter(
      MeterRegistry meters, String name, String what, String tag, String value) {
    return Counter.builder(name).description(what).tag(tag, value).register(meters);
  }

  void own() {
    own.increment();
  }

  void borrowed() {
    borrowed.increment();
  }

  void lent() {
    lent.increment();
  }

  void declined() {
    declined.increment();
  }

  void lost() {
    lost.increment();
  }
}
