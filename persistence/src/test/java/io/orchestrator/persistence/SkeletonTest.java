package io.orchestrator.persistence;

import org.junit.jupiter.api.Test;

class SkeletonTest {
  @Test
  void builds() {}
}
