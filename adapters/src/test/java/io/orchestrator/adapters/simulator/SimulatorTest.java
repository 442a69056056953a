package io.orchestrator.adapters.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SimulatorTest {
  @TempDir private Path directory;

  @Test
  void everyPortAnswers() throws IOException {
    try (var simulator = Simulator.start(settings())) {
      for (int port : ports(simulator)) {
        try (var socket = new Socket("127.0.0.1", port)) {
          assertTrue(socket.isConnected());
        }
      }
    }
  }

  @Test
  void takenPortsGiveWayToTheNextFree() throws IOException {
    try (var first = Simulator.start(settings())) {
      int taken = first.feed().levelOnePort();
      int takenGateway = first.gateway().port();
      var same =
          new SimulatorSettings(
              settings().market(),
              settings().feed().withLevelOnePort(taken),
              settings().exchange().withBooksFile(directory.resolve("second.books")),
              settings().gateway().withPort(takenGateway));
      try (var second = Simulator.start(same)) {
        assertNotEquals(taken, second.feed().levelOnePort());
        assertNotEquals(takenGateway, second.gateway().port());
      }
    }
  }

  @Test
  void nothingStaysBehindWhenAPartCannotStart() throws IOException {
    Path notADirectory = Files.createFile(directory.resolve("file"));
    var impossible =
        new SimulatorSettings(
            settings().market(),
            settings().feed(),
            settings().exchange().withBooksFile(notADirectory.resolve("books")),
            settings().gateway());
    assertThrows(IOException.class, () -> Simulator.start(impossible));
  }

  @Test
  void marketTimeAndBooksGoOnAfterARestart() throws IOException {
    Instant stopped;
    try (var simulator = Simulator.start(settings())) {
      stopped = simulator.market().clock().instant();
    }
    try (var simulator = Simulator.start(settings())) {
      assertTrue(!simulator.market().clock().instant().isBefore(stopped));
      assertEquals(
          settings().exchange().startingCash().doubleValue(),
          simulator.exchange().accountView().cash().doubleValue());
    }
  }

  @Test
  void closedPortsAreFree() throws IOException {
    List<Integer> used;
    try (var simulator = Simulator.start(settings())) {
      used = ports(simulator);
    }
    for (int port : used) {
      try (var socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress("127.0.0.1", port));
        assertEquals(port, socket.getLocalPort());
      }
    }
  }

  private static List<Integer> ports(Simulator simulator) {
    return List.of(
        simulator.feed().levelOnePort(),
        simulator.feed().lookupPort(),
        simulator.feed().adminPort(),
        simulator.gateway().port());
  }

  private SimulatorSettings settings() {
    return SimulatorSettings.DEFAULT.inDirectory(directory).onFreePorts();
  }
}
