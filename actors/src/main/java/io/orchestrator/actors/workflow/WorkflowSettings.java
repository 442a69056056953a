package io.orchestrator.actors.workflow;

import java.time.Duration;

/**
 * Limits and intervals of the workflow engine.
 *
 * @param askTimeout until a run must have answered
 * @param maxOpenRunsPerType running, paused or unknown ones, restarted ones included
 * @param maxPendingStarts starts that wait for the database on this node
 * @param maxAnalysisSteps steps that compute at the same time on this node
 * @param maxWaitingSteps steps that wait for others at the same time on this node; must stay well
 *     below the threads of the blocking dispatcher
 * @param maxQueuedSteps steps that compute, and as many others, that wait for a free place on this
 *     node
 * @param progressInterval shortest time between two progress events of a run
 * @param holdInterval how often a run that may not go on looks again
 * @param reconcileInterval between two questions about an unknown outcome
 * @param unknownAlertAfter an outcome unknown for so long is an event of severity CRITICAL
 * @param wakeInterval how often open runs are looked for
 * @param abandonAfter a run that is in the directory but never began is given up after this
 * @param waiterRenewal how often whoever waits for an end says so again
 * @param maxWaiters on this node
 * @param idleBeforePassivation an ended run stays in memory for so long
 * @param stashCapacity commands that wait while a run writes
 * @param maxOutputChars of one step's output as JSON
 * @param maxHistoryEvents that {@code history} answers with
 * @param steps who gets a place
 * @param readJournal configuration path of the query plugin
 */
public record WorkflowSettings(
    Duration askTimeout,
    int maxOpenRunsPerType,
    int maxPendingStarts,
    int maxAnalysisSteps,
    int maxWaitingSteps,
    int maxQueuedSteps,
    Duration progressInterval,
    Duration holdInterval,
    Duration reconcileInterval,
    Duration unknownAlertAfter,
    Duration wakeInterval,
    Duration abandonAfter,
    Duration waiterRenewal,
    int maxWaiters,
    Duration idleBeforePassivation,
    int stashCapacity,
    int maxOutputChars,
    int maxHistoryEvents,
    StepLimits steps,
    String readJournal) {

  public static final WorkflowSettings DEFAULT =
      new WorkflowSettings(
          Duration.ofSeconds(10),
          20,
          64,
          2,
          4,
          200,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          1_000,
          Duration.ofSeconds(10),
          200,
          1_000_000,
          10_000,
          StepLimits.DEFAULT,
          "jdbc-read-journal");

  public WorkflowSettings {
    positive(askTimeout, "ask-timeout");
    positive(progressInterval, "progress-interval");
    positive(holdInterval, "hold-interval");
    positive(reconcileInterval, "reconcile-interval");
    positive(unknownAlertAfter, "unknown-alert-after");
    positive(wakeInterval, "wake-interval");
    positive(abandonAfter, "abandon-after");
    positive(waiterRenewal, "waiter-renewal");
    positive(idleBeforePassivation, "idle-before-passivation");
    within(maxOpenRunsPerType, 1, 200_000, "max-open-runs-per-type");
    within(maxPendingStarts, 1, 10_000, "max-pending-starts");
    within(maxAnalysisSteps, 1, 256, "max-analysis-steps");
    within(maxWaitingSteps, 1, 256, "max-waiting-steps");
    within(maxQueuedSteps, 1, 100_000, "max-queued-steps");
    within(maxWaiters, 1, 100_000, "max-waiters");
    within(stashCapacity, 10, 300, "stash-capacity");
    within(maxOutputChars, 1_000, 16_000_000, "max-output-chars");
    within(maxHistoryEvents, 100, 1_000_000, "max-history-events");
  }

  private static void positive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }

  private static void within(int value, int least, int most, String name) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + ".." + most + ", was " + value);
    }
  }
}
