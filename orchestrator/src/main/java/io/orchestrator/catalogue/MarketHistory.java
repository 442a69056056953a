package io.orchestrator.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bars of a batch, adjusted for splits and dividends. The journal gets window and hash only; the
 * bars stay in the memory of the last few runs and are fetched again where they are lost.
 */
final class MarketHistory {
  private static final int AT_A_TIME = 8;
  private static final int REMEMBERED_RUNS = 4;

  /** Bars by which the present state of a name is judged. */
  private static final int RECENT = 20;

  private final Market market;
  private final TradingCalendar calendar;
  private final Map<String, Map<Symbol, List<Bar>>> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<Symbol, List<Bar>>> eldest) {
          return size() > REMEMBERED_RUNS;
        }
      };

  MarketHistory(Market market, TradingCalendar calendar) {
    this.market = market;
    this.calendar = calendar;
  }

  /** Fetches and judges all symbols; one bad symbol does not spoil the others. */
  Map<String, Object> fetch(StepContext context, BarsWanted p) {
    var failures = new TreeMap<String, Object>();
    var retryHelps = new AtomicBoolean();
    Map<Symbol, List<Bar>> bars = fetchAll(context, p.symbols(), p, failures, retryHelps);
    var quality = new BarQuality(calendar, p.timeframe(), market.now());
    var windows = new ArrayList<Map<String, Object>>();
    var good = new TreeMap<Symbol, List<Bar>>();
    bars.forEach(
        (symbol, series) ->
            quality
                .unusable(series)
                .ifPresentOrElse(
                    reason -> failures.put(symbol.value(), reason),
                    () -> {
                      good.put(symbol, series);
                      windows.add(window(symbol, series, quality.degraded(series)));
                    }));
    if (good.isEmpty()) {
      String error = "no symbol has usable data: " + failures;
      throw retryHelps.get() ? StepFailure.retryable(error) : StepFailure.permanent(error);
    }
    remember(context.workflowId(), good);
    return Json.row(
        "timeframe", p.timeframe().wireName(),
        "as_of", market.now().toString(),
        "symbols", windows,
        "failures", failures,
        "data_hash", hashOf(windows));
  }

  private Map<Symbol, List<Bar>> fetchAll(
      StepContext context,
      List<Symbol> symbols,
      BarsWanted p,
      Map<String, Object> failures,
      AtomicBoolean retryHelps) {
    var bars = new TreeMap<Symbol, List<Bar>>();
    Deque<Symbol> left = new ArrayDeque<>(symbols);
    var asked = new ArrayDeque<Map.Entry<Symbol, CompletionStage<List<Bar>>>>();
    int done = 0;
    while (!left.isEmpty() || !asked.isEmpty()) {
      while (!left.isEmpty() && asked.size() < AT_A_TIME) {
        Symbol next = left.removeFirst();
        asked.addLast(Map.entry(next, ask(next, p.timeframe(), p.bars())));
      }
      var oldest = asked.removeFirst();
      try {
        bars.put(oldest.getKey(), context.await(oldest.getValue()));
      } catch (StepContext.StepCancelled e) {
        throw e;
      } catch (RuntimeException e) {
        failures.put(oldest.getKey().value(), words(e));
        boolean refused = e instanceof RefusedException r && r.refusal().status() < 500;
        retryHelps.compareAndSet(false, !refused);
      }
      done++;
      context.progress(
          (double) done / symbols.size(), done + " of " + symbols.size() + " symbols fetched");
    }
    return bars;
  }

  private CompletionStage<List<Bar>> ask(Symbol symbol, Timeframe timeframe, int bars) {
    try {
      return market.adjustedHistory(symbol, timeframe, bars);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  static String words(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  private static Map<String, Object> window(Symbol symbol, List<Bar> bars, List<String> degraded) {
    return Json.row(
        "symbol", symbol.value(),
        "bars", bars.size(),
        "first", bars.getFirst().start().toString(),
        "last", bars.getLast().start().toString(),
        "last_close", bars.getLast().close(),
        "volatility", volatility(bars),
        "recent_volatility", volatility(newest(bars)),
        "median_volume", median(newest(bars)),
        "hash", hashOf(bars),
        "degraded", degraded);
  }

  private static List<Bar> newest(List<Bar> bars) {
    return bars.subList(Math.max(0, bars.size() - RECENT - 1), bars.size());
  }

  private static double median(List<Bar> bars) {
    long[] sorted = bars.stream().mapToLong(Bar::volume).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Standard deviation of log returns per bar. */
  private static double volatility(List<Bar> bars) {
    double sum = 0;
    double squares = 0;
    int n = bars.size() - 1;
    for (int i = 1; i <= n; i++) {
      double r = Math.log(bars.get(i).close() / bars.get(i - 1).close());
      sum += r;
      squares += r * r;
    }
    return Math.sqrt(Math.max(0, (squares - sum * sum / n) / (n - 1)));
  }

  /**
   * The bars that an earlier step described, from memory or fetched again and cut to the window.
   *
   * @param changed gets the symbols whose bars are not the same any more
   */
  Map<Symbol, List<Bar>> load(
      StepContext context, BarsWanted p, Map<String, Object> fetched, List<String> changed) {
    Map<Symbol, List<Bar>> kept = recall(context.workflowId());
    List<Map<String, Object>> windows = Json.rows(fetched, "symbols");
    if (kept != null) {
      return kept;
    }
    var symbols = windows.stream().map(w -> Symbol.of(Json.text(w, "symbol"))).toList();
    var lost = new TreeMap<String, Object>();
    Map<Symbol, List<Bar>> again = fetchAll(context, symbols, p, lost, new AtomicBoolean());
    var bars = new TreeMap<Symbol, List<Bar>>();
    for (Map<String, Object> w : windows) {
      Symbol symbol = Symbol.of(Json.text(w, "symbol"));
      List<Bar> cut = cut(again.getOrDefault(symbol, List.of()), w);
      if (!hashOf(cut).equals(Json.text(w, "hash"))) {
        changed.add(symbol.value());
      }
      if (cut.size() >= BarQuality.FEWEST_BARS) {
        bars.put(symbol, cut);
      }
    }
    if (bars.isEmpty()) {
      throw StepFailure.retryable("the data of this run are lost and cannot be fetched: " + lost);
    }
    remember(context.workflowId(), bars);
    return bars;
  }

  private static List<Bar> cut(List<Bar> bars, Map<String, Object> window) {
    Instant first = Instant.parse(Json.text(window, "first"));
    Instant last = Instant.parse(Json.text(window, "last"));
    return bars.stream()
        .filter(b -> !b.start().isBefore(first) && !b.start().isAfter(last))
        .toList();
  }

  private void remember(String workflowId, Map<Symbol, List<Bar>> bars) {
    synchronized (remembered) {
      remembered.put(workflowId, bars);
    }
  }

  private Map<Symbol, List<Bar>> recall(String workflowId) {
    synchronized (remembered) {
      return remembered.get(workflowId);
    }
  }

  void forget(String workflowId) {
    synchronized (remembered) {
      remembered.remove(workflowId);
    }
  }

  private static String hashOf(List<?> parts) {
    MessageDigest digest = Sha256.digest();
    for (Object part : parts) {
      if (part instanceof Bar b) {
        digest.update(
            ByteBuffer.allocate(6 * Long.BYTES)
                .putLong(b.start().toEpochMilli())
                .putDouble(b.open())
                .putDouble(b.high())
                .putDouble(b.low())
                .putDouble(b.close())
                .putLong(b.volume())
                .array());
      } else if (part instanceof Map<?, ?> window) {
        digest.update((window.get("symbol") + ":" + window.get("hash") + "\n").getBytes(UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
