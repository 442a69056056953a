package io.orchestrator.domain.market;

import io.orchestrator.domain.market.BarBuilder.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bars of more than a minute, of the minutes that they consist of. Minutes nest in every longer
 * slot, so the result is that of the trades themselves; a minute that changes afterwards changes
 * the longer bars. Volume of a minute in which no trade made a price is in no bar. Keeps the
 * minutes of {@code keep}, seen from the newest. Single-threaded.
 */
public final class MinuteBook {
  /** What is built, shortest first. */
  public static final List<Timeframe> LONGER =
      List.of(Timeframe.M5, Timeframe.M15, Timeframe.H1, Timeframe.D1);

  private final Map<Timeframe, BarSlots> slots = new EnumMap<>(Timeframe.class);
  private final Duration keep;
  private final Map<Symbol, Book> books = new HashMap<>();

  /** Of one symbol. */
  private static final class Book {
    private final TreeMap<Instant, Bar> minutes = new TreeMap<>();
    private final Map<Timeframe, BarSlots.Slot> open = new EnumMap<>(Timeframe.class);
    private final Map<Timeframe, TreeMap<Instant, Optional<Bar>>> told =
        new EnumMap<>(Timeframe.class);
  }

  /**
   * @param keep at least a day, so that the daily bar can be corrected until its end
   */
  public MinuteBook(TradingCalendar calendar, Duration keep) {
    if (keep.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("keep must be at least a day, was " + keep);
    }
    this.keep = keep;
    LONGER.forEach(t -> slots.put(t, new BarSlots(calendar, t, true)));
  }

  /** A minute ended or changed; empty: it has no trade any more. */
  public List<Ended> ended(Symbol symbol, Instant start, Optional<Bar> minute) {
    Book book = book(symbol);
    put(book, start, minute);
    List<Ended> ended = new ArrayList<>();
    for (Timeframe timeframe : LONGER) {
      slots.get(timeframe).at(start).ifPresent(slot -> into(symbol, timeframe, slot, ended));
    }
    prune(book);
    return ended;
  }

  /**
   * Minutes as history tells them. Tells again what was told of longer bars and has changed, and
   * for the first time what was missed since {@code since}.
   */
  public List<Ended> fill(Symbol symbol, Collection<Bar> minutes, Instant since) {
    Book book = book(symbol);
    List<Ended> ended = new ArrayList<>();
    minutes.forEach(minute -> put(book, minute.start(), Optional.of(minute)));
    for (Timeframe timeframe : LONGER) {
      Instant done = Instant.MIN;
      for (Bar minute : minutes) {
        Optional<BarSlots.Slot> slot = slots.get(timeframe).at(minute.start());
        if (slot.isPresent() && slot.get().start().isAfter(done)) {
          done = slot.get().start();
          filled(symbol, timeframe, slot.get(), since, ended);
        }
      }
    }
    prune(book);
    return ended;
  }

  private void filled(
      Symbol symbol, Timeframe timeframe, BarSlots.Slot slot, Instant since, List<Ended> ended) {
    BarSlots.Slot open = book(symbol).open.get(timeframe);
    boolean over =
        open == null ? older(symbol, timeframe, slot) : slot.start().isBefore(open.start());
    if (told(symbol, timeframe).containsKey(slot.start())) {
      revise(symbol, timeframe, slot, ended);
    } else if (over && !slot.start().isBefore(since)) {
      tell(symbol, timeframe, slot, ended);
    }
  }

  /** Ends the bars whose time is over at {@code now} (market time). */
  public List<Ended> endedBy(Instant now) {
    List<Ended> ended = new ArrayList<>();
    books.forEach(
        (symbol, book) -> {
          for (Timeframe timeframe : LONGER) {
            BarSlots.Slot slot = book.open.get(timeframe);
            if (slot != null && !slot.end().isAfter(now)) {
              tell(symbol, timeframe, slot, ended);
            }
          }
        });
    return ended;
  }

  /**
   * The bar that is being built.
   *
   * @param forming the minute that has not ended
   */
  public Optional<Bar> current(Symbol symbol, Timeframe timeframe, Bar forming) {
    return slots
        .get(timeframe)
        .at(forming.start())
        .flatMap(
            slot -> {
              List<Bar> parts = new ArrayList<>(minutes(symbol, slot));
              parts.removeIf(part -> part.start().equals(forming.start()));
              parts.add(forming);
              return merged(timeframe, slot.start(), parts);
            });
  }

