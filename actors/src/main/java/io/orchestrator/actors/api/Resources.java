package io.orchestrator.actors.api;

import java.util.Map;

/**
 * What this node can take on now. Never blocks. Orders, exits, cancels and kills do not ask: they
 * are never held up.
 */
public interface Resources {
  /** No limit but the settings' own. */
  Resources PLENTY =
      new Resources() {
        @Override
        public boolean memoryScarce() {
          return false;
        }

        @Override
        public boolean coresNeeded() {
          return false;
        }

        @Override
        public int heavySteps(int most) {
          return most;
        }

        @Override
        public Map<String, Object> view() {
          return Map.of();
        }
      };

  /** Work that costs much memory is refused, or waits. */
  boolean memoryScarce();

  /** The order path needs the cores: analysis gives way. */
  boolean coresNeeded();

  /**
   * How many steps that compute may be at work.
   *
   * @param most when nothing else needs the node
   */
  int heavySteps(int most);

  /** JSON-like, for {@code GET /api/system/metrics}. */
  Map<String, Object> view();
}
