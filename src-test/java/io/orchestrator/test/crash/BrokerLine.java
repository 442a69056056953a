package io.orchestrator.test.crash;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The line between the program and the gateway, on which the program's frames are counted and one
 * of them can be its last: the program is killed when the frame arrived here, before or after it
 * was passed on.
 */
final class BrokerLine implements AutoCloseable {
  /** Where on its way the last frame is. */
  enum Moment {
    /** The gateway never gets it. */
    BEFORE,
    /** The gateway has it, the program dies before any answer. */
    AFTER
  }

  private record Armed(int left, Moment moment, Runnable kill) {}

  private final ServerSocket server;
  private final int gatewayPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private Armed armed = new Armed(0, Moment.BEFORE, () -> {});
  private int passed;
  private volatile boolean cut;

  BrokerLine(int gatewayPort) throws IOException {
    this.gatewayPort = gatewayPort;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The n-th frame from now on is the last; 0 disarms. Counting begins anew. */
  synchronized void arm(int n, Moment moment, Runnable kill) {
    armed = new Armed(n, moment, kill);
    passed = 0;
  }

  /** Frames of the program since it was armed. */
  synchronized int passed() {
    return passed;
  }

  /** Nothing passes any more, and nobody is let in, until it is mended. */
  void cut() {
    cut = true;
    closeAll();
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket program = server.accept();
        if (cut) {
          program.close();
          continue;
        }
        Socket gateway = new Socket(InetAddress.getLoopbackAddress(), gatewayPort);
        program.setTcpNoDelay(true);
        gateway.setTcpNoDelay(true);
        sockets.add(program);
        sockets.add(gateway);
        Thread.ofVirtual().start(() -> frames(program, gateway));
        Thread.ofVirtual().start(() -> bytes(gateway, program));
      } catch (IOException e) {
        // The gateway is gone or we are closed; the program sees a connection that ends.
        continue;
      }
    }
  }

  private void frames(Socket program, Socket gateway) {
    try (program;
        gateway) {
      DataInputStream in = new DataInputStream(program.getInputStream());
      DataOutputStream out = new DataOutputStream(gateway.getOutputStream());
      out.write(in.readNBytes(4)); // "API" and a zero
      while (true) {
        byte[] frame = in.readNBytes(in.readInt());
        Armed now = count();
        if (now.left() == 0 && now.moment() == Moment.BEFORE) {
          now.kill().run();
          return;
        }
        if (cut) {
          return;
        }
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
        if (now.left() == 0 && now.moment() == Moment.AFTER) {
          now.kill().run();
          return;
        }
      }
    } catch (IOException e) {
      // One side hung up: so does the other.
      sockets.remove(program);
      sockets.remove(gateway);
    }
  }

  /** What is left after this frame; negative when nothing is armed. */
  private synchronized Armed count() {
    passed++;
    if (armed.left() <= 0) {
      return new Armed(-1, armed.moment(), armed.kill());
    }
    armed = new Armed(armed.left() - 1, armed.moment(), armed.kill());
    return armed;
  }

  private static void bytes(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Closed by the other direction.
      return;
    }
  }

  private void closeAll() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
