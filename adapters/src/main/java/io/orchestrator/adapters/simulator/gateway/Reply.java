package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.ServerMessages;

/** The way back to one client. Does not block, but for {@link #sendPart}. */
interface Reply {
  void send(Outgoing outgoing);

  /**
   * As {@link #send}, for long answers: waits while more than half of the queue is taken, so that
   * news of orders always has room. Never with the exchange's lock held.
   */
  void sendPart(Outgoing outgoing);

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
