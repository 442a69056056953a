package io.orchestrator.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.actor.AbstractActor;
import akka.actor.ActorIdentity;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Identify;
import akka.actor.Props;
import akka.pattern.Patterns;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.settings.ClusterSettings.ClusterTls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes talk by TLS, and not with one whose certificate another authority signed. */
class ClusterTlsTest {
  @TempDir Path folder;

  /** Is there, which is all that is asked. */
  public static final class Present extends AbstractActor {
    @Override
    public Receive createReceive() {
      return emptyBehavior();
    }
  }

  private ClusterTls certificate(String name, String authority) throws Exception {
    openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-copy_extensions",
        "copy",
        "-days",
        "2",
        "-out",
        name + ".pem");
    return new ClusterTls(path(name + ".pem"), path(name + ".key"), path(authority + ".pem"));
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("openssl.log").toFile())
              .start();
      assumeTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, "openssl");
    } catch (IOException e) {
      assumeTrue(false, "there is no openssl on this machine");
    }
  }

  private static ActorSystem node(ClusterTls tls) {
    var config =
        ConfigFactory.parseMap(AkkaConfig.tls(tls))
            .withFallback(
                ConfigFactory.parseString(
                    """
                    akka.actor.provider = remote
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.remote.warn-about-direct-use = off
                    akka.remote.use-unsafe-remote-features-outside-cluster = on
                    akka.loglevel = OFF
                    akka.stdout-loglevel = OFF
                    """))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    ActorSystem system = ActorSystem.create("tls", config);
    system.actorOf(Props.create(Present.class), "echo");
    return system;
  }

  /** Whether one finds an actor of the other. */
  private static boolean reaches(ActorSystem from, ActorSystem to, int attempts) {
    var address = ((ExtendedActorSystem) to).provider().getDefaultAddress();
    var echo = from.actorSelection(address + "/user/echo");
    Optional<ActorIdentity> found = Optional.empty();
    for (int i = 0; i < attempts && found.isEmpty(); i++) {
      try {
        found =
            Optional.of(
                (ActorIdentity)
                    Patterns.ask(echo, new Identify(i), Duration.ofSeconds(3))
                        .toCompletableFuture()
                        .join());
      } catch (java.util.concurrent.CompletionException silence) {
        found = Optional.empty();
      }
    }
    return found.flatMap(ActorIdentity::getActorRef).isPresent();
  }

  @Test
  void onlyNodesOfOneAuthorityTalk() throws Exception {
    assumeTrue(Boolean.getBoolean("cluster.tests"), "on demand: -Dcluster.tests=true");
    authority("ours");
    authority("theirs");
    ActorSystem a = node(certificate("a", "ours"));
    ActorSystem b = node(certificate("b", "ours"));
    ActorSystem stranger = node(certificate("c", "theirs"));
    try {
      assertEquals(true, reaches(a, b, 30));
      assertEquals(false, reaches(stranger, b, 2));
    } finally {
      for (ActorSystem system : List.of(a, b, stranger)) {
        system.terminate();
      }
    }
  }

  @Test
  void allFilesOrNone() {
    assertThrows(IllegalArgumentException.class, () -> new ClusterTls("a", "b", ""));
    assertEquals(java.util.Map.of(), AkkaConfig.tls(ClusterTls.NONE));
  }
}
