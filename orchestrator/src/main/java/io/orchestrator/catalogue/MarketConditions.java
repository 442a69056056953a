package io.orchestrator.catalogue;

import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the market is in a state to enter a name: hours, volatility, liquidity, events. The quote
 * and its spread are judged beside. What closes a position is never asked.
 *
 * @param parameters of the run; those of a run that was begun before them are absent and forbid
 *     nothing
 */
record MarketConditions(
    Map<String, Object> parameters,
    Timeframe timeframe,
    TradingCalendar calendar,
    Instant now,
    MarketEvents.Known events) {

  /** Why not. */
  record Against(String code, String detail) {}

  /**
   * @param window the row that the fetch wrote of the symbol; empty if it wrote none
   */
  Optional<Against> against(String symbol, Map<String, Object> window) {
    return hours()
        .or(() -> events(symbol))
        .or(() -> volatility(window))
        .or(() -> liquidity(window));
  }

  private double number(String name, double absent) {
    return parameters.containsKey(name) ? Json.number(parameters, name) : absent;
  }

  private Optional<Against> hours() {
    Optional<TradingSession> session = calendar.openAt(now);
    if (session.isEmpty()) {
      return Optional.of(new Against("market.closed", "the market is closed at " + now));
    }
    long since = Duration.between(session.get().open(), now).toMinutes();
    long left = Duration.between(now, session.get().close()).toMinutes();
    if (since < number("avoid_open_minutes", 0)) {
      return Optional.of(new Against("market.hours", "the session is " + since + " minutes old"));
    }
    if (left < number("avoid_close_minutes", 0)) {
      return Optional.of(new Against("market.hours", "the session ends in " + left + " minutes"));
    }
    return Optional.empty();
  }

  private Optional<Against> events(String symbol) {
    if (events.unreadable().isPresent()) {
      return Optional.of(new Against("market.events_unreadable", events.unreadable().get()));
    }
    int days = (int) number("event_days", 0);
    LocalDate today = TradingCalendar.dateOf(now);
    return events
        .near(symbol, today, days)
        .map(
            e ->
                new Against(
                    "market.event", "%s of %s on %s".formatted(e.kind(), e.symbol(), e.date())));
  }

  private Optional<Against> volatility(Map<String, Object> window) {
    if (!window.containsKey("recent_volatility")) {
      return Optional.empty();
    }
    double recent = Json.number(window, "recent_volatility");
    double usual = Json.number(window, "volatility");
    double most = number("max_volatility_ratio", Double.MAX_VALUE);
    return usual > 0 && recent > most * usual
        ? Optional.of(
            new Against(
                "market.volatility",
                "the last bars move %.1f times as much as usual, more than %.1f"
                    .formatted(recent / usual, most)))
        : Optional.empty();
  }

  private Optional<Against> liquidity(Map<String, Object> window) {
    if (!window.containsKey("median_volume")) {
      return Optional.empty();
    }
    double usd = dailyVolume(window) * Json.number(window, "last_close");
    double least = number("min_dollar_volume", 0);
    return usd < least
        ? Optional.of(
            new Against(
                "market.liquidity",
                "%.0f USD are traded a day, less than %.0f".formatted(usd, least)))
        : Optional.empty();
  }

  private double dailyVolume(Map<String, Object> window) {
    return Json.number(window, "median_volume") * SignalSizing.barsAYear(timeframe) / 252;
  }

  /** Most shares of an entry: its share of a usual day's volume. */
  long mostShares(Map<String, Object> window) {
    return window.containsKey("median_volume")
        ? (long) Math.floor(number("max_participation", 1) * dailyVolume(window))
        : Long.MAX_VALUE;
  }
}
