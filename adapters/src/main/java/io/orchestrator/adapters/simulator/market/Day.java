package io.orchestrator.adapters.simulator.market;

import java.time.LocalDate;

/**
 * One session of one symbol. Prices in USD, rounded as quoted.
 *
 * @param sigma standard deviation of the log return from open to close that the model had for it
 */
record Day(
    LocalDate date, double open, double high, double low, double close, long volume, double sigma) {

  /** The day that follows a close by the move. */
  static Day after(double previousClose, LocalDate date, DailyModel.Move move) {
    double open = cents(previousClose * Math.exp(move.gap()));
    double close = cents(open * Math.exp(move.intraday()));
    double high = cents(open * Math.exp(move.up()));
    double low = cents(open * Math.exp(move.down()));
    return new Day(
        date,
        open,
        Math.max(high, Math.max(open, close)),
        Math.min(low, Math.min(open, close)),
        close,
        move.volume(),
        move.sigma());
  }

  static double cents(double price) {
    return Math.max(1, Math.rint(price * 100)) / 100;
  }
}
