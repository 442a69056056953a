package io.orchestrator.adapters.simulator.iqfeed;

/** What a server says to one client. Called on the connection's reader thread. */
interface Conversation {
  void opened();

  /** One line of the client, without its end. */
  void line(String line);

  /** The client is gone; may be called twice. */
  void closed();

  /** Once a second, on the servers' timer. */
  void tick();
}
