package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.FrameReader;
import io.orchestrator.adapters.ibkr.wire.Frames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One socket to the gateway. Reading belongs to one thread, writing to the outbox's lock. */
final class Connection implements AutoCloseable {
  private final Socket socket;
  private final FrameReader frames;
  private final OutputStream out;
  private final FrameTrace trace;
  private final BooleanSupplier fence;
  private final long openedNanos = System.nanoTime();
  private volatile long receivedNanos = openedNanos;
  private volatile String closeReason = "";

  private Connection(Socket socket, FrameTrace trace, int maxFrameBytes, BooleanSupplier fence)
      throws IOException {
    this.socket = socket;
    this.fence = fence;
    this.frames =
        new FrameReader(new BufferedInputStream(socket.getInputStream(), 1 << 16), maxFrameBytes);
    this.out = socket.getOutputStream();
    this.trace = trace;
  }

  /**
   * @param fence false once this process may not speak to the broker any more
   */
  static Connection open(IbkrSettings settings, FrameTrace trace, BooleanSupplier fence)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(
          new InetSocketAddress(settings.host(), settings.port()),
          (int) settings.connectTimeout().toMillis());
      if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
        // Nobody listens on this local port and the system joined the socket to itself.
        throw new IOException("nobody listens there");
      }
      return new Connection(socket, trace, settings.maxFrameBytes(), fence);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Next payload; empty at the end of the stream. */
  Optional<byte[]> read() throws IOException {
    Optional<byte[]> payload = frames.read();
    receivedNanos = System.nanoTime();
    payload.ifPresent(p -> trace.add(false, p));
    return payload;
  }

  /** Asked for again right before bytes leave. */
  boolean mayWrite() {
    return fence.getAsBoolean();
  }

  private void requireLease() throws IOException {
    if (!mayWrite()) {
      throw new IOException("the right to this session has ended");
    }
  }

  void hello() throws IOException {
    requireLease();
    out.write(Frames.clientHello());
    out.flush();
  }

  void write(byte[] payload) throws IOException {
    requireLease();
    trace.add(true, payload);
    out.write(Frames.frame(payload));
    out.flush();
  }

  long ageNanos() {
    return System.nanoTime() - openedNanos;
  }

  long silentNanos() {
    return System.nanoTime() - receivedNanos;
  }

  /** Why we closed it; empty when the other side did. */
  String closeReason() {
    return closeReason;
  }

  void close(String reason) {
    if (closeReason.isEmpty()) {
      closeReason = reason;
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is gone either way; the reason of the close is what counts.
      trace.add(
          true, ("close: " + e.getMessage()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
