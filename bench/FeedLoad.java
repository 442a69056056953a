import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * IQFeed's ports in a process of their own, for one client, with load: lines are prepared once and
 * only their digits are changed, so that the load costs little of the machine that is measured.
 *
 * <p>Arguments: number of symbols (SY0 …), {@code trades} (number and day's volume of each symbol
 * go on as a real feed's do) or {@code stamps} (the volume is the moment in microseconds since 1970
 * at which the line was due). Prints its ports, and {@code watched} when all symbols are. Then a
 * line on its input is a piece of load, {@code messages per second, 0: as fast as they are taken}
 * and {@code messages}; each ends with a line of output: seconds, messages, and by how many
 * milliseconds the schedule was missed at most, because the client did not read.
 */
public final class FeedLoad {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final int CHUNK = 32_768;
  private static final Map<String, String> FIXED =
      Map.of("Delay", "0", "Bid Size", "200", "Ask Size", "300", "Most Recent Trade Size", "100");

  private final int symbols;
  private final boolean stamps;
  private final Map<String, Integer> watched = new ConcurrentHashMap<>();
  private final CountDownLatch allWatched = new CountDownLatch(1);
  private volatile OutputStream levelOne;
  private volatile List<String> fields = List.of();
  private byte[][][] lines;
  private int[][] ticks;
  private int[][] volumes;
  private final long[] tick;
  private final long[] volume;
  private final byte[] chunk = new byte[CHUNK];
  private int used;
  private long message;

  private FeedLoad(int symbols, boolean stamps) {
    this.symbols = symbols;
    this.stamps = stamps;
    this.tick = new long[symbols];
    this.volume = new long[symbols];
  }

  public static void main(String[] args) throws Exception {
    new FeedLoad(Integer.parseInt(args[0]), args[1].equals("stamps")).run();
  }

