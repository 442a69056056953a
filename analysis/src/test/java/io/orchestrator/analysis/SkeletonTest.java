package io.orchestrator.analysis;

import org.junit.jupiter.api.Test;

class SkeletonTest {
  @Test
  void builds() {}
}
