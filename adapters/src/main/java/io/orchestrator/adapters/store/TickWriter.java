package io.orchestrator.adapters.store;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes trades off the live path and writes them behind it. {@link #offer} never waits: what finds
 * no room is dropped, counted and said; it leaves a gap of numbers that {@link TickBackfill} fills
 * from history. A store that is not free is tried again while the queue has room.
 */
public final class TickWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TickWriter.class);
  private static final Duration SAY_EVERY = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_WRITE = Duration.ofSeconds(5);
  private static final int SYMBOLS = 20_000;

  private final TickStore store;
  private final String source;
  private final TickSettings settings;
  private final ArrayBlockingQueue<Entry> queue;
  private final Map<Symbol, Quote> quotes = new ConcurrentHashMap<>();
  private final LongAdder kept = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder unnumbered = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;
  private long saidNanos = System.nanoTime() - SAY_EVERY.toNanos();
  private long saidDropped;

  /**
   * @param kept trades and corrections written
   * @param dropped for want of room, or because the store refused them for good
   * @param unnumbered without a number of the vendor, by which alone a trade can be kept
   * @param waiting now
   */
  public record Counts(long kept, long dropped, long unnumbered, int waiting) {}

  /** What waits: a trade to be written, or one that was taken back. */
  private record Entry(Tick tick, boolean takenBack) {}

  private TickWriter(TickStore store, String source, TickSettings settings) {
    this.store = store;
    this.source = source;
    this.settings = settings;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
    this.thread = Thread.ofPlatform().daemon().name("tick-writer").unstarted(this::run);
  }

  public static TickWriter start(TickStore store, String source, TickSettings settings) {
    TickWriter writer = new TickWriter(store, source, settings);
    writer.thread.start();
    return writer;
  }

  /** Takes what is to be kept of a batch; returns at once. */
  public void offer(List<? extends FeedEvent> events) {
    for (FeedEvent event : events) {
      if (event instanceof QuoteChanged changed) {
        note(changed.quote());
      } else if (event instanceof Traded traded) {
        offer(traded.tickId(), new Entry(tick(traded), false));
      } else if (event instanceof TradeCorrected corrected) {
        offer(corrected.tickId(), new Entry(tick(corrected), !corrected.inserted()));
      }
    }
  }

  /** A trade comes right after the quote that was in force with it. */
  private void note(Quote quote) {
    if (quotes.size() >= SYMBOLS) {
      quotes.clear();
    }
    quotes.put(quote.symbol(), quote);
  }

  private void offer(long tickId, Entry entry) {
    if (tickId == 0) {
      unnumbered.increment();
    } else if (!queue.offer(entry)) {
      dropped.increment();
    }
  }

  private Tick tick(Traded traded) {
    Quote quote = quotes.get(traded.symbol());
    return new Tick(
        traded.symbol(),
        traded.timestamp(),
        traded.price(),
        traded.size(),
        traded.volume(),
        quote == null ? 0 : quote.bid(),
        quote == null ? 0 : quote.ask(),
        traded.tickId(),
        traded.basis(),
        "");
  }

  private static Tick tick(TradeCorrected told) {
    return new Tick(
        told.symbol(),
        told.timestamp(),
        told.price(),
        told.size(),
        0,
        0,
        0,
        told.tickId(),
        'C',
        "");
  }

  public Counts counts() {
    return new Counts(kept.sum(), dropped.sum(), unnumbered.sum(), queue.size());
  }

  private void run() {
    List<Entry> batch = new ArrayList<>(settings.batch());
    try {
      while (!closing) {
        gather(batch);
        write(batch);
        batch.clear();
        say();
      }
    } catch (InterruptedException closed) {
      LOG.debug("tick writer told to stop");
    }
    queue.drainTo(batch);
    try {
      if (!batch.isEmpty()) {
        writeOnce(batch);
      }
    } catch (RuntimeException e) {
      dropped.add(batch.size());
      LOG.warn("{} trades are not kept at the end: {}", batch.size(), e.toString());
    }
  }

  private void gather(List<Entry> batch) throws InterruptedException {
    Entry first = queue.poll(1, TimeUnit.MINUTES);
    if (first == null) {
      return;
    }
    batch.add(first);
    long end = System.nanoTime() + settings.flushEvery().toNanos();
    queue.drainTo(batch, settings.batch() - batch.size());
    while (batch.size() < settings.batch() && !closing) {
      long left = end - System.nanoTime();
      Entry next = left > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : null;
      if (next == null) {
        return;
      }
      batch.add(next);
      queue.drainTo(batch, settings.batch() - batch.size());
    }
  }

  private void write(List<Entry> batch) throws InterruptedException {
    while (!batch.isEmpty()) {
      try {
        writeOnce(batch);
        return;
      } catch (RefusedException e) {
        LOG.warn("{} trades wait for the store: {}", batch.size() + queue.size(), e.toString());
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      } catch (RuntimeException e) {
        dropped.add(batch.size());
        LOG.error("{} trades are not kept", batch.size(), e);
        return;
      }
    }
  }

  /** In order: a trade that is taken back was told before. Repeating all of it does no harm. */
  private void writeOnce(List<Entry> batch) {
    List<Tick> ticks = new ArrayList<>(batch.size());
    for (Entry entry : batch) {
      if (entry.takenBack()) {
        store.write(source, ticks);
        ticks.clear();
        Tick gone = entry.tick();
        store.remove(
            new TickStore.Series(source, gone.symbol()),
            TradingCalendar.dateOf(gone.timestamp()),
            gone.tickId());
      } else {
        ticks.add(entry.tick());
      }
    }
    store.write(source, ticks);
    kept.add(batch.size());
  }

  private void say() {
    long now = dropped.sum();
    if (now > saidDropped && System.nanoTime() - saidNanos > SAY_EVERY.toNanos()) {
      LOG.warn(
          "{} trades were not kept because the store is slower than the feed ({} in all);"
              + " missing numbers are asked for from history",
          now - saidDropped,
          now);
      saidDropped = now;
      saidNanos = System.nanoTime();
    }
  }

  /** Writes what waits; the store is not closed. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      if (!thread.join(LAST_WRITE)) {
        LOG.warn("{} trades are not kept: the store took too long at the end", queue.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
