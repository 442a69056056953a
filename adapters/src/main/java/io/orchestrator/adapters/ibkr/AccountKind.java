package io.orchestrator.adapters.ibkr;

/**
 * What kind of account the session must find. Paper accounts start with D: a convention of the
 * broker, not a documented rule, and the only sign there is.
 */
public enum AccountKind {
  PAPER,
  LIVE;

  public boolean matches(String account) {
    return account.startsWith("D") == (this == PAPER);
  }
}
