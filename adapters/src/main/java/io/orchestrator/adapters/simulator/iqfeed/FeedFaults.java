package io.orchestrator.adapters.simulator.iqfeed;

import java.time.Duration;

/** What can go wrong with the feed, on demand. Thread-safe; each call takes effect at once. */
public interface FeedFaults {
  /** Closes every socket and refuses new ones, as if IQConnect had ended. */
  void stopServing();

  /** Listens again on the same ports; throws {@code IllegalStateException} if one is taken now. */
  void resumeServing();

  /** Closes the clients' sockets; they may connect again. */
  void dropConnections();

  /** The next line on each Level 1 socket is sent half, then the socket is closed. */
  void cutNextLine();

  /** The next line on each Level 1 socket is sent in two parts with a pause between. */
  void splitNextLine(Duration pause);

  /** Sockets stay open, nothing is sent on any. */
  void freeze();

  /** Ends {@link #freeze()}: what has piled up is sent. */
  void thaw();

  /** Waits before each line; zero ends it. */
  void slow(Duration perLine);

  /**
   * The vendor's own line is lost: {@code S,SERVER DISCONNECTED}, no updates, time stamps go on.
   */
  void serverDisconnected();

  void serverConnected();

  /** Sends a line as it is to every Level 1 client. */
  void garbage(String line);

  /** Changes how many symbols may be watched; those watched already stay. */
  void symbolLimit(int symbols);

  /** The account has delayed data only ({@code S,CUST,delayed}) from the next connection on. */
  void delayed(boolean delayed);

  /** The next history requests are answered by this error text instead of data. */
  void failHistory(int requests, String errorText);
}
