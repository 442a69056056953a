package io.orchestrator.adapters.simulator.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Append-only file of {@link BookRecord}s, one line each: eight hex digits CRC-32C, a blank, JSON,
 * line feed. What {@link #append} returned from is on the disk. A line that a crash tore at the end
 * is cut off at opening: it was never acknowledged. Damage in front of good lines is refused.
 */
final class BookFile implements AutoCloseable {
  /** Longest line that can be ours; hostile or damaged files must not fill the memory. */
  private static final int MAX_LINE = 64 * 1024;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Path path;
  private final FileChannel channel;
  private final boolean force;
  private long length;
  private long records;
  private IOException broken;

  private BookFile(Path path, FileChannel channel, boolean force) {
    this.path = path;
    this.channel = channel;
    this.force = force;
  }

  /**
   * Opens or creates the file and hands every record to {@code reader}, oldest first.
   *
   * @throws IOException in use by another process, damaged, or not accessible; the text says what
   *     to do
   */
  static BookFile open(Path path, boolean force, Consumer<BookRecord> reader) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      lock(path, channel);
      BookFile file = new BookFile(path, channel, force);
      file.recover(reader);
      return file;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          "the simulated broker's books " + path + " are in use; stop the other simulator first");
    }
  }

  private void recover(Consumer<BookRecord> reader) throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    long position = 0;
    long badAt = -1;
    for (int b = in.read(); b >= 0; b = in.read()) {
      position++;
      if (b != '\n' && line.size() <= MAX_LINE) {
        line.write(b);
        continue;
      }
      BookRecord fact = parse(line.toByteArray());
      line.reset();
      if (fact == null) {
        badAt = badAt < 0 ? length : badAt;
      } else if (badAt >= 0) {
        throw new IOException(
            "the simulated broker's books "
                + path
                + " are damaged at byte "
                + badAt
                + ", with good records behind it; restore a copy or move the file away");
      } else {
        length = position;
        records++;
        reader.accept(fact);
      }
    }
    if (channel.size() > length) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  private static BookRecord parse(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    if (text.length() < 10 || text.charAt(8) != ' ') {
      return null;
    }
    String json = text.substring(9);
    if (!text.substring(0, 8).equals(checksum(json))) {
      return null;
    }
    try {
      return JSON.readValue(json, BookRecord.class);
    } catch (JsonProcessingException notOurs) {
      return null;
    }
  }

  private static String checksum(String json) {
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  /** Writes all records with one flush; on return they survive a crash. */
  void append(List<? extends BookRecord> facts) throws IOException {
    if (broken != null) {
      throw new IOException("books cannot be written since an earlier failure", broken);
    }
    StringBuilder text = new StringBuilder();
    for (BookRecord fact : facts) {
      String json = JSON.writerFor(BookRecord.class).writeValueAsString(fact);
      text.append(checksum(json)).append(' ').append(json).append('\n');
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    int size = bytes.remaining();
    try {
      long at = length;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      if (force) {
        channel.force(false);
      }
    } catch (IOException e) {
      // What reached the disk is unknown from here on: nothing more may be acknowledged.
      broken = e;
      throw e;
    }
    length += size;
    records += facts.size();
  }

  long records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
