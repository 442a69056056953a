package io.orchestrator.adapters.simulator.iqfeed;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port and its clients. */
final class LinePort {
  private static final Logger LOG = LoggerFactory.getLogger(LinePort.class);
  private final String name;
  private final SimulatedIqFeedSettings settings;
  private final PortFaults faults;
  private final Function<ClientLink, Conversation> conversations;
  private final Set<ClientLink> links = ConcurrentHashMap.newKeySet();
  private ServerSocket server;
  private Thread acceptor;
  private int port;

  LinePort(
      String name,
      int wantedPort,
      SimulatedIqFeedSettings settings,
      PortFaults faults,
      Function<ClientLink, Conversation> conversations)
      throws IOException {
    this.name = name;
    this.settings = settings;
    this.faults = faults;
    this.conversations = conversations;
    this.server = bindNear(wantedPort);
    this.port = server.getLocalPort();
  }

  private ServerSocket bindNear(int wanted) throws IOException {
    IOException last = null;
    for (int i = 0; i <= (wanted == 0 ? 0 : settings.portTries()) && wanted + i <= 65_535; i++) {
      try {
        ServerSocket bound = bind(wanted + i);
        if (i > 0) {
          LOG.info("{}: port {} is taken, serving on {}", name, wanted, bound.getLocalPort());
        }
        return bound;
      } catch (BindException e) {
        last = e;
      }
    }
    throw new IOException(
        name + ": no free port from " + wanted + " to " + (wanted + settings.portTries()), last);
  }

  private ServerSocket bind(int wanted) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), wanted), 64);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  synchronized void serve() {
    ServerSocket listening = server;
    acceptor = Thread.ofVirtual().name("iqfeed-simulator-" + name).start(() -> accept(listening));
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        if (links.size() >= settings.clientsMax()) {
          LOG.warn("{}: more than {} clients, one is refused", name, settings.clientsMax());
          socket.close();
        } else {
          welcome(socket);
        }
      } catch (IOException e) {
        if (!listening.isClosed()) {
          LOG.warn("{}: cannot accept: {}", name, e.toString());
        }
      }
    }
  }

  private void welcome(Socket socket) {
    ClientLink[] self = new ClientLink[1];
    var link = new ClientLink(socket, faults, settings, () -> links.remove(self[0]));
    self[0] = link;
    links.add(link);
    Thread.ofVirtual()
        .name("iqfeed-simulator-reader")
        .start(() -> link.run(conversations.apply(link)));
  }

  int port() {
    return port;
  }

  void forEach(Consumer<ClientLink> action) {
    links.forEach(action);
  }

  int clients() {
    return links.size();
  }

  synchronized void stop() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("{}: closing the port: {}", name, e.toString());
    }
    dropClients();
    awaitRelease();
  }

  // The port is free when the thread that waits on it has left it.
  private void awaitRelease() {
    try {
      if (acceptor != null && !acceptor.join(Duration.ofSeconds(2))) {
        LOG.warn("{}: port {} is not free yet", name, port);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void dropClients() {
    links.forEach(ClientLink::close);
  }

  synchronized void resume() throws IOException {
    if (server.isClosed()) {
      server = bind(port);
      serve();
    }
  }
}