  private void run() throws Exception {
    int one = serve(this::levelOne);
    System.out.printf("ports %d %d %d%n", one, serve(this::other), serve(this::other));
    allWatched.await();
    Thread.sleep(1500); // the client takes its summaries
    prepare();
    System.out.println("watched");
    var commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.trim().split(" ");
      load(Double.parseDouble(words[0]), Long.parseLong(words[1]));
    }
    System.exit(0);
  }

  private interface Port {
    void speak(Socket socket) throws Exception;
  }

  private static int serve(Port port) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  socket.setTcpNoDelay(true);
                  Thread.ofPlatform()
                      .daemon()
                      .start(
                          () -> {
                            try (socket) {
                              port.speak(socket);
                            } catch (Exception e) {
                              System.err.println("load: " + e);
                            }
                          });
                } catch (IOException e) {
                  System.err.println("load: " + e);
                  return;
                }
              }
            });
    return server.getLocalPort();
  }

  /** Admin and lookup: there, and with nothing to say. */
  private void other(Socket socket) throws Exception {
    beat(socket.getOutputStream(), "S,STATS,127.0.0.1,60050,2500,0,1,0,0,0,,,Connected,6.2.0.25,x");
    var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("S,SET PROTOCOL,")) {
        say(socket.getOutputStream(), "S,CURRENT PROTOCOL," + line.substring(15));
      }
    }
  }

  private void levelOne(Socket socket) throws Exception {
    OutputStream out = socket.getOutputStream();
    var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("S,SET PROTOCOL,")) {
        say(out, "S,KEY,1", "S,SERVER CONNECTED", "S,CURRENT PROTOCOL," + line.substring(15));
        say(out, "S,CUST,real_time,127.0.0.1,60002,x,6.2.0.25,0,,,2500,,");
        beat(out, null);
      } else if (line.startsWith("S,SELECT UPDATE FIELDS,")) {
        fields = List.of(line.substring(23).split(","));
        say(out, "S,CURRENT UPDATE FIELDNAMES," + String.join(",", fields));
      } else if (line.startsWith("S,REQUEST STATS")) {
        say(
            out,
            "S,STATS,127.0.0.1,60002,2500," + watched.size() + ",1,0,0,0,,,Connected,6.2.0.25,x");
      } else if (line.startsWith("wSY")) {
        int symbol = Integer.parseInt(line.substring(3).trim());
        say(out, render('P', symbol, false));
        watched.put(line, symbol);
        levelOne = out;
        if (watched.size() == symbols) {
          allWatched.countDown();
        }
      }
    }
  }

  private void beat(OutputStream out, String line) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (true) {
                  String stamp = DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss").format(now());
                  say(out, line == null ? "T," + stamp : line);
                  Thread.sleep(1000);
                }
              } catch (IOException | InterruptedException e) {
                // the client has gone
              }
            });
  }

  private static LocalDateTime now() {
    return LocalDateTime.now(NEW_YORK);
  }

  private static void say(OutputStream out, String... lines) throws IOException {
    byte[] bytes = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    synchronized (out) {
      out.write(bytes);
      out.flush();
    }
  }

  private String render(char type, int symbol, boolean trade) {
    String price = String.format(Locale.ROOT, "%.4f", 50 + symbol * 0.37);
    String date = DateTimeFormatter.ofPattern("MM/dd/yyyy").format(now());
    String time = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").format(now());
    StringBuilder line = new StringBuilder().append(type);
    for (String field : fields) {
      line.append(',')
          .append(
              switch (field) {
                case "Symbol" -> "SY" + symbol;
                case "Most Recent Trade", "Bid" -> price;
                case "Ask" -> String.format(Locale.ROOT, "%.4f", 50.01 + symbol * 0.37);
                case "Most Recent Trade Date" -> date;
                case "Most Recent Trade Time", "Bid Time", "Ask Time" -> time;
                case "TickID" -> "1000000000";
                case "Total Volume" -> "1000000000000000";
                case "Message Contents" -> trade ? "Cvba" : "ba";
                default -> FIXED.getOrDefault(field, "");
              });
    }
    return line.append(',').toString();
  }

  /** Each symbol once as a quote, once as a trade, and where the digits stand that change. */
  private void prepare() {
    lines = new byte[symbols][2][];
    ticks = new int[symbols][2];
    volumes = new int[symbols][2];
    for (int s = 0; s < symbols; s++) {
      tick[s] = 1_000_000_000L;
      volume[s] = 1_000_000_000_000_000L;
      for (int trade = 0; trade < 2; trade++) {
        String line = render('Q', s, trade == 1) + "\r\n";
        lines[s][trade] = line.getBytes(StandardCharsets.ISO_8859_1);
        ticks[s][trade] = line.indexOf(",1000000000,") + 1;
        volumes[s][trade] = line.indexOf(",1000000000000000,") + 1;
      }
    }
  }

  private void load(double perSecond, long messages) throws IOException {
    refreshTimes();
    long startNanos = System.nanoTime();
    long startMicros = micros();
    double worst = 0;
    long sent = 0;
    long stampAt = startNanos;
    while (sent < messages) {
      long due =
          perSecond == 0 ? messages : (long) ((System.nanoTime() - startNanos) / 1e9 * perSecond);
      if (due <= sent) {
        Thread.onSpinWait();
        java.util.concurrent.locks.LockSupport.parkNanos(100_000);
        continue;
      }
      long until = Math.min(messages, perSecond == 0 ? sent + 10_000 : due);
      for (; sent < until; sent++) {
        long at = perSecond == 0 ? micros() : startMicros + (long) (sent / perSecond * 1e6);
        append(at);
      }
      flush();
      if (perSecond > 0) {
        worst = Math.max(worst, (System.nanoTime() - startNanos) / 1e6 - sent / perSecond * 1000);
      }
      if (System.nanoTime() - stampAt > 500_000_000L) {
        stampAt = System.nanoTime();
        refreshTimes();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "sent %.3f %d %.1f %d%n",
        (System.nanoTime() - startNanos) / 1e9,
        messages,
        worst,
        volume[symbols - 1]);
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  private void refreshTimes() {
    byte[] time =
        DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS")
            .format(now())
            .getBytes(StandardCharsets.ISO_8859_1);
    for (byte[][] both : lines) {
      for (byte[] line : both) {
        for (int i = 1; i + time.length < line.length; i++) {
          if (line[i - 1] == ',' && line[i + 2] == ':' && line[i + 5] == ':') {
            System.arraycopy(time, 0, line, i, time.length);
          }
        }
      }
    }
  }

  private void append(long at) throws IOException {
    int symbol = (int) (message * 7919 % symbols);
    int trade = message % 3 == 0 ? 1 : 0;
    message++;
    byte[] line = lines[symbol][trade];
    if (trade == 1) {
      tick[symbol]++;
      volume[symbol] += 100;
    }
    if (ticks[symbol][trade] > 0) {
      digits(line, ticks[symbol][trade], 10, tick[symbol]);
    }
    digits(line, volumes[symbol][trade], 16, stamps ? at : volume[symbol]);
    if (used + line.length > CHUNK) {
      flush();
    }
    System.arraycopy(line, 0, chunk, used, line.length);
    used += line.length;
  }

  private void flush() throws IOException {
    OutputStream out = levelOne;
    synchronized (out) {
      out.write(chunk, 0, used);
    }
    used = 0;
  }

  private static void digits(byte[] line, int at, int count, long value) {
    for (int i = at + count - 1; i >= at; i--) {
      line[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
  }
}
