package io.orchestrator.domain.port;

import java.util.OptionalLong;

/**
 * The right to have a session with the broker: at most one process has it at an instant. It is held
 * for a time and must be renewed; whoever cannot renew it has lost it before another can get it.
 * Thread-safe.
 */
public interface BrokerLease extends AutoCloseable {
  /**
   * Gets it, or gets it anew. Blocks for an answer of the lease's keeper.
   *
   * @return the fencing token, higher than any before; empty: another has it, or nobody answered
   */
  OptionalLong acquire();

  /** Whether the right that came with this token still holds, at this very instant; asks nobody. */
  boolean holds(long token);

  /** Why the last {@link #acquire} got nothing. */
  String refusal();

  /** Gives it back, so that another need not wait for its end. */
  void release();

  @Override
  default void close() {
    release();
  }

  /** For a process that is alone on its database: always held. */
  BrokerLease ALONE =
      new BrokerLease() {
        @Override
        public OptionalLong acquire() {
          return OptionalLong.of(1);
        }

        @Override
        public boolean holds(long token) {
          return true;
        }

        @Override
        public String refusal() {
          return "";
        }

        @Override
        public void release() {
          // Nobody waits for it.
        }
      };
}