  /** What is known of a minute that has ended. */
  public Optional<Bar> minute(Symbol symbol, Instant start) {
    Book book = books.get(symbol);
    return book == null ? Optional.empty() : Optional.ofNullable(book.minutes.get(start));
  }

  /** What was told last of a longer bar that has ended. */
  public Optional<Bar> told(Symbol symbol, Timeframe timeframe, Instant start) {
    Book book = books.get(symbol);
    return book == null
        ? Optional.empty()
        : told(symbol, timeframe).getOrDefault(start, Optional.empty());
  }

  /** The time of a bar of the instant; empty outside the hours of the timeframe. */
  public Optional<BarSlots.Slot> slot(Timeframe timeframe, Instant at) {
    return slots.get(timeframe).at(at);
  }

  public void forget(Symbol symbol) {
    books.remove(symbol);
  }

  /**
   * One bar of several shorter ones.
   *
   * @param parts in order of time, of one symbol
   */
  public static Optional<Bar> merged(Timeframe timeframe, Instant start, Collection<Bar> parts) {
    Bar result = null;
    for (Bar part : parts) {
      result =
          new Bar(
              part.symbol(),
              timeframe,
              start,
              result == null ? part.open() : result.open(),
              result == null ? part.high() : Math.max(result.high(), part.high()),
              result == null ? part.low() : Math.min(result.low(), part.low()),
              part.close(),
              (result == null ? 0 : result.volume()) + part.volume());
    }
    return Optional.ofNullable(result);
  }

  private Book book(Symbol symbol) {
    return books.computeIfAbsent(symbol, s -> new Book());
  }

  private static void put(Book book, Instant start, Optional<Bar> minute) {
    if (minute.isPresent()) {
      book.minutes.put(start, minute.get());
    } else {
      book.minutes.remove(start);
    }
  }

  private Collection<Bar> minutes(Symbol symbol, BarSlots.Slot slot) {
    return book(symbol).minutes.subMap(slot.start(), slot.end()).values();
  }

  private void into(Symbol symbol, Timeframe timeframe, BarSlots.Slot slot, List<Ended> ended) {
    BarSlots.Slot open = book(symbol).open.get(timeframe);
    if (open != null && open.start().isBefore(slot.start())) {
      tell(symbol, timeframe, open, ended);
      open = null;
    }
    if (told(symbol, timeframe).containsKey(slot.start())) {
      revise(symbol, timeframe, slot, ended);
    } else if (open == null && !older(symbol, timeframe, slot)) {
      book(symbol).open.put(timeframe, slot);
    } else if (!slot.equals(open)) {
      tell(symbol, timeframe, slot, ended);
    }
  }

  /** Whether a later bar was told: then this one is over and not the one that forms. */
  private boolean older(Symbol symbol, Timeframe timeframe, BarSlots.Slot slot) {
    TreeMap<Instant, Optional<Bar>> told = told(symbol, timeframe);
    return !told.isEmpty() && told.lastKey().isAfter(slot.start());
  }

  private void tell(Symbol symbol, Timeframe timeframe, BarSlots.Slot slot, List<Ended> ended) {
    book(symbol).open.remove(timeframe, slot);
    Optional<Bar> bar = merged(timeframe, slot.start(), minutes(symbol, slot));
    told(symbol, timeframe).put(slot.start(), bar);
    if (bar.isPresent()) {
      ended.add(new Ended(symbol, timeframe, slot.start(), bar, false, Optional.empty()));
    }
  }

  private void revise(Symbol symbol, Timeframe timeframe, BarSlots.Slot slot, List<Ended> ended) {
    Optional<Bar> before = told(symbol, timeframe).get(slot.start());
    Optional<Bar> now = merged(timeframe, slot.start(), minutes(symbol, slot));
    if (before != null && !before.equals(now)) {
      told(symbol, timeframe).put(slot.start(), now);
      ended.add(new Ended(symbol, timeframe, slot.start(), now, true, before));
    }
  }

  private TreeMap<Instant, Optional<Bar>> told(Symbol symbol, Timeframe timeframe) {
    return book(symbol).told.computeIfAbsent(timeframe, t -> new TreeMap<>());
  }

  private void prune(Book book) {
    if (book.minutes.isEmpty()) {
      return;
    }
    Instant oldest = book.minutes.lastKey().minus(keep);
    book.minutes.headMap(oldest).clear();
    book.told.values().forEach(told -> told.headMap(oldest).clear());
  }
}
