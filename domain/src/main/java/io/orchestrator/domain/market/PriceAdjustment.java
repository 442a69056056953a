package io.orchestrator.domain.market;

import io.orchestrator.domain.market.CorporateAction.Kind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Prices as traded in today's shares and with dividends, so that a return is what a holder earned.
 * Bars before an ex-date are multiplied: for a split of {@code f} new shares for one old one prices
 * by {@code 1/f} and volume by {@code f}; for a dividend {@code D} prices by {@code 1 - D/P}, with
 * {@code P} the last close before, in the shares of the ex-date (CRSP's factors to adjust prices,
 * which Yahoo Finance's adjusted close follows). Factors multiply; the newest bars stay as traded.
 * Pure.
 *
 * <p>A split is applied only where the bars show it: vendors restate their history for splits, and
 * then it is in the prices already.
 */
public final class PriceAdjustment {
  private PriceAdjustment() {}

  /**
   * @param bars of one symbol and timeframe, oldest first
   * @param actions of the symbol, in any order
   */
  public static List<Bar> adjusted(List<Bar> bars, List<CorporateAction> actions) {
    List<CorporateAction> newestFirst = new ArrayList<>(actions);
    // Of one day the split comes last, seen from today: the dividend is paid on the new shares.
    newestFirst.sort(
        Comparator.comparing(CorporateAction::date)
            .thenComparing(a -> a.kind() == Kind.SPLIT ? 0 : 1)
            .reversed());
    List<Bar> result = new ArrayList<>(bars.size());
    double prices = 1;
    double shares = 1;
    int next = 0;
    LocalDate newer = LocalDate.MAX;
    for (int i = bars.size() - 1; i >= 0; i--) {
      Bar bar = bars.get(i);
      LocalDate date = TradingCalendar.dateOf(bar.start());
      if (date.isBefore(newer)) {
        double split = 1;
        while (next < newestFirst.size() && newestFirst.get(next).date().isAfter(date)) {
          CorporateAction action = newestFirst.get(next++);
          boolean inside = i + 1 < bars.size();
          if (inside && action.kind() == Kind.DIVIDEND) {
            prices *= dividendFactor(action, bar.close(), splitOf(newestFirst, action, bars, i));
          } else if (inside && shows(bars, i, action.value())) {
            split *= action.value();
          }
        }
        prices /= split;
        shares *= split;
        newer = date;
      }
      result.add(scaled(bar, prices, shares));
    }
    return result.reversed();
  }

  private static double dividendFactor(CorporateAction dividend, double close, double split) {
    double factor = 1 - dividend.value() / (close / split);
    // More than the share was worth is no dividend.
    return factor > 0 ? factor : 1;
  }

  /** New shares for one old by a split of the dividend's own ex-date. */
  private static double splitOf(
      List<CorporateAction> actions, CorporateAction dividend, List<Bar> bars, int i) {
    return actions.stream()
        .filter(a -> a.kind() == Kind.SPLIT && a.date().equals(dividend.date()))
        .filter(a -> shows(bars, i, a.value()))
        .mapToDouble(CorporateAction::value)
        .findFirst()
        .orElse(1);
  }

  /** Whether the price changed by the split rather than not at all. */
  private static boolean shows(List<Bar> bars, int before, double factor) {
    double ratio = bars.get(before).close() / bars.get(before + 1).open();
    return Math.abs(Math.log(ratio / factor)) < Math.abs(Math.log(ratio));
  }

  private static Bar scaled(Bar bar, double prices, double shares) {
    return prices == 1 && shares == 1
        ? bar
        : new Bar(
            bar.symbol(),
            bar.timeframe(),
            bar.start(),
            bar.open() * prices,
            bar.high() * prices,
            bar.low() * prices,
            bar.close() * prices,
            Math.round(bar.volume() * shares));
  }
}
