package io.orchestrator.domain.system;

/** What an operator may ask of the system. */
public enum ControlAction {
  START,
  STOP,
  RESTART,
  MAINTENANCE
}
