package io.orchestrator.actors.system;

import io.orchestrator.actors.ClusterMessage;

/** Sent to the address of a part: its host stops the child and starts it anew; not a failure. */
public record RestartPart() implements ClusterMessage {}
