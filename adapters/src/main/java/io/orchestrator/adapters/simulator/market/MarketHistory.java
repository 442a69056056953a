package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Days and minutes of all symbols up to the session that is open. Days are made once, minutes when
 * asked for and kept in a bounded cache. Thread-safe.
 */
final class MarketHistory {
  /** Sessions of one-second bars that can be asked for. */
  private static final int SECOND_SESSIONS = 2;

  /** Longest daily history kept: 60 years. */
  private static final int DAYS_MAX = 15_000;

  private record Key(Symbol symbol, LocalDate date) {}

  private final TradingCalendar calendar;
  private final SimulatedMarketSettings settings;
  private final List<Listing> listings = new ArrayList<>();
  private final List<LeadLag> links;
  private final Map<Symbol, List<Day>> days = new LinkedHashMap<>();
  private final Map<Symbol, NavigableMap<LocalDate, List<Bar>>> recordedMinutes;
  private final DailyModel dailyModel;
  private final IntradayModel intradayModel;
  private final TradingSession first;
  private final Map<Key, MinuteSession> cache;
  private TradingSession current;

  MarketHistory(SimulatedMarketSettings settings, TradingCalendar calendar) {
    this.settings = settings;
    this.calendar = calendar;
    Map<Symbol, List<Day>> recorded = new TreeMap<>();
    if (settings.historyDirectory().isPresent()) {
      var loaded = RecordedHistory.load(settings.historyDirectory().get(), calendar);
      recorded.putAll(loaded.daily());
      recordedMinutes = loaded.minutes();
    } else {
      recordedMinutes = Map.of();
    }
    this.first = firstSession(recorded);
    Universe.LISTINGS.stream()
        .map(l -> listing(l, recorded.get(l.symbol())))
        .forEach(listings::add);
    recorded.keySet().stream()
        .filter(s -> Universe.LISTINGS.stream().noneMatch(l -> l.symbol().equals(s)))
        .map(s -> listing(Universe.unknown(s), recorded.get(s)))
        .forEach(listings::add);
    this.links =
        Universe.LEAD_LAGS.stream()
            .filter(l -> !recorded.containsKey(l.leader()) && !recorded.containsKey(l.follower()))
            .toList();
    this.dailyModel = new DailyModel(settings.seed(), listings, links);
    this.intradayModel = new IntradayModel(settings.seed(), listings, links);
    this.cache = boundedCache(settings.minuteSessionsCached());
    simulatePast(recorded);
    this.current = first;
    addDay(first.date());
  }

