package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.FrameReader;
import io.orchestrator.adapters.ibkr.wire.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that knows nothing: it says what the test tells it to, byte for byte. */
final class HandWrittenGateway implements AutoCloseable {
  private final ServerSocket server;
  private final BlockingQueue<List<String>> requests = new LinkedBlockingQueue<>();
  private Socket client;
  private FrameReader frames;

  HandWrittenGateway() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout(10_000);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Takes a connection and reads the client's hello, saying nothing. */
  String accept() throws IOException {
    client = server.accept();
    InputStream in = client.getInputStream();
    byte[] prefix = in.readNBytes(4);
    frames = new FrameReader(in, 1 << 20);
    String range = new String(frames.read().orElseThrow(), StandardCharsets.US_ASCII);
    return new String(prefix, StandardCharsets.US_ASCII).replace('\0', '¦') + range;
  }

  /** Takes a connection and makes it ready as client 17 of account DU1234567. */
  void acceptAndGreet() throws Exception {
    accept();
    say("178¦20260405 23:49:26 Central European Standard Time¦");
    readRequests();
    request("71");
    say("15¦1¦DU1234567,¦");
    say("9¦1¦100¦");
  }

  void readRequests() {
    FrameReader reader = frames;
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (var p = reader.read(); p.isPresent(); p = reader.read()) {
                  requests.add(Frames.fields(p.get()));
                }
              } catch (IOException gone) {
                // The test looks at what came before.
              }
            });
  }

  /** The next request with this id; others are passed over. */
  List<String> request(String id) throws InterruptedException {
    while (true) {
      List<String> next = requests.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no request " + id + " came");
      }
      if (next.get(0).equals(id)) {
        return next;
      }
    }
  }

  int waitingRequests() {
    return requests.size();
  }

  /** One frame; ¦ stands for NUL. */
  void say(String text) throws IOException {
    raw(Frames.frame(text.replace('¦', '\0').getBytes(StandardCharsets.UTF_8)));
  }

  void raw(byte[] bytes) throws IOException {
    client.getOutputStream().write(bytes);
    client.getOutputStream().flush();
  }

  void hangUp() throws IOException {
    client.close();
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.close();
    }
    server.close();
  }
}
