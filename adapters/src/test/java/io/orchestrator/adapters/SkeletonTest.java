package io.orchestrator.adapters;

import org.junit.jupiter.api.Test;

class SkeletonTest {
  @Test
  void builds() {}
}
