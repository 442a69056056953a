package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.time.Duration;

/** What can go wrong with the feed, on demand. Thread-safe; each call takes effect at once. */
public interface FeedFaults {
  /**
   * The same faults for these ports only, as far as they concern sockets: drop, cut, split, freeze,
   * slow, reorder, burst, garbage, protocol, stop and resume. The others concern the whole feed.
   */
  FeedFaults on(FeedPort... ports);

  /** Closes every socket and refuses new ones, as if IQConnect had ended. */
  void stopServing();

  /** Listens again on the same ports; throws {@code IllegalStateException} if one is taken now. */
  void resumeServing();

  /** Closes the clients' sockets; they may connect again. */
  void dropConnections();

  /**
   * The next line on each socket (Level 1 if no port is chosen) is sent half, then it is closed.
   */
  void cutNextLine();

  /** The next line on each socket (as above) is sent in two parts with a pause between. */
  void splitNextLine(Duration pause);

  /** Sockets stay open, nothing is sent on any. */
  void freeze();

  /** Ends {@link #freeze()}: what has piled up is sent. */
  void thaw();

  /** Waits before each line; zero ends it. */
  void slow(Duration perLine);

  /** The next so many lines on each socket each change places with the one after. */
  void reorder(int lines);

  /** The next line on each socket is sent so many times. */
  void burst(int copies);

  /** Confirms this version whatever is asked for; empty ends it. For connections from now on. */
  void protocol(String version);

  /**
   * The vendor's own line is lost: {@code S,SERVER DISCONNECTED}, no updates, time stamps go on.
   */
  void serverDisconnected();

  /** As {@link #serverDisconnected()}, and the vendor's software has given up. */
  void serverReconnectFailed();

  void serverConnected();

  /** Sends a line as it is to every client (of Level 1 if no port is chosen). */
  void garbage(String line);

  /** Changes how many symbols may be watched; those watched already stay. */
  void symbolLimit(int symbols);

  /** The symbol is known or not from now on; those who watch it are not told. */
  void unknownSymbol(Symbol symbol, boolean unknown);

  /** All times of the feed are so far ahead of the market's. */
  void clockSkew(Duration ahead);

  /** The account has delayed data only ({@code S,CUST,delayed}) from the next connection on. */
  void delayed(boolean delayed);

  /** The next lookup requests are answered by this error text instead of data. */
  void failHistory(int requests, String errorText);

  /** As {@link #failHistory}, but without the request's id, as errors of the whole socket are. */
  void failSocket(int requests, String errorText);
}
