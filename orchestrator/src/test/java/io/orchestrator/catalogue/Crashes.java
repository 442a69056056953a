package io.orchestrator.catalogue;

import java.util.function.Supplier;

/** Lets the process die at the n-th call to the outside, just before or just after its effect. */
final class Crashes {
  /** The process is gone: no code of it runs on. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private int calls;
  private int at;
  private boolean after;
  private Runnable meanwhile = () -> {};

  /** What happens while the process is down. */
  void whenDying(Runnable what) {
    meanwhile = what;
  }

  /**
   * @param call 1 for the first from now on; 0 for never
   */
  void plan(int call, boolean afterTheEffect) {
    calls = 0;
    at = call;
    after = afterTheEffect;
  }

  int calls() {
    return calls;
  }

  <T> T around(Supplier<T> effect) {
    calls++;
    if (calls == at && !after) {
      meanwhile.run();
      throw new Crash();
    }
    T answer = effect.get();
    if (calls == at) {
      meanwhile.run();
      throw new Crash();
    }
    return answer;
  }
}
