package io.orchestrator.http.tls;

/** The certificate cannot be used; the message says which file and why. */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
