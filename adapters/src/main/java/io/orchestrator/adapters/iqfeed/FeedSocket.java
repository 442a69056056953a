package io.orchestrator.adapters.iqfeed;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port of IQConnect: connects, reads lines, and when the socket is lost, refused or silent,
 * connects again with growing pauses until it is closed. One thread reads and calls the listener,
 * one per connection writes.
 */
final class FeedSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeedSocket.class);

  /** How a port that says nothing is told from one that is lost. */
  sealed interface Liveness {
    /** Silence for {@code staleAfter} means that it is lost. */
    record SpeaksEverySecond() implements Liveness {}

    /** May be silent as long as nothing is asked. */
    record Silent() implements Liveness {}

    /** Is asked after half of {@code staleAfter}, and lost if it does not answer until its end. */
    record Asked(String question) implements Liveness {}
  }

  /** Called on the socket's thread, in order. */
  interface Listener {
    /** A fresh connection: nothing of an older one holds. */
    void connected();

    void line(String line);

    /** The same as bytes, valid until the call returns; for those who can do without text. */
    default void bytes(byte[] buffer, int from, int to) {
      line(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** All lines that had arrived together have been told. */
    default void chunkEnded() {}

    /** A connection was lost or could not be made; another try follows. */
    void disconnected(String reason);
  }

  private final String name;
  private final int port;
  private final IqFeedSettings settings;
  private final Liveness liveness;
  private final RandomGenerator random;
  private final Semaphore wake = new Semaphore(0);
  private Listener listener;
  private volatile Connection connection;
  private volatile boolean closed;
  private volatile boolean settled;
  private volatile String resetReason;
  private boolean started;

  FeedSocket(
      String name, int port, Liveness liveness, IqFeedSettings settings, RandomGenerator random) {
    this.name = name;
    this.port = port;
    this.liveness = liveness;
    this.settings = settings;
    this.random = random;
  }

  /** Idempotent. */
  synchronized void start(Listener to) {
    if (!started) {
      started = true;
      listener = to;
      Thread.ofVirtual().name("iqfeed-" + name).start(this::run);
    }
  }

  /** The peer has confirmed the protocol: pauses begin small again. */
  void settle() {
    settled = true;
  }

  /** Queues a line; false if there is no connection. A peer that takes nothing is dropped. */
  boolean send(String line) {
    Connection now = connection;
    return now != null && now.send(line);
  }

  /** Closes the connection and makes a new one at once. */
  void reset(String reason) {
    resetReason = reason;
    Connection now = connection;
    if (now != null) {
      now.close();
    }
    wake.release();
  }

  @Override
  public void close() {
    closed = true;
    reset("closed");
  }

  private void run() {
    Duration pause = settings.backoffMin();
    while (!closed) {
      settled = false;
      resetReason = null;
      String reason = connectAndRead();
      if (closed) {
        return;
      }
      tellDisconnected(resetReason != null ? resetReason : reason);
      pause = settled ? settings.backoffMin() : pause;
      if (!settled) {
        LOG.debug("{}: {}; next try in {}", name, reason, pause);
      }
      await(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(settings.backoffMax()) > 0 ? settings.backoffMax() : pause;
    }
  }

  // The loop outlives a fault of its listener: without it nothing would ever connect again.
  private void tellDisconnected(String reason) {
    try {
      listener.disconnected(reason);
    } catch (RuntimeException e) {
      LOG.error("{}: the loss of the connection could not be handled", name, e);
    }
  }

  /** A reset ends the pause; jitter keeps many clients from coming back at the same moment. */
  private void await(Duration pause) {
    try {
      long nanos = (long) (pause.toNanos() * (0.8 + 0.4 * random.nextDouble()));
      if (wake.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private String connectAndRead() {
    try (var socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(settings.host(), port), (int) settings.connectTimeout().toMillis());
      var opened = new Connection(socket);
      connection = opened;
      opened.start();
      listener.connected();
      read(socket);
      return "the feed closed the connection";
    } catch (SocketTimeoutException e) {
      return settled
          ? "silent for " + settings.staleAfter().toMillis() + " ms"
          : "no answer from " + address();
    } catch (IOException e) {
      return address() + ": " + e.getMessage();
    } catch (RuntimeException e) {
      LOG.error("{}: a line could not be handled; connecting anew", name, e);
      return "internal error " + e;
    } finally {
      Connection last = connection;
      connection = null;
      if (last != null) {
        last.close();
      }
    }
  }

  private String address() {
    return settings.host() + ":" + port;
  }

  private void read(Socket socket) throws IOException {
    var splitter = new LineSplitter(settings.maxLineBytes());
    var sink =
        new LineSplitter.Sink() {
          @Override
          public void line(String line) {
            listener.line(line);
          }

          @Override
          public void bytes(byte[] bytes, int from, int to) {
            listener.bytes(bytes, from, to);
          }

          @Override
          public void oversized(int limit) {
            LOG.warn("{}: a line longer than {} bytes was dropped", name, limit);
          }
        };
    long deadline = System.nanoTime() + settings.handshakeTimeout().toNanos();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[65_536];
    boolean asked = false;
    while (true) {
      if (!settled && System.nanoTime() > deadline) {
        throw new SocketTimeoutException("protocol not confirmed");
      }
      socket.setSoTimeout((int) silence().toMillis());
      int count;
      try {
        count = in.read(buffer);
      } catch (SocketTimeoutException e) {
        if (asked || !settled || !(liveness instanceof Liveness.Asked of)) {
          throw e;
        }
        asked = true;
        send(of.question());
        continue;
      }
      if (count < 0) {
        return;
      }
      asked = false;
      splitter.accept(buffer, 0, count, sink);
      listener.chunkEnded();
    }
  }

  private Duration silence() {
    if (!settled) {
      return settings.handshakeTimeout();
    }
    return switch (liveness) {
      case Liveness.SpeaksEverySecond speaks -> settings.staleAfter();
      case Liveness.Asked asked -> settings.staleAfter().dividedBy(2).plusMillis(1);
      case Liveness.Silent silent -> Duration.ZERO;
    };
  }

  /** The writing side of one connection. */
  private final class Connection {
    private final Socket socket;
    private final BlockingQueue<String> outgoing;
    private volatile Thread writer;

    Connection(Socket socket) {
      this.socket = socket;
      this.outgoing = new ArrayBlockingQueue<>(2 * settings.watchedSymbolsMax() + 1000);
    }

    void start() {
      writer = Thread.ofVirtual().name("iqfeed-" + name + "-writer").start(this::write);
    }

    boolean send(String line) {
      boolean queued = outgoing.offer(line);
      if (!queued) {
        LOG.warn("{}: the feed does not take our commands; connecting anew", name);
        close();
      }
      return queued;
    }

    private void write() {
      try {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8192);
        while (!socket.isClosed()) {
          out.write((outgoing.take() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
          if (outgoing.isEmpty()) {
            out.flush();
          }
        }
      } catch (IOException e) {
        LOG.debug("{}: cannot write: {}", name, e.toString());
        close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("{}: closing: {}", name, e.toString());
      }
      Thread now = writer;
      if (now != null) {
        now.interrupt();
      }
    }
  }
}
