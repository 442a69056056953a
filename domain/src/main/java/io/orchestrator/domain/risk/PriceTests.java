package io.orchestrator.domain.risk;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which names are under the price test of SEC Rule 201: a price of the regular session at least 10
 * % below the close of the session before triggers it, for the rest of that day and the next
 * session. Market time. One thread.
 *
 * <p>Prices are as traded: a split shows as a fall, which restricts for two days too many and never
 * too few.
 */
public final class PriceTests {
  private static final double TRIGGER = 0.90;
  private static final double ROUNDING = 1e-9;

  private final TradingCalendar calendar;
  private final Map<String, Name> names = new HashMap<>();

  private static final class Name {
    final LocalDate session;
    final double close;
    final boolean carried;
    double low;

    Name(LocalDate session, double close, boolean carried, double low) {
      this.session = session;
      this.close = close;
      this.carried = carried;
      this.low = low;
    }
  }

  public PriceTests(TradingCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * The last sessions of a name. Nothing is learned when one of the two before the present is not
   * among them: yesterday's bar says whether the test is still in force, and needs a close before.
   *
   * @param daily oldest first; the bar of the present session may be there, and counts by its low
   */
  public void closes(String symbol, List<Bar> daily, Instant marketNow) {
    LocalDate today = TradingCalendar.dateOf(marketNow);
    LocalDate last = calendar.previous(today).date();
    LocalDate beforeLast = calendar.previous(last).date();
    double close = 0;
    double earlier = 0;
    double lastLow = 0;
    double low = Double.POSITIVE_INFINITY;
    for (Bar bar : daily) {
      LocalDate date = TradingCalendar.dateOf(bar.start());
      if (date.equals(today)) {
        low = bar.low();
      } else if (date.equals(last)) {
        close = bar.close();
        lastLow = bar.low();
      } else if (date.equals(beforeLast)) {
        earlier = bar.close();
      }
    }
    if (close > 0 && earlier > 0) {
      Name known = names.get(symbol);
      boolean same = known != null && known.session.equals(today);
      names.put(
          symbol,
          new Name(today, close, fallen(lastLow, earlier), same ? Math.min(low, known.low) : low));
    }
  }

  /**
   * @param price of a trade in the regular session
   */
  public void seen(String symbol, double price, Instant at) {
    Name name = names.get(symbol);
    if (name != null && price > 0 && name.session.equals(TradingCalendar.dateOf(at))) {
      name.low = Math.min(name.low, price);
    }
  }

  public PriceTest of(String symbol, Instant marketNow) {
    Name name = names.get(symbol);
    if (name == null || !name.session.equals(TradingCalendar.dateOf(marketNow))) {
      return PriceTest.UNKNOWN;
    }
    return name.carried || fallen(name.low, name.close) ? PriceTest.RESTRICTED : PriceTest.FREE;
  }

  /** Forgets names that nobody watches: their low would have gaps. */
  public void keep(Set<String> symbols) {
    names.keySet().retainAll(symbols);
  }

  private static boolean fallen(double low, double close) {
    return low <= close * (TRIGGER + ROUNDING);
  }
}
