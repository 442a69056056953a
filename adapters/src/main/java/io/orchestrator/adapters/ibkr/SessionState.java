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
  UPSTREAM_DOWN,
  /** The broker is back and has not been asked for everything yet. */
  RESYNC;

  /** Accounts and order id are known: cancels and requests may be written. */
  boolean started() {
    return this == UPSTREAM_DOWN || maySend();
  }

  /** Orders may be written; whether an entry should is for the desk to know. */
  boolean maySend() {
    return this == SYNCING || this == READY || this == RESYNC;
  }
}
