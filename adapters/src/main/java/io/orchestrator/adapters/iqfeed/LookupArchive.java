package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketHistory;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The commands of the lookup port: HTX HTD HTT, HIX HID HIT, HDX HDT, HWX HMX, SBF, SLM, SST. */
final class LookupArchive implements MarketHistory {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd HHmmss");
  private static final String GROUPING = "150";
  private static final int SEARCH_LENGTH_MAX = 100;
  private static final int NAMES_MAX = 10_000;

  private final LookupSession lookup;
  private final Supplier<Instant> feedTime;
  private final Map<String, String> markets = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();

  LookupArchive(LookupSession lookup, Supplier<Instant> feedTime) {
    this.lookup = lookup;
    this.feedTime = feedTime;
  }

  @Override
  public CompletionStage<Long> ticks(TickQuery q, Consumer<List<Tick>> sink) {
    String direction = q.oldestFirst() ? "1" : "0";
    String filter = time(q.filterFrom()) + "," + time(q.filterTo());
    boolean ranged = q.from() != null || q.to() != null || !filter.equals(",");
    Function<String, String> command =
        id ->
            q.days() > 0
                ? join("HTD", q.symbol(), q.days(), q.max(), filter, direction, id, GROUPING)
                : ranged
                    ? join(
                        "HTT",
                        q.symbol(),
                        dateTime(q.from()),
                        dateTime(q.to()),
                        q.max(),
                        filter,
                        direction,
                        id,
                        GROUPING)
                    : join("HTX", q.symbol(), q.max(), direction, id, GROUPING);
    return lookup.stream(
        new StreamRequest<>(
            "trades of " + q.symbol(),
            command,
            (words, from) -> {
              Tick tick = HistoryRows.tick(q.symbol(), words, from);
              return within(tick.timestamp(), q.from(), q.to()) ? tick : null;
            },
            tick -> tick,
            sink,
            q.max(),
            false));
  }

  @Override
  public CompletionStage<Long> bars(BarQuery q, Consumer<List<Bar>> sink) {
    boolean daily = q.timeframe() == Timeframe.D1;
    return lookup.stream(
        new StreamRequest<>(
            q.timeframe().wireName() + " bars of " + q.symbol(),
            daily ? id -> dailyCommand(q, id) : id -> intervalCommand(q, id),
            (words, from) -> {
              Bar bar = HistoryRows.bar(q.symbol(), q.timeframe(), words, from);
              boolean finished =
                  daily || !bar.start().plus(q.timeframe().length()).isAfter(feedTime.get());
              return finished && within(bar.start(), q.from(), q.to()) ? bar : null;
            },
            Bar::start,
            sink,
            q.max(),
            false));
  }

  private static String dailyCommand(BarQuery q, String id) {
    String direction = q.oldestFirst() ? "1" : "0";
    if (q.from() == null && q.to() == null) {
      return join("HDX", q.symbol(), q.max(), direction, id, GROUPING, 0);
    }
    String to = q.to() == null ? "" : date(q.to().minusNanos(1));
    return join("HDT", q.symbol(), date(q.from()), to, q.max(), direction, id, GROUPING, 0);
  }

  private static String intervalCommand(BarQuery q, String id) {
    String direction = q.oldestFirst() ? "1" : "0";
    long seconds = q.timeframe().length().toSeconds();
    String filter = time(q.filterFrom()) + "," + time(q.filterTo());
    // One more: the newest interval may be unfinished and is then left out.
    long max = q.max() + 1L;
    String tail = join(direction, id, GROUPING, "s", 1);
    if (q.days() > 0) {
      return join("HID", q.symbol(), seconds, q.days(), max, filter, tail);
    }
    if (q.from() == null && q.to() == null && filter.equals(",")) {
      return join("HIX", q.symbol(), seconds, max, tail);
    }
    return join(
        "HIT", q.symbol(), seconds, dateTime(q.from()), dateTime(q.to()), max, filter, tail);
  }

  @Override
  public CompletionStage<List<PeriodBar>> periods(Symbol symbol, Period period, int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1, was " + max);
    }
    var newestFirst = Collections.synchronizedList(new ArrayList<PeriodBar>());
    String name = period == Period.WEEK ? "HWX" : "HMX";
    var request =
        new StreamRequest<PeriodBar>(
            (period == Period.WEEK ? "weeks of " : "months of ") + symbol,
            id -> join(name, symbol, max, 0, id, GROUPING, 0),
            (words, from) -> HistoryRows.period(symbol, period, words, from),
            PeriodBar::date,
            newestFirst::addAll,
            max,
            false);
    return lookup.stream(request).thenApply(count -> List.copyOf(newestFirst).reversed());
  }

  @Override
  public CompletionStage<List<SymbolMatch>> search(String text, SearchIn in, int max) {
    if (text.isBlank()
        || text.length() > SEARCH_LENGTH_MAX
        || !text.matches("[\\x20-\\x7e&&[^,]]+")) {
      throw new IllegalArgumentException(
          "a search text is 1 to " + SEARCH_LENGTH_MAX + " printable characters without comma");
    }
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1, was " + max);
    }
    var found = Collections.synchronizedList(new ArrayList<String[]>());
    var request =
        new StreamRequest<String[]>(
            "symbols with '" + text + "'",
            id -> join("SBF", in == SearchIn.SYMBOL ? "s" : "d", text.trim(), "", "", id),
            LookupArchive::match,
            words -> List.of(words),
            found::addAll,
            max,
            true);
    return names("SLM", markets)
        .thenCompose(known -> names("SST", types))
        .thenCompose(known -> lookup.stream(request))
        .thenApply(count -> found.stream().map(this::named).toList());
  }

  /** Symbol, market, type and description, which may hold commas. */
  private static String[] match(String[] words, int from) {
    var description = new StringBuilder(words[from + 3]);
    int end = words[words.length - 1].isEmpty() ? words.length - 1 : words.length;
    for (int i = from + 4; i < end; i++) {
      description.append(',').append(words[i]);
    }
    return new String[] {words[from], words[from + 1], words[from + 2], description.toString()};
  }

  private SymbolMatch named(String[] row) {
    return new SymbolMatch(
        row[0], row[3], markets.getOrDefault(row[1], row[1]), types.getOrDefault(row[2], row[2]));
  }

  /** Asked for once; without them a number stands for a name. */
  private CompletionStage<Map<String, String>> names(String command, Map<String, String> into) {
    if (!into.isEmpty()) {
      return CompletableFuture.completedFuture(into);
    }
    var request =
        new StreamRequest<String[]>(
            command.equals("SLM") ? "listed markets" : "security types",
            id -> join(command, id),
            (words, from) -> new String[] {words[from], words[from + 1]},
            words -> List.of(words),
            rows -> rows.forEach(r -> into.put(r[0], r[1])),
            NAMES_MAX,
            true);
    return lookup.stream(request).handle((count, failure) -> into);
  }

  private static boolean within(Instant at, Instant from, Instant to) {
    return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
  }

  private static String join(Object... parts) {
    var line = new StringBuilder(80);
    for (Object part : parts) {
      line.append(line.isEmpty() ? "" : ",").append(part);
    }
    return line.toString();
  }

  private static String date(Instant at) {
    return at == null ? "" : DATE.format(at.atZone(TradingCalendar.NEW_YORK));
  }

  private static String dateTime(Instant at) {
    return at == null ? "" : DATE_TIME.format(at.atZone(TradingCalendar.NEW_YORK));
  }

  private static String time(LocalTime time) {
    return time == null ? "" : TIME.format(time);
  }
}
