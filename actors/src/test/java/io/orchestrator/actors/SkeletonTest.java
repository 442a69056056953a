package io.orchestrator.actors;

import org.junit.jupiter.api.Test;

class SkeletonTest {
  @Test
  void builds() {}
}
