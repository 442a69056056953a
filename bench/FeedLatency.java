import io.orchestrator.adapters.iqfeed.IqFeedClient;
import io.orchestrator.adapters.iqfeed.IqFeedSettings;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * From the moment at which a line was due on the other side's schedule to the subscriber of the
 * feed's events. Measured from the schedule and not from the sending, so that a sender that had to
 * wait is not left out (coordinated omission). Arguments: class path of {@link FeedLoad}, messages
 * per second, seconds.
 */
public final class FeedLatency {
  private static final int SYMBOLS = 500;
  private static final double LIMIT_MS = 5;

  public static void main(String[] args) throws Exception {
    double rate = Double.parseDouble(args[1]);
    int seconds = Integer.parseInt(args[2]);
    Process peer = load(args[0]);
    try {
      bare(peer, rate, seconds);
    } finally {
      peer.destroyForcibly();
    }
    Process load = load(args[0]);
    try {
      measure(load, rate, seconds);
    } finally {
      load.destroyForcibly();
    }
  }

  private static Process load(String classes) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx128m",
            "-cp",
            classes,
            "FeedLoad",
            String.valueOf(SYMBOLS),
            "stamps")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The peer: the same lines read by a plain loop that looks at one column. */
  private static void bare(Process load, double rate, int seconds) throws Exception {
    var in = new BufferedReader(new InputStreamReader(load.getInputStream()));
    var out = new PrintStream(load.getOutputStream(), true);
    int port = Integer.parseInt(in.readLine().split(" ")[1]);
    Histogram histogram = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      var lines = new BufferedReader(new InputStreamReader(socket.getInputStream()), 65_536);
      var to = new PrintStream(socket.getOutputStream(), true);
      to.print("S,SET PROTOCOL,6.2\r\nS,SELECT UPDATE FIELDS,Symbol,Total Volume,Bid,Ask\r\n");
      for (int i = 0; i < SYMBOLS; i++) {
        to.print("wSY" + i + "\r\n");
      }
      to.flush();
      while (!in.readLine().equals("watched")) {
        // a line of the other side's start
      }
      long warm = (long) (rate * 3);
      long messages = warm + (long) (rate * seconds);
      out.printf(Locale.ROOT, "%f %d%n", rate, messages);
      long seen = 0;
      while (seen < messages) {
        String line = lines.readLine();
        if (line.charAt(0) == 'Q') {
          int from = line.indexOf(',', 2) + 1;
          long due = Long.parseLong(line, from, line.indexOf(',', from), 10);
          Instant now = Instant.now();
          long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
          if (++seen > warm) {
            histogram.recordValue(Math.max(0, micros - due));
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "a plain loop over the same load: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms: what this"
            + " machine leaves to anybody%n",
        histogram.getValueAtPercentile(50) / 1000.0,
        histogram.getValueAtPercentile(99) / 1000.0,
        histogram.getValueAtPercentile(99.9) / 1000.0);
  }

  private static void measure(Process load, double rate, int seconds) throws Exception {
    var in = new BufferedReader(new InputStreamReader(load.getInputStream()));
    var out = new PrintStream(load.getOutputStream(), true);
    String[] ports = in.readLine().split(" ");
    IqFeedSettings settings =
        IqFeedSettings.DEFAULT.withPorts(
            Integer.parseInt(ports[1]),
            Integer.parseInt(ports[2]),
            Integer.parseInt(ports[3]),
            Integer.parseInt(ports[3]),
            Integer.parseInt(ports[3]));
    Reader reader = new Reader();
    try (IqFeedClient feed = new IqFeedClient(settings)) {
      feed.events().subscribe(reader);
      feed.start();
      Set<Symbol> symbols = new HashSet<>();
      for (int i = 0; i < SYMBOLS; i++) {
        symbols.add(Symbol.of("SY" + i));
      }
      feed.watch(symbols);
      while (!in.readLine().equals("watched")) {
        // a line of the other side's start
      }
      run(in, out, reader, rate, (long) (rate * 5)); // compiled by then
      Histogram warm = reader.take();
      String[] sent = run(in, out, reader, rate, (long) (rate * seconds));
      Histogram histogram = reader.take();
      double p99 = histogram.getValueAtPercentile(99) / 1000.0;
      System.out.printf(
          Locale.ROOT,
          "socket to subscriber at %,.0f/s, %d s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max"
              + " %.1f ms (%,d messages; warm-up p99 %.2f ms; sender late by %s ms at most)%n",
          rate,
          seconds,
          histogram.getValueAtPercentile(50) / 1000.0,
          p99,
          histogram.getValueAtPercentile(99.9) / 1000.0,
          histogram.getMaxValue() / 1000.0,
          histogram.getTotalCount(),
          warm.getValueAtPercentile(99) / 1000.0,
          sent[3]);
      System.out.printf(
          Locale.ROOT,
          "  target p99 < %.0f ms, measured %.2f ms, ratio %.2f%n",
          LIMIT_MS,
          p99,
          p99 / LIMIT_MS);
    }
  }

  private static String[] run(
      BufferedReader in, PrintStream out, Reader reader, double rate, long messages)
      throws Exception {
    long before = reader.seen.get();
    out.printf(Locale.ROOT, "%f %d%n", rate, messages);
    String[] sent = in.readLine().split(" ");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (reader.seen.get() - before < messages) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            messages - (reader.seen.get() - before) + " messages did not arrive");
      }
      Thread.sleep(5);
    }
    return sent;
  }

  private static final class Reader implements Flow.Subscriber<List<FeedEvent>> {
    final AtomicLong seen = new AtomicLong();
    private Histogram histogram = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public synchronized void onNext(List<FeedEvent> events) {
      Instant now = Instant.now();
      long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
      int quotes = 0;
      for (FeedEvent event : events) {
        if (event instanceof QuoteChanged changed
            && changed.quote().volume() > 1_000_000_000_000_000L) {
          histogram.recordValue(Math.max(0, micros - changed.quote().volume()));
          quotes++;
        }
      }
      seen.addAndGet(quotes);
      subscription.request(1);
    }

    synchronized Histogram take() {
      Histogram taken = histogram;
      histogram = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
      return taken;
    }

    @Override
    public void onError(Throwable failure) {
      System.err.println("the feed's events ended: " + failure);
    }

    @Override
    public void onComplete() {
      System.err.println("the feed's events ended");
    }
  }
}
