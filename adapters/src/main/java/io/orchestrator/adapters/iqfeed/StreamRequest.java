package io.orchestrator.adapters.iqfeed;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An answer of any length, handed over in pieces while it comes.
 *
 * @param <T> what a row becomes
 */
final class StreamRequest<T> extends LookupRequest {
  /** A row to a value. */
  interface Reader<T> {
    /**
     * @return null: a good row that is not wanted
     * @throws RuntimeException of {@link HistoryRows} if it cannot be read
     */
    T read(String[] words, int from);
  }

  private static final int PIECE = 512;

  private final Function<String, String> command;
  private final Reader<T> reader;
  private final Consumer<List<T>> sink;
  private final Function<T, ?> identity;
  private final long max;
  private final boolean textRows;
  private List<T> piece = new ArrayList<>();
  private Object lastIdentity;
  private long taken;

  /**
   * @param command by the request's id
   * @param identity equal ones in a row are one row, sent twice
   * @param max values beyond it are passed over
   * @param textRows the first column of a row is text and may look like the mark of an error
   */
  StreamRequest(
      String subject,
      Function<String, String> command,
      Reader<T> reader,
      Function<T, ?> identity,
      Consumer<List<T>> sink,
      long max,
      boolean textRows) {
    super(subject);
    this.command = command;
    this.reader = reader;
    this.identity = identity;
    this.sink = sink;
    this.max = max;
    this.textRows = textRows;
  }

  /** Values handed over so far. */
  long taken() {
    return taken;
  }

  @Override
  String command(String id) {
    return command.apply(id);
  }

  @Override
  boolean repeatable() {
    return taken == 0;
  }

  // In the older protocol the row of the company with the ticker E begins as an error does.
  @Override
  boolean isError(String text) {
    return !textRows || text.isEmpty() || !Character.isDigit(text.charAt(0));
  }

  @Override
  boolean row(String[] words, int from) {
    T value;
    try {
      value = reader.read(words, from);
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      countUnusable();
      return true;
    }
    if (value != null && taken < max) {
      Object now = identity.apply(value);
      if (!Objects.equals(now, lastIdentity)) {
        lastIdentity = now;
        taken++;
        piece.add(value);
      }
    }
    if (piece.size() >= PIECE) {
      handOverPiece();
    }
    return true;
  }

  private void handOverPiece() {
    List<T> full = piece;
    piece = new ArrayList<>();
    if (!done().isDone()) {
      handOver(() -> sink.accept(List.copyOf(full)));
    }
  }

  @Override
  void finish(Instant feedTime) {
    if (!piece.isEmpty()) {
      handOverPiece();
    }
    if (taken == 0) {
      refuseNoData();
    } else {
      complete();
    }
  }
}
