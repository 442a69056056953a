import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The same request again and again over connections that stay open. */
final class DoorRequests {
  private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST = 1 << 20;

  private final int port;
  private final byte[] request;

  DoorRequests(int port, String token) {
    this.port = port;
    this.request =
        ("GET /api/system/status HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + token
                + "\r\nAccept: application/json\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A number of requests and how long they took.
   *
   * @param sortedNanos from when each was due
   * @param sortedOwnNanos how late the client itself was: its connection was free and the request
   *     due, but its thread had no core yet
   * @param sortedOtherNanos the first without the second
   */
  record Load(
      int requests,
      double seconds,
      long[] sortedNanos,
      long[] sortedOwnNanos,
      long[] sortedOtherNanos) {
    double perSecond() {
      return requests / seconds;
    }

    static double millis(long[] sorted, double share) {
      return sorted.length == 0
          ? Double.NaN
          : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
    }
  }

  /** What one connection saw, in the order of its requests. */
  private record Seen(long[] nanos, long[] ownNanos) {}

  /**
   * @param perSecond of all together on a fixed schedule, and the time is from when each was due;
   *     0: each connection sends the next when it has its answer
   */
  Load run(int connections, double seconds, double perSecond) throws Exception {
    Seen[] seen = new Seen[connections];
    var failure = new AtomicReference<Exception>();
    var over = new CountDownLatch(connections);
    long began = System.nanoTime();
    for (int c = 0; c < connections; c++) {
      int mine = c;
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  seen[mine] = connection(mine, connections, began, seconds, perSecond);
                } catch (IOException | RuntimeException e) {
                  failure.compareAndSet(null, e);
                }
                over.countDown();
              });
    }
    over.await();
    double took = (System.nanoTime() - began) / 1e9;
    if (failure.get() != null) {
      throw failure.get();
    }
    long[] all = sorted(seen, one -> Arrays.stream(one.nanos));
    long[] own = sorted(seen, one -> Arrays.stream(one.ownNanos));
    long[] other =
        sorted(
            seen,
            one -> IntStream.range(0, one.nanos.length).mapToLong(i -> one.nanos[i] - one.ownNanos[i]));
    return new Load(all.length, took, all, own, other);
  }

  private static long[] sorted(Seen[] seen, Function<Seen, LongStream> what) {
    return Arrays.stream(seen).flatMapToLong(what).sorted().toArray();
  }

  private Seen connection(int mine, int all, long began, double seconds, double perSecond)
      throws IOException {
    long[] nanos = new long[MOST / all];
    long[] ownNanos = new long[MOST / all];
    int done = 0;
    long free = began;
    long end = began + (long) (seconds * 1e9);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[1 << 16];
      while (done < nanos.length) {
        long due =
            perSecond > 0
                ? began + (long) (((double) done * all + mine) * 1e9 / perSecond)
                : System.nanoTime();
        if (due >= end) {
          break;
        }
        DoorBench.sleepUntil(due);
        ownNanos[done] = System.nanoTime() - Math.max(due, free);
        socket.getOutputStream().write(request);
        answer(in, buffer);
        free = System.nanoTime();
        nanos[done++] = free - due;
      }
    }
    return new Seen(Arrays.copyOf(nanos, done), Arrays.copyOf(ownNanos, done));
  }

  private static void answer(InputStream in, byte[] buffer) throws IOException {
    int have = 0;
    int whole = -1;
    while (whole < 0 || have < whole) {
      int read = in.read(buffer, have, buffer.length - have);
      if (read < 0) {
        throw new EOFException("closed in an answer");
      }
      have += read;
      if (whole < 0) {
        whole = whole(buffer, have);
      }
    }
    if (buffer[9] != '2') {
      throw new IOException(new String(buffer, 0, have, StandardCharsets.UTF_8));
    }
  }

  /** Bytes of the answer; -1 while its head is not there. */
  private static int whole(byte[] buffer, int have) {
    int length = 0;
    for (int i = 0; i + 3 < have; i++) {
      if (buffer[i] == '\n' && begins(buffer, i + 1, have)) {
        for (int d = i + 1 + LENGTH.length; buffer[d] >= '0' && buffer[d] <= '9'; d++) {
          length = length * 10 + buffer[d] - '0';
        }
      }
      if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r') {
        return i + 4 + length;
      }
    }
    return -1;
  }

  private static boolean begins(byte[] buffer, int at, int have) {
    if (at + LENGTH.length >= have) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      if ((buffer[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }
}
