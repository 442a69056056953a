package io.orchestrator.adapters.ibkr;

/** Where the session with the gateway stands. */
public enum SessionState {
  /** Waiting for the next attempt. */
  DISCONNECTED,
  CONNECTING,
  /** The version range was sent, the answer is awaited. */
  HELLO,
  /** The API was started; accounts and next order id are awaited. */
  STARTING,
  /** The account is compared with what the settings demand. */
  CHECKING,
  /** Ready, and a synchronisation is running. */
  SYNCING,
  READY,
  /** The gateway answers but has lost the broker: nothing may be placed. */
  UPSTREAM_DOWN;

  /** Accounts and order id are known: cancels and requests may be written. */
  boolean started() {
    return this == SYNCING || this == READY || this == UPSTREAM_DOWN;
  }

  /** Orders may be written. */
  boolean maySend() {
    return this == SYNCING || this == READY;
  }
}
