package io.orchestrator.persistence.audit;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.AuditSeal;
import io.orchestrator.domain.port.AuditTrail;
import io.orchestrator.persistence.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's way into the chain: facts go to the {@link AuditSpool}, one thread takes them from
 * there, and system events from their table, to the {@link JdbcAuditChain}. While the database is
 * away the spool grows; when it grows too old or too long, {@link #open()} is false.
 */
public final class AuditWriter implements AuditTrail, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_TRY = Duration.ofSeconds(3);

  /** Facts that may wait in memory only; each is in the log, too. */
  private static final int MAX_IN_MEMORY = 10_000;

  private final AuditSettings settings;
  private final AuditSpool spool;
  private final JdbcAuditChain chain;
  private final JdbcAuditArchive archive;
  private final LastCheckpoint last;
  private final Semaphore work = new Semaphore(1);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean diskFailed;
  private volatile String failure = "";

  private AuditWriter(
      Path home, Database database, AuditSeal seal, AuditSettings settings, InstantSource clock) {
    this.settings = settings;
    this.spool = new AuditSpool(home, settings.maxSpool());
    this.chain = new JdbcAuditChain(database, seal, settings, clock);
    this.last = new LastCheckpoint(home);
    this.archive = new JdbcAuditArchive(database, seal, last);
    this.thread = Thread.ofVirtual().name("audit-writer").unstarted(this::run);
  }

  /**
   * @param home data directory: spool and last checkpoint are in {@code audit} there
   * @throws java.io.UncheckedIOException if the spool cannot be opened
   */
  public static AuditWriter start(
      Path home, Database database, AuditSeal seal, AuditSettings settings, InstantSource clock) {
    AuditWriter writer = new AuditWriter(home, database, seal, settings, clock);
    writer.thread.start();
    return writer;
  }

  public JdbcAuditArchive archive() {
    return archive;
  }

  @Override
  public void record(AuditDraft draft) {
    try {
      spool.add(draft);
      diskFailed = false;
    } catch (IOException e) {
      diskFailed = true;
      throw new Refusal(
              "audit.unavailable",
              503,
              "What is asked for cannot be audited: " + e.getMessage() + ".",
              "Free the disk of the data directory and see the health of 'database'; exits,"
                  + " cancels and halts go on.")
          .asException();
    }
    wake();
  }

  @Override
  public void recordAnyway(AuditDraft draft) {
    try {
      spool.add(draft);
      diskFailed = false;
    } catch (IOException e) {
      diskFailed = true;
      if (spool.size() < MAX_IN_MEMORY) {
        spool.addInMemory(draft);
        LOG.error("audited in memory only, the disk refused: {} ({})", draft, e.getMessage());
      } else {
        LOG.error("NOT audited, {} so far: {}", lost.incrementAndGet(), draft, e);
      }
    }
    wake();
  }

  @Override
  public boolean open() {
    return !diskFailed && lag().compareTo(settings.maxLag()) <= 0;
  }

  /** How long the oldest fact has waited for the chain. */
  public Duration lag() {
    return Duration.ofNanos(spool.oldestNanos(System.nanoTime()));
  }

  /** The database's health as far as the audit needs it: down while it is not open. */
  public ProbeResult judge(ProbeResult database) {
    if (open()) {
      return database;
    }
    return ProbeResult.down(
        diskFailed
            ? "the audit's spool in the data directory cannot be written"
            : "audit entries have waited " + lag().toSeconds() + " s for the chain: " + failure);
  }

  /** There may be something to write. */
  public void wake() {
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  private void run() {
    while (!closed) {
      try {
        boolean any = work.tryAcquire(settings.lookAtEvents().toMillis(), TimeUnit.MILLISECONDS);
        if (any) {
          work.drainPermits();
        }
        drain();
        probeDisk();
        failure = "";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        tell(e);
        pause();
      }
    }
  }

  /** A disk that refused is asked again by whatever is audited next, and here. */
  private void probeDisk() {
    if (diskFailed && spool.size() == 0) {
      diskFailed = false;
    }
  }

  private void tell(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    if (!text.equals(failure)) {
      LOG.warn("the audit chain falls behind and will go on: {}", text);
    }
    failure = text;
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wake();
  }

  private synchronized void drain() {
    for (List<AuditDraft> batch = spool.first(JdbcAuditChain.MAX_BATCH);
        !batch.isEmpty();
        batch = spool.first(JdbcAuditChain.MAX_BATCH)) {
      keep(chain.append(batch).kept());
      taken(batch.size());
    }
    JdbcAuditChain.Appended events;
    do {
      events = chain.appendEvents();
      keep(events.kept());
    } while (events.more() && !closed);
  }

  private void taken(int count) {
    try {
      spool.done(count);
    } catch (IOException e) {
      diskFailed = true;
      LOG.error("the audit's spool cannot be emptied", e);
    }
  }

  /** Only forward on the same chain: what was cut off in the database stays known here. */
  private void keep(Optional<AuditCheckpoint> kept) {
    kept.ifPresent(
        now -> {
          try {
            Optional<AuditCheckpoint> before = last.read();
            if (before.isEmpty() || archive.holds(before.get())) {
              last.write(now);
            } else {
              LOG.error(
                  "the audit chain in the database is not the one that was signed at entry {}: run"
                      + " 'orchestrator audit verify'",
                  before.get().seq());
            }
          } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warn("the last checkpoint of the audit is not kept on this node", e);
          }
        });
  }

  /** Writes what waits, for a few seconds at most; the rest is in the spool for the next start. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      if (!thread.join(LAST_TRY)) {
        thread.interrupt();
      }
      if (spool.size() > 0) {
        drain();
      }
      spool.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} audit entries wait in the spool for the next start", spool.size(), e);
    }
  }
}
