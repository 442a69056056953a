package io.orchestrator.adapters.simulator.iqfeed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A socket and nothing else: sends text as it stands, reads lines. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader reader;

  RawClient(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  RawClient line(String text) throws IOException {
    return send(text + "\r\n");
  }

  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next line that fits; others before it are passed over. */
  String await(Predicate<String> fits) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (fits.test(line)) {
        return line;
      }
    }
    throw new IOException("the server closed the connection");
  }

  String awaitStart(String prefix) throws IOException {
    return await(l -> l.startsWith(prefix));
  }

  /** All lines up to the end mark of a lookup answer, without it. */
  List<String> answer() throws IOException {
    var lines = new ArrayList<String>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.endsWith("!ENDMSG!,")) {
        return lines;
      }
      lines.add(line);
    }
    throw new IOException("the server closed the connection");
  }

  boolean closedByServer() throws IOException {
    try {
      while (reader.readLine() != null) {
        Thread.onSpinWait();
      }
      return true;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
