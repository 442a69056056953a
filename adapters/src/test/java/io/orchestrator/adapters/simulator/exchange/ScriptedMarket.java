package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A market whose every quote is set by the test. */
public final class ScriptedMarket implements MarketView {
  /** A Tuesday, 10:00 in New York. */
  public static final Instant TEN = Instant.parse("2024-03-05T15:00:00Z");

  private final Map<Symbol, Quote> quotes = new ConcurrentHashMap<>();
  private final List<Consumer<List<Quote>>> listeners = new CopyOnWriteArrayList<>();
  private volatile Instant now = TEN;
  private volatile boolean open = true;

  public ScriptedMarket() {
    set("AAPL", 189.90, 190.10, 10_000);
    set("MSFT", 409.95, 410.05, 10_000);
    set("BRK.B", 400.00, 400.10, 10_000);
  }

  public void set(String symbol, double bid, double ask, long size) {
    Symbol s = Symbol.of(symbol);
    double last = (bid + ask) / 2;
    quotes.put(s, new Quote(s, bid, ask, size, size, last, 100, 1_000_000, now, DataQuality.GOOD));
  }

  /** Sets a quote and tells everybody. */
  public void step(String symbol, double bid, double ask, long size) {
    set(symbol, bid, ask, size);
    listeners.forEach(l -> l.accept(List.of(quotes.get(Symbol.of(symbol)))));
  }

  /** A print of so many shares; bid and ask stay. The listeners have run when it returns. */
  public void trade(String symbol, double price, long shares) {
    Symbol s = Symbol.of(symbol);
    Quote q = quotes.get(s);
    quotes.put(
        s,
        new Quote(
            s,
            q.bid(),
            q.ask(),
            q.bidSize(),
            q.askSize(),
            price,
            shares,
            q.volume() + shares,
            now,
            DataQuality.GOOD));
    listeners.forEach(l -> l.accept(List.of(quotes.get(s))));
  }

  public void time(Instant instant) {
    now = instant;
  }

  public void open(boolean isOpen) {
    open = isOpen;
  }

  @Override
  public Set<Symbol> symbols() {
    return Set.copyOf(quotes.keySet());
  }

  @Override
  public Quote quote(Symbol symbol) {
    Quote quote = quotes.get(symbol);
    if (quote == null) {
      throw new IllegalArgumentException("unknown symbol " + symbol);
    }
    return quote;
  }

  @Override
  public List<Bar> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    return java.util.stream.IntStream.rangeClosed(1, Math.min(5, maxBars))
        .mapToObj(
            i ->
                new Bar(
                    symbol,
                    timeframe,
                    now.minus(timeframe.length().multipliedBy(6L - i)),
                    100,
                    101,
                    99,
                    100.5,
                    1000))
        .toList();
  }

  @Override
  public InstantSource clock() {
    return () -> now;
  }

  @Override
  public boolean open() {
    return open;
  }

  @Override
  public AutoCloseable onStep(Consumer<List<Quote>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
