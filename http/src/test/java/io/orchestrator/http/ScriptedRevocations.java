package io.orchestrator.http;

import io.orchestrator.domain.port.Revocations;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class ScriptedRevocations implements Revocations {
  private final List<Revocation> kept = new CopyOnWriteArrayList<>();

  @Override
  public void remember(Revocation revocation) {
    kept.add(revocation);
  }

  @Override
  public List<Revocation> open(Instant now) {
    return List.copyOf(kept);
  }
}
