package io.orchestrator.adapters.simulator.iqfeed;

/** What a server says to one client. Called on the connection's reader thread. */
interface Conversation {
  void opened();

  /** One line of the client, without its end. */
  void line(String line);

  /** The client is gone; may be called twice. */
  void closed();

  /** Symbols that the client watches. */
  default int watched() {
    return 0;
  }

  /** Symbols of which it watches the quotes of single exchanges. */
  default int regionals() {
    return 0;
  }

  /** Once a second, on the servers' timer. */
  void tick();
}
