package io.orchestrator.persistence;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Housekeeping on a thread of its own: one round, a pause, and again until it is closed. A round
 * that fails is told in the log, and the next comes all the same.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Thread thread;

  /**
   * @param name of the thread
   * @param failure what the log says of a round that failed, before the reason
   * @param pause between two rounds
   */
  public Rounds(String name, String failure, Duration pause, Runnable round) {
    thread = Thread.ofVirtual().name(name).unstarted(() -> run(failure, pause, round));
  }

  public void start() {
    thread.start();
  }

  private static void run(String failure, Duration pause, Runnable round) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        round.run();
      } catch (RuntimeException e) {
        LOG.warn("{}: {}", failure, e.getMessage());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
