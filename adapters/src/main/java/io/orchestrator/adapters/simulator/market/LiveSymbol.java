package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The running quote of one symbol; only the market's step changes it. */
final class LiveSymbol {
  private static final long LOT = 100;
  private final Listing listing;
  private final int number;
  private MinuteSession today;
  private double previousClose;
  private double high;
  private double low;
  private int finishedMinutes;
  private volatile Quote quote;
  private volatile DayState day;

  LiveSymbol(Listing listing, int number) {
    this.listing = listing;
    this.number = number;
  }

  Listing listing() {
    return listing;
  }

  Quote quote() {
    return quote;
  }

  DayState day() {
    return day;
  }

  void begin(MinuteSession session, double closeBefore) {
    today = session;
    previousClose = closeBefore;
    high = session.openPrice();
    low = session.openPrice();
    finishedMinutes = 0;
    quote = null;
  }

  /** Whether something happens to it in a step of so many market seconds. */
  boolean stirs(long step, double marketSeconds) {
    if (quote == null) {
      return true;
    }
    double perSecond = Math.clamp(listing.dailyVolume() / 20e6, 0.4, 2.0);
    double chance = 1 - Math.exp(-perSecond * marketSeconds);
    return Noise.uniform(number, step, 17) < chance;
  }

  Quote update(Instant now, double secondsSinceOpen, long step) {
    double last = today.priceAt(secondsSinceOpen);
    long volume = today.volumeAt(secondsSinceOpen);
    Quote before = quote;
    long traded = before == null ? Math.min(LOT, volume) : volume - before.volume();
    boolean trade = traded > 0 || before == null;
    double price = trade ? last : before.last();
    double spread = Math.max(0.01, Math.rint(last * listing.spreadBps() / 100) / 100);
    boolean buyer = Noise.uniform(number, step, 23) < 0.5;
    double bid = cents(buyer ? last - spread : last);
    double ask = cents(buyer ? last : last + spread);
    rememberRange(price, secondsSinceOpen);
    quote =
        new Quote(
            listing.symbol(),
            bid,
            ask,
            lots(step, 29),
            lots(step, 31),
            price,
            trade ? Math.max(1, traded) : before.lastSize(),
            volume,
            now.truncatedTo(ChronoUnit.MICROS),
            DataQuality.GOOD);
    day = new DayState(today.openPrice(), high, low, previousClose);
    return quote;
  }

  private static double cents(double price) {
    return Math.max(1, Math.rint(price * 100)) / 100;
  }

  private void rememberRange(double price, double secondsSinceOpen) {
    int finished = Math.min((int) (secondsSinceOpen / 60), today.minutes());
    while (finishedMinutes < finished) {
      high = Math.max(high, today.high(finishedMinutes));
      low = Math.min(low, today.low(finishedMinutes));
      finishedMinutes++;
    }
    high = Math.max(high, price);
    low = Math.min(low, price);
  }

  private long lots(long step, int salt) {
    double scale = Math.clamp(listing.dailyVolume() / 5e6, 2, 20);
    return LOT * (1 + (long) (scale * Noise.uniform(number, step, salt)));
  }
}
