package io.orchestrator.assembly;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.lease.ClusterPresence;
import io.orchestrator.settings.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a node finds its cluster, and the management port with probes for what runs containers. */
public final class ClusterFormation {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFormation.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private ClusterFormation() {}

  /** Completes when the port is open, or at once where there is none. */
  public static CompletionStage<Boolean> start(
      ActorSystem<?> system, ClusterSettings settings, Database database) {
    List<Address> seeds =
        settings.seeds().stream()
            .map(seed -> AddressFromURIString.parse("akka://" + system.name() + "@" + seed))
            .toList();
    if (!seeds.isEmpty()) {
      join(Cluster.get(system.classicSystem()), seeds, database);
    }
    if (settings.managementPort() == 0) {
      return CompletableFuture.completedStage(false);
    }
    CompletionStage<Boolean> open =
        AkkaManagement.get(system.classicSystem()).start().thenApply(uri -> true);
    if (!settings.discovery().isEmpty()) {
      ClusterBootstrap.get(system.classicSystem()).start();
    }
    return open;
  }

  private static void join(Cluster cluster, List<Address> seeds, Database database) {
    Address self = cluster.selfAddress();
    if (!database.isPostgres()) {
      cluster.joinSeedNodes(seeds);
      return;
    }
    ClusterPresence presence = new ClusterPresence(database, self.hostPort());
    cluster.registerOnMemberUp(presence::announce);
    cluster.registerOnMemberRemoved(presence::close);
    boolean founder = seeds.getFirst().equals(self);
    if (founder && presence.othersLive()) {
      LOG.info("other nodes live: this one joins them and founds no cluster");
      cluster.joinSeedNodes(seeds.stream().filter(seed -> !seed.equals(self)).toList());
      Thread.ofVirtual()
          .name("cluster-founder")
          .start(
              () ->
                  foundWhenAlone(
                      () ->
                          cluster.selfMember().status() == MemberStatus.removed()
                              && !cluster.isTerminated(),
                      presence::othersLive,
                      () -> cluster.joinSeedNodes(seeds),
                      LOOK));
    } else {
      cluster.joinSeedNodes(seeds);
    }
  }

  /**
   * They may have died in the moment before, all of them: then somebody has to begin. A database
   * that does not answer says nothing; it is asked again.
   *
   * @param outside whether this node belongs to no cluster yet
   */
  static void foundWhenAlone(
      BooleanSupplier outside, BooleanSupplier othersLive, Runnable found, Duration look) {
    try {
      while (outside.getAsBoolean()) {
        TimeUnit.MILLISECONDS.sleep(look.toMillis());
        if (outside.getAsBoolean() && alone(othersLive)) {
          LOG.info("no other node lives any more: this one founds the cluster");
          found.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean alone(BooleanSupplier othersLive) {
    try {
      return !othersLive.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn("whether other nodes live is not known, and asked again: {}", e.getMessage());
      return false;
    }
  }
}
