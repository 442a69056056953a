package io.orchestrator.domain.system;

/** What the supervisor has to decide on. */
public sealed interface SystemCommand {

  /** A process starts with the memory of the one before. */
  record Boot(boolean autoStart) implements SystemCommand {}

  /**
   * Every part answered.
   *
   * @param verdict RUNNING, DEGRADED or ERROR: what working would mean now
   */
  record PartsReady(SystemState verdict, String cause) implements SystemCommand {}

  /** The parts did not come up in time. */
  record StartFailed(String cause) implements SystemCommand {}

  /** An operator asks. */
  record Control(ControlAction action, String by, SystemState verdict, String cause)
      implements SystemCommand {}

  /** The services' or parts' health says something else than before. */
  record Judge(SystemState verdict, String cause) implements SystemCommand {}

  record ShutDown(String cause) implements SystemCommand {}
}