  private static Map<Key, MinuteSession> boundedCache(int size) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Key, MinuteSession> eldest) {
        return size() > size;
      }
    };
  }

  private TradingSession firstSession(Map<Symbol, List<Day>> recorded) {
    return recorded.values().stream()
        .map(d -> d.getLast().date())
        .max(LocalDate::compareTo)
        .map(calendar::next)
        .orElseGet(() -> calendar.onOrAfter(settings.startDate()));
  }

  private static Listing listing(Listing simulated, List<Day> recorded) {
    if (recorded == null) {
      return simulated;
    }
    int from = Math.max(0, recorded.size() - 250);
    double squares = 0;
    double volume = 0;
    for (Day day : recorded.subList(from, recorded.size())) {
      squares += day.sigma() * day.sigma() / (1 - DailyModel.OVERNIGHT_SHARE);
      volume += day.volume();
    }
    int count = recorded.size() - from;
    double close = recorded.getLast().close();
    long meanVolume = Math.max(1000, (long) (volume / count));
    return simulated.continuing(close, meanVolume, Math.sqrt(squares / count));
  }

  /** Simulated days end at the reference price; recorded ones are continued where they end. */
  private void simulatePast(Map<Symbol, List<Day>> recorded) {
    LocalDate from = first.date().minusYears(settings.historyYears());
    var past = calendar.sessions(from, first.date().minusDays(1));
    var moves = new ArrayList<List<DailyModel.Move>>(past.size());
    past.forEach(s -> moves.add(dailyModel.next(s.date())));
    for (int i = 0; i < listings.size(); i++) {
      Listing listing = listings.get(i);
      var known = recorded.getOrDefault(listing.symbol(), List.of());
      var own = new ArrayList<Day>(known);
      double close = known.isEmpty() ? startPrice(listing, moves, i) : known.getLast().close();
      for (int d = 0; d < past.size(); d++) {
        LocalDate date = past.get(d).date();
        if (known.isEmpty() || known.getLast().date().isBefore(date)) {
          own.add(Day.after(close, date, moves.get(d).get(i)));
          close = own.getLast().close();
        }
      }
      days.put(listing.symbol(), own);
    }
  }

  private static double startPrice(Listing listing, List<List<DailyModel.Move>> moves, int i) {
    double sum = 0;
    for (var move : moves) {
      sum += move.get(i).gap() + move.get(i).intraday();
    }
    return listing.referencePrice() * Math.exp(-sum);
  }

  private void addDay(LocalDate date) {
    List<DailyModel.Move> moves = dailyModel.next(date);
    for (int i = 0; i < listings.size(); i++) {
      List<Day> own = days.get(listings.get(i).symbol());
      own.add(Day.after(own.getLast().close(), date, moves.get(i)));
      if (own.size() > DAYS_MAX) {
        own.removeFirst();
      }
    }
  }

  /** Makes the days up to the session; earlier ones are there already. */
  synchronized void advanceTo(TradingSession session) {
    while (current.date().isBefore(session.date())) {
      current = calendar.next(current.date());
      addDay(current.date());
    }
  }

  TradingSession first() {
    return first;
  }

  List<Listing> listings() {
    return listings;
  }

  List<LeadLag> links() {
    return links;
  }

  /** The minutes of a session already made; of the open one, the close must not be shown. */
  synchronized MinuteSession minutes(Symbol symbol, LocalDate date) {
    List<Day> own = days.get(symbol);
    return minutesOf(symbol, own.get(indexOf(own, date)));
  }

  /** Close of the session before the day. */
  synchronized double previousClose(Symbol symbol, LocalDate date) {
    List<Day> own = days.get(symbol);
    return own.get(Math.max(0, indexOf(own, date) - 1)).close();
  }

  // Asked for the newest or the one before it, so the search is short.
  private static int indexOf(List<Day> own, LocalDate date) {
    int i = own.size() - 1;
    while (i > 0 && own.get(i).date().isAfter(date)) {
      i--;
    }
    return i;
  }

  synchronized List<Bar> bars(Symbol symbol, Timeframe timeframe, int maxBars, Instant now) {
    return timeframe == Timeframe.D1
        ? dailyBars(symbol, maxBars)
        : intradayBars(symbol, timeframe, maxBars, now);
  }

  private List<Bar> dailyBars(Symbol symbol, int maxBars) {
    List<Day> own = days.get(symbol);
    int end = own.size() - 1;
    return own.subList(Math.max(0, end - maxBars), end).stream()
        .map(
            d ->
                new Bar(
                    symbol,
                    Timeframe.D1,
                    calendar.session(d.date()).orElseThrow().open(),
                    d.open(),
                    d.high(),
                    d.low(),
                    d.close(),
                    d.volume()))
        .toList();
  }

  private List<Bar> intradayBars(Symbol symbol, Timeframe timeframe, int maxBars, Instant now) {
    List<Day> own = days.get(symbol);
    int sessions = timeframe == Timeframe.S1 ? SECOND_SESSIONS : settings.minuteSessions() + 1;
    var newestFirst = new ArrayList<List<Bar>>();
    int count = 0;
    int oldest = Math.max(0, own.size() - sessions);
    for (int d = own.size() - 1; d >= oldest && count < maxBars; d--) {
      newestFirst.add(sessionBars(symbol, own.get(d), timeframe, now));
      count += newestFirst.getLast().size();
    }
    if (timeframe == Timeframe.M1 && count < maxBars) {
      var before = recordedMinutes.getOrDefault(symbol, new TreeMap<>());
      for (var bars : before.headMap(own.get(oldest).date(), false).descendingMap().values()) {
        newestFirst.add(bars);
      }
    }
    var result = new ArrayList<Bar>();
    newestFirst.reversed().forEach(result::addAll);
    return List.copyOf(result.subList(Math.max(0, result.size() - maxBars), result.size()));
  }

  private List<Bar> sessionBars(Symbol symbol, Day day, Timeframe timeframe, Instant now) {
    var recorded = recordedMinutes.get(symbol);
    if (timeframe == Timeframe.M1 && recorded != null && recorded.containsKey(day.date())) {
      return recorded.get(day.date());
    }
    return minutesOf(symbol, day).bars(timeframe, now);
  }

  private MinuteSession minutesOf(Symbol symbol, Day day) {
    return cache.computeIfAbsent(
        new Key(symbol, day.date()),
        k -> intradayModel.minutes(symbol, day, calendar.session(day.date()).orElseThrow()));
  }
}
