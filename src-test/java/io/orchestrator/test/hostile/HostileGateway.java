package io.orchestrator.test.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the program and a gateway: passes bytes on, or behaves as no gateway should. */
final class HostileGateway implements AutoCloseable {
  /** What a new connection meets. */
  enum Mode {
    PASS,
    /** Accepts, reads, and never says a word. */
    SILENT,
    /** Announces a frame of two gigabytes. */
    HUGE_FRAME,
    /** Bytes that are no protocol at all. */
    NOISE
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger met = new AtomicInteger();
  private volatile Mode mode = Mode.PASS;

  HostileGateway(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on; who is connected is cut off. */
  void become(Mode next) {
    mode = next;
    met.set(0);
    open.forEach(HostileGateway::closeQuietly);
  }

  /** Connections that met the present behaviour. */
  int met() {
    return met.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        met.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client, mode));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client, Mode behaviour) {
    try {
      switch (behaviour) {
        case PASS -> pass(client);
        case SILENT -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
        case HUGE_FRAME -> say(client, new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
        case NOISE ->
            say(
                client,
                "HTTP/1.1 400 Bad Request\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      closeQuietly(client); // either side may end it: that is the point
    } finally {
      closeQuietly(client);
      open.remove(client);
    }
  }

  private static void say(Socket client, byte[] bytes) throws IOException {
    client.getOutputStream().write(bytes);
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void pass(Socket client) throws IOException {
    try (Socket gateway = new Socket(InetAddress.getByName("127.0.0.1"), target)) {
      Thread.ofVirtual().start(() -> copy(gateway, client));
      client.getInputStream().transferTo(gateway.getOutputStream());
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      closeQuietly(from);
    } finally {
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(HostileGateway::closeQuietly);
  }
}
