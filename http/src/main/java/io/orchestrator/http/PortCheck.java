package io.orchestrator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Looks whether both ports can be bound before anything is opened: a second server that is started
 * by mistake ends at once. Binding them later can still fail, and is handled there.
 */
public final class PortCheck {
  private PortCheck() {}

  /**
   * @throws PortTakenException for the first that cannot be bound
   */
  public static void requireFree(HttpSettings settings) {
    require(settings, settings.httpPort(), false);
    require(settings, settings.websocketPort(), true);
  }

  private static void require(HttpSettings settings, int port, boolean streaming) {
    try (ServerSocket probe = new ServerSocket()) {
      // Connections of a server that has just ended are no obstacle.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(settings.bindAddress()), port));
    } catch (IOException e) {
      throw PortTakenException.of(settings, port, streaming, e);
    }
  }
}
