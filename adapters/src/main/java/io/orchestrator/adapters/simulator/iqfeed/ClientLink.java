package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.iqfeed.LineSplitter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's socket: a reader and a writer thread with a bounded queue between. */
final class ClientLink {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLink.class);

  private static final int REORDER_WAIT_MILLIS = 200;

  /** Something to do to the next line. */
  private record Cut(Duration pause, boolean thenClose) {}

  private final Socket socket;
  private final PortFaults faults;
  private final SimulatedIqFeedSettings settings;
  private final BlockingQueue<String> outgoing;
  private final AtomicReference<Cut> cut = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final Runnable onClosed;
  private final AtomicInteger reorderLeft = new AtomicInteger();
  private final AtomicInteger copies = new AtomicInteger(1);
  private volatile String name = "";
  private volatile Conversation conversation;
  private Thread writer;

  ClientLink(
      Socket socket, PortFaults faults, SimulatedIqFeedSettings settings, Runnable onClosed) {
    this.socket = socket;
    this.faults = faults;
    this.settings = settings;
    this.outgoing = new ArrayBlockingQueue<>(settings.queueLinesMax());
    this.onClosed = onClosed;
  }

  void run(Conversation with) {
    conversation = with;
    writer = Thread.ofVirtual().name("iqfeed-simulator-writer").start(this::write);
    try {
      socket.setTcpNoDelay(true);
      with.opened();
      read(socket.getInputStream());
    } catch (IOException e) {
      LOG.debug("Client of the simulated feed is gone: {}", e.toString());
    } catch (RuntimeException e) {
      LOG.warn("Conversation with a client of the simulated feed failed", e);
    } finally {
      close();
      // Again, in case it was closed before the conversation began.
      with.closed();
    }
  }

  private void read(InputStream in) throws IOException {
    var splitter = new LineSplitter(settings.lineBytesMax());
    var sink =
        new LineSplitter.Sink() {
          @Override
          public void line(String line) {
            conversation.line(line);
          }

          @Override
          public void oversized(int limit) {
            send("E,A line is longer than " + limit + " bytes.");
          }
        };
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      bytesIn.addAndGet(count);
      splitter.accept(buffer, 0, count, sink);
    }
    // Some clients close without ending their last command.
    if (!splitter.remainder().isBlank()) {
      conversation.line(splitter.remainder());
    }
  }

  /**
   * Queues a line, or several joined; a client that has fallen too far behind is disconnected.
   * Never blocks.
   */
  void send(String line) {
    if (!outgoing.offer(line) && !closed.get()) {
      LOG.warn("A client of the simulated feed reads too slowly and is disconnected");
      close();
    }
  }

  /** Queues a line, waiting for room: for answers that the client itself asked for. */
  void sendWaiting(String line) {
    try {
      while (!closed.get() && !outgoing.offer(line, 100, TimeUnit.MILLISECONDS)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  private void write() {
    try (OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16_384)) {
      while (!closed.get()) {
        String line = String.join("\r\n", Collections.nCopies(copies.getAndSet(1), nextUnit()));
        faults.beforeLine();
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Cut now = cut.getAndSet(null);
        if (now != null) {
          int half = middleOfALine(bytes);
          out.write(bytes, 0, half);
          out.flush();
          if (now.thenClose()) {
            break;
          }
          Thread.sleep(now.pause());
          out.write(bytes, half, bytes.length - half);
        } else {
          out.write(bytes);
        }
        bytesOut.addAndGet(bytes.length);
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      LOG.debug("Client of the simulated feed is gone: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** The next to send; where lines are to change places, two of them in the wrong order. */
  private String nextUnit() throws InterruptedException {
    String line = outgoing.take();
    if (reorderLeft.get() == 0) {
      return line;
    }
    reorderLeft.decrementAndGet();
    List<String> lines = new ArrayList<>(List.of(line.split("\r\n")));
    if (lines.size() == 1) {
      String following = outgoing.poll(REORDER_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      if (following != null) {
        lines.add(following);
      }
    }
    return String.join("\r\n", lines.reversed());
  }

  private static int middleOfALine(byte[] bytes) {
    int half = bytes.length / 2;
    while (half > 1 && (bytes[half - 1] == '\n' || bytes[half - 1] == '\r')) {
      half--;
    }
    return half;
  }

  /** As the client calls itself. */
  void name(String chosen) {
    name = chosen;
  }

  String name() {
    return name;
  }

  void reorder(int lines) {
    reorderLeft.set(lines);
  }

  void burst(int times) {
    copies.set(Math.max(1, times));
  }

  void cutNextLine(Duration pause, boolean thenClose) {
    cut.set(new Cut(pause, thenClose));
  }

  void tick() {
    if (!closed.get() && conversation != null) {
      conversation.tick();
    }
  }

  Conversation conversation() {
    return conversation;
  }

  long kilobytesIn() {
    return bytesIn.get() / 1024;
  }

  long kilobytesOut() {
    return bytesOut.get() / 1024;
  }

  long linesQueued() {
    return outgoing.size();
  }

  /** Idempotent. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("Closing a client's socket: {}", e.toString());
      }
      if (writer != null) {
        writer.interrupt();
      }
      if (conversation != null) {
        conversation.closed();
      }
      onClosed.run();
    }
  }
}
