package io.orchestrator.adapters.ibkr.wire;

/** Constants of the protocol. */
public final class Wire {
  private Wire() {}

  /** The one version this product speaks: last with text ids and without the later additions. */
  public static final int SERVER_VERSION = 178;

  /** Oldest layout that the simulated gateway still writes, for clients that know no newer one. */
  public static final int OLDEST_SERVED_VERSION = 151;

  /** Lowest version named in the hello; the broker answers the highest that both know. */
  public static final int MIN_CLIENT_VERSION = 100;

  /** Largest payload that the protocol allows. */
  public static final int MAX_PAYLOAD = 0xFFFFFF;

  /** "no value" of integer fields. */
  public static final String INTEGER_UNSET = "2147483647";

  /** "no value" of number fields. */
  public static final String NUMBER_UNSET = "1.7976931348623157E308";

  /** Four raw bytes before the first frame of a client. */
  private static final byte[] HELLO = {'A', 'P', 'I', 0};

  public static byte[] helloPrefix() {
    return HELLO.clone();
  }
}
