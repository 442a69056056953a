package io.orchestrator.persistence.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestrator.domain.audit.AuditDraft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for the chain, on this node's disk: one JSON line each, synchronised before {@link
 * #add} returns. The file is emptied when all of it is in the chain; what a crash leaves is
 * appended again and left out there by its id. A line that a crash tore was never acknowledged.
 */
final class AuditSpool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditSpool.class);
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final long maxBytes;
  private final FileChannel channel;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean torn;

  /**
   * @param sinceNanos when it was handed over, by the monotonic clock
   */
  record Waiting(AuditDraft draft, long sinceNanos) {}

  /** The disk does not take it, or too much waits already. */
  static final class SpoolFull extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolFull(long bytes) {
      super(bytes + " bytes wait for the audit chain already");
    }
  }

  AuditSpool(Path home, long maxBytes) {
    this.maxBytes = maxBytes;
    Path file = home.resolve("audit").resolve("spool.jsonl");
    try {
      Files.createDirectories(file.getParent());
      load(file);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
      channel.position(channel.size());
    } catch (IOException e) {
      throw new UncheckedIOException("the audit's spool " + file + " cannot be used", e);
    }
  }

  private void load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    torn = !text.isEmpty() && !text.endsWith("\n");
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        try {
          waiting.addLast(new Waiting(JSON.readValue(line, AuditDraft.class), System.nanoTime()));
        } catch (JsonProcessingException e) {
          LOG.warn("a torn line of the audit's spool is passed over: {}", e.getOriginalMessage());
        }
      }
    }
    if (!waiting.isEmpty()) {
      LOG.info("{} audit entries of an earlier run wait for the chain", waiting.size());
    }
  }

  synchronized void add(AuditDraft draft) throws IOException {
    if (channel.position() >= maxBytes) {
      throw new SpoolFull(channel.position());
    }
    long begin = channel.position();
    try {
      String line = (torn ? "\n" : "") + JSON.writeValueAsString(draft) + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
      torn = false;
    } catch (IOException e) {
      // Whatever of it is on the disk must not run into the next line.
      torn = channel.isOpen() && channel.position() > begin;
      throw e;
    }
    waiting.addLast(new Waiting(draft, System.nanoTime()));
  }

  /** Without the disk: lost if the process ends before the chain has it. */
  synchronized void addInMemory(AuditDraft draft) {
    waiting.addLast(new Waiting(draft, System.nanoTime()));
  }

  synchronized List<AuditDraft> first(int limit) {
    List<AuditDraft> first = new ArrayList<>();
    for (Waiting w : waiting) {
      if (first.size() == limit) {
        break;
      }
      first.add(w.draft());
    }
    return first;
  }

  /** The first {@code count} are in the chain. */
  synchronized void done(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      waiting.removeFirst();
    }
    if (waiting.isEmpty() && channel.position() > 0) {
      channel.truncate(0);
      channel.position(0);
      torn = false;
    }
  }

  synchronized int size() {
    return waiting.size();
  }

  /** How long the oldest has waited; 0 if none waits. */
  synchronized long oldestNanos(long nowNanos) {
    return waiting.isEmpty() ? 0 : nowNanos - waiting.getFirst().sinceNanos();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
