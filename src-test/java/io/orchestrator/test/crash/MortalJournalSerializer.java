package io.orchestrator.test.crash;

import akka.actor.ExtendedActorSystem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The program's own serializer, behind which the disk can go away: the n-th record does not reach
 * it, nor does any after that. For tests within one process; {@link CrashingJournalSerializer} ends
 * a real one. Put in by configuration.
 */
public final class MortalJournalSerializer extends WatchedJournalSerializer {

  /** The disk of one life. */
  static final class Disk {
    private int left;
    private Runnable death = () -> {};
    private int written;
    private boolean gone;

    /** The n-th write from now on is lost; 0 disarms. Counting begins anew. */
    synchronized void arm(int n, Runnable whenLost) {
      left = n;
      death = whenLost;
      written = 0;
    }

    synchronized int written() {
      return written;
    }

    synchronized void lose() {
      gone = true;
    }

    private synchronized void write() {
      if (!gone && left > 0 && --left == 0) {
        gone = true;
        death.run();
      }
      if (gone) {
        throw new IllegalStateException("the disk is gone");
      }
      written++;
    }
  }

  private static final Map<String, Disk> DISKS = new ConcurrentHashMap<>();

  private final Disk disk;

  /** Called by Akka. */
  public MortalJournalSerializer(ExtendedActorSystem system) {
    super(system);
    disk = diskOf(system.name());
  }

  /** The disk under the actor system of that name. */
  static Disk diskOf(String system) {
    return DISKS.computeIfAbsent(system, name -> new Disk());
  }

  static void forget(String system) {
    DISKS.remove(system);
  }

  @Override
  void beforeWriting(String name) {
    disk.write();
  }
}
