package io.orchestrator.http.rest;

import java.time.Duration;

/**
 * @param maxBodyBytes of a request
 * @param bodyTimeout for a whole body to arrive
 * @param answerTimeout for a façade to answer, where an endpoint names no other
 * @param workflowWait longest time that a workflow request is held open
 */
public record RestSettings(
    int maxBodyBytes, Duration bodyTimeout, Duration answerTimeout, Duration workflowWait) {

  public static final RestSettings DEFAULT =
      new RestSettings(
          1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));

  public RestSettings {
    if (maxBodyBytes < 1024) {
      throw new IllegalArgumentException("max-body-bytes must be at least 1024");
    }
    if (!bodyTimeout.isPositive() || !answerTimeout.isPositive() || !workflowWait.isPositive()) {
      throw new IllegalArgumentException(
          "body-timeout, answer-timeout and workflow-wait must be positive");
    }
  }
}
