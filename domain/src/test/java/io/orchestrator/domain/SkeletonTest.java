package io.orchestrator.domain;

import org.junit.jupiter.api.Test;

class SkeletonTest {
  @Test
  void builds() {}
}
