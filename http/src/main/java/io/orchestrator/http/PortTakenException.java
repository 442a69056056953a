package io.orchestrator.http;

/** A port of ours belongs to somebody else; the process ends with {@link #EXIT_CODE}. */
public final class PortTakenException extends RuntimeException {
  public static final int EXIT_CODE = 3;
  private static final long serialVersionUID = 1L;
  private final int port;

  static PortTakenException of(
      HttpSettings settings, int port, boolean streaming, Throwable cause) {
    return new PortTakenException(
        settings.bindAddress(),
        port,
        streaming ? "orchestrator.websocket-port" : "orchestrator.http.port",
        streaming ? "ORCHESTRATOR_WEBSOCKET_PORT" : "ORCHESTRATOR_HTTP_PORT",
        cause);
  }

  private PortTakenException(
      String address, int port, String setting, String variable, Throwable cause) {
    super(
        "Port "
            + port
            + " on "
            + address
            + " cannot be bound ("
            + cause.getMessage()
            + "). Stop the program that holds it ('ss -ltnp | grep "
            + port
            + "' names it), or choose another port: "
            + setting
            + " in application.conf, or "
            + variable
            + " in the environment.",
        cause);
    this.port = port;
  }

  public int port() {
    return port;
  }
}
