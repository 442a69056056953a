package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.ServerMessages;

/** The way back to one client. Never blocks. */
interface Reply {
  void send(Outgoing outgoing);

  /** Closes the connection without another word. */
  void hangUp();

  int clientId();

  /**
   * @param id of the request or order, −1 for the session
   */
  default void error(long id, int code, String text) {
    send(
        new Outgoing(
            ServerMessages.ERROR,
            ServerMessages.ERROR.message().set("id", id).set("code", code).set("text", text)));
  }
}
