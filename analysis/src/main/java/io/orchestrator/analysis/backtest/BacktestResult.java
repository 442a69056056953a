package io.orchestrator.analysis.backtest;

import java.util.List;

/**
 * @param returns of equity by day, from the second day on
 * @param equity USD at each close
 * @param fills in order
 * @param fees USD, all commissions
 * @param borrow USD paid for shorts
 * @param traded USD, sum of all fills
 * @param exposedDays closes with a position
 * @param wishes weights of equity by name, for the day after the last
 */
public record BacktestResult(
    double[] returns,
    double[] equity,
    List<Fill> fills,
    double fees,
    double borrow,
    double traded,
    int exposedDays,
    double[] wishes) {

  /**
   * @param day index of the day at whose open it was done
   * @param quantity shares, negative for a sale
   * @param price USD, slippage and impact in it
   * @param held shares after it, in that day's shares
   */
  public record Fill(int day, int name, long quantity, double price, double fee, long held) {}
}
