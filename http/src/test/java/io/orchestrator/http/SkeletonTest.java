package io.orchestrator.http;

import org.junit.jupiter.api.Test;

class SkeletonTest {
  @Test
  void builds() {}
}
