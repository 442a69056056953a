package io.orchestrator.http;

import io.orchestrator.actors.api.Resources;
import java.util.Map;

/** A node whose memory a test makes scarce. */
final class ScriptedResources implements Resources {
  volatile boolean scarce;

  @Override
  public boolean memoryScarce() {
    return scarce;
  }

  @Override
  public boolean coresNeeded() {
    return false;
  }

  @Override
  public int heavySteps(int most) {
    return scarce ? 0 : most;
  }

  @Override
  public Map<String, Object> view() {
    return Map.of("memory", Map.of("scarce", scarce));
  }
}
