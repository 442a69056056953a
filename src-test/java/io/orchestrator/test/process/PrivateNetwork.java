package io.orchestrator.test.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Machines with addresses of their own on this one: network namespaces on a bridge, whose way to
 * one another can be cut while all of them still reach the hub. Needs root and iproute2.
 */
public final class PrivateNetwork implements AutoCloseable {
  private static final Path IP = Path.of("/usr/sbin/ip");
  private static final String HUB = "10.77.0.1";
  private static final int FIRST = 11;

  private final String bridge = "ob" + ProcessHandle.current().pid();
  private final List<String> spaces = new ArrayList<>();
  private final List<ServerSocket> doors = new ArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Why this machine cannot have one; empty if it can. */
  public static Optional<String> missing() {
    if (!Files.isExecutable(IP)) {
      return Optional.of("needs iproute2");
    }
    String probe = "op" + ProcessHandle.current().pid();
    try {
      ip("netns", "add", probe);
      ip("link", "add", probe, "type", "bridge");
      ip("link", "del", probe);
      ip("netns", "del", probe);
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of("needs the right to make network namespaces: " + e.getMessage());
    }
  }

  public PrivateNetwork(int machines) {
    ip("link", "add", bridge, "type", "bridge");
    ip("addr", "add", HUB + "/24", "dev", bridge);
    ip("link", "set", bridge, "up");
    for (int i = 0; i < machines; i++) {
      String space = bridge + "n" + i;
      String outside = "ov" + i + "p" + ProcessHandle.current().pid();
      ip("netns", "add", space);
      spaces.add(space);
      ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", space);
      ip("link", "set", outside, "master", bridge, "up");
      ip("-n", space, "addr", "add", address(i) + "/24", "dev", "eth0");
      ip("-n", space, "link", "set", "eth0", "up");
      ip("-n", space, "link", "set", "lo", "up");
    }
  }

  /** Of this process, for the machines. */
  public String hub() {
    return HUB;
  }

  public String address(int machine) {
    return "10.77.0." + (FIRST + machine);
  }

  /** What goes before a command that shall run on that machine. */
  public List<String> on(int machine) {
    return List.of(IP.toString(), "netns", "exec", spaces.get(machine));
  }

  /** No packet passes between the two any more, in either direction. */
  public void cut(int one, int other) {
    ip("-n", spaces.get(one), "route", "add", "blackhole", address(other) + "/32");
    ip("-n", spaces.get(other), "route", "add", "blackhole", address(one) + "/32");
  }

  public void mend(int one, int other) {
    ip("-n", spaces.get(one), "route", "del", "blackhole", address(other) + "/32");
    ip("-n", spaces.get(other), "route", "del", "blackhole", address(one) + "/32");
  }

  /** Lets the machines reach a port of this process's loopback under the hub's address. */
  public void share(int port) {
    try {
      ServerSocket door = new ServerSocket(port, 50, InetAddress.getByName(HUB));
      doors.add(door);
      Thread.ofVirtual().start(() -> accept(door));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        open.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort());
        open.add(far);
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
      } catch (IOException e) {
        // Closed, or nobody listens behind it now: the machine meets a connection that ends.
        open.removeIf(Socket::isClosed);
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side went: so does the other.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of(IP.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (ServerSocket door : doors) {
      closeQuietly(door);
    }
    for (Socket socket : open) {
      closeQuietly(socket);
    }
    spaces.forEach(space -> ip("netns", "del", space));
    ip("link", "del", bridge);
  }

  private static void closeQuietly(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
