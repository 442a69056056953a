import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many WebSocket clients on one thread: they read whole frames, look for the mark of the bench in
 * each and answer pings. So little that the server is what is measured.
 */
final class DoorStreams implements AutoCloseable {
  private static final byte[] ERROR = "{\"type\":\"error\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] MARK = DoorNode.MARK.getBytes(StandardCharsets.US_ASCII);
  private static final int PING = 9;
  private static final int CLOSE = 8;
  private static final int TEXT = 1;

  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "streams");
  private final long[] latencies = new long[1 << 22];
  private volatile int events;
  private volatile long lastNanos;
  private volatile int closed;
  private volatile String firstError = "";
  private volatile boolean over;
  private volatile RuntimeException failure;

  private static final class Client {
    final SocketChannel channel;
    ByteBuffer kept = ByteBuffer.allocate(0);

    Client(SocketChannel channel) {
      this.channel = channel;
    }
  }

  DoorStreams() throws IOException {}

  /** Connects so many more, one after the other; the readers start with the first call. */
  void connect(int port, String token, int count) throws IOException {
    byte[] request =
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Authorization: Bearer "
                + token
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(request));
      Client client = new Client(channel);
      byte[] rest = accepted(channel);
      client.kept = ByteBuffer.wrap(rest);
      channel.configureBlocking(false);
      synchronized (clients) {
        clients.add(client);
        channel.register(selector.wakeup(), SelectionKey.OP_READ, client);
      }
    }
    if (!reader.isAlive()) {
      reader.setDaemon(true);
      reader.start();
    }
  }

  /** Reads the head of the answer; gives the bytes behind it. */
  private static byte[] accepted(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (true) {
      if (channel.read(buffer) < 0) {
        throw new IOException("refused: " + text(buffer));
      }
      int end = text(buffer).indexOf("\r\n\r\n");
      if (end >= 0) {
        if (!text(buffer).startsWith("HTTP/1.1 101")) {
          throw new IOException("refused: " + text(buffer));
        }
        return Arrays.copyOfRange(buffer.array(), end + 4, buffer.position());
      }
    }
  }

  private static String text(ByteBuffer buffer) {
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }

  private void read() {
    ByteBuffer shared = ByteBuffer.allocate(1 << 20);
    try {
      while (!over) {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
          read((Client) key.attachment(), key, shared);
        }
        selector.selectedKeys().clear();
        synchronized (clients) {
          // Whoever registers is let in.
        }
      }
    } catch (IOException e) {
      failure = new UncheckedIOException(e);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void read(Client client, SelectionKey key, ByteBuffer shared) throws IOException {
    shared.clear().put(client.kept);
    int read;
    try {
      read = client.channel.read(shared);
    } catch (IOException reset) {
      read = -1;
    }
    if (read < 0) {
      closed++;
      key.cancel();
      client.channel.close();
      return;
    }
    int at = 0;
    int whole = frame(client, shared.array(), at, shared.position());
    while (whole > 0) {
      at += whole;
      whole = frame(client, shared.array(), at, shared.position());
    }
    client.kept = ByteBuffer.wrap(Arrays.copyOfRange(shared.array(), at, shared.position()));
  }

  /** Bytes of the whole frame at this place; 0: it is not whole. */
  private int frame(Client client, byte[] bytes, int at, int end) throws IOException {
    if (end - at < 2) {
      return 0;
    }
    int head = 2;
    long length = bytes[at + 1] & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (end - at < head + more) {
      return 0;
    }
    if (more > 0) {
      length = 0;
      for (int i = 0; i < more; i++) {
        length = length << 8 | bytes[at + head + i] & 0xff;
      }
      head += more;
    }
    if (end - at < head + length) {
      return 0;
    }
    switch (bytes[at] & 0x0f) {
      case TEXT -> text(bytes, at + head, at + head + (int) length);
      case PING -> pong(client, bytes, at + head, (int) length);
      case CLOSE -> closed++;
      default -> {
        // Nothing to look for.
      }
    }
    return head + (int) length;
  }

  private void text(byte[] bytes, int from, int to) {
    if (firstError.isEmpty() && begins(bytes, from, to, ERROR)) {
      firstError = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    for (int i = from; i + MARK.length < to; i++) {
      if (bytes[i] == '"' && Arrays.equals(bytes, i, i + MARK.length, MARK, 0, MARK.length)) {
        long sent = 0;
        for (int d = i + MARK.length; bytes[d] >= '0' && bytes[d] <= '9'; d++) {
          sent = sent * 10 + bytes[d] - '0';
        }
        lastNanos = System.nanoTime();
        int count = events;
        latencies[count % latencies.length] = lastNanos - sent;
        events = count + 1;
        return;
      }
    }
  }

  private static boolean begins(byte[] bytes, int from, int to, byte... with) {
    return to - from >= with.length
        && Arrays.equals(bytes, from, from + with.length, with, 0, with.length);
  }

  /** What the first stream was told that the server gave up; empty: none was. */
  String firstError() {
    return firstError;
  }

  private static void pong(Client client, byte[] bytes, int from, int length) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(6 + length);
    answer.put((byte) 0x8a).put((byte) (0x80 | length)).putInt(0).put(bytes, from, length);
    client.channel.write(answer.flip());
  }

  /** Forgets what came so far. */
  void reset() {
    events = 0;
  }

  int closed() {
    return closed;
  }

  /** Waits until so many events came, all clients together; nanoseconds of the last. */
  long await(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (events < wanted) {
      if (failure != null) {
        throw failure;
      }
      if (System.nanoTime() > deadline || closed > 0) {
        throw new IllegalStateException(
            "only %d of %d events came, %d clients closed".formatted(events, wanted, closed));
      }
      Thread.sleep(1);
    }
    return lastNanos;
  }

  /** Nanoseconds from recording to reading, sorted. */
  long[] latencies() {
    long[] sorted = Arrays.copyOf(latencies, Math.min(events, latencies.length));
    Arrays.sort(sorted);
    return sorted;
  }

  @Override
  public void close() throws IOException {
    over = true;
    selector.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }
}
