package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.DayState;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The update fields of protocol 6.x by name, and how each is written; order as the feed lists. */
final class LevelOneFields {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM/dd/yyyy");

  /**
   * What a P or Q line is made of.
   *
   * @param at time of the quote by the feed's clock
   * @param contents letters of the Message Contents field
   * @param trades of today, also the id of the latest
   */
  record Update(Quote quote, Instant at, DayState day, String contents, long trades) {
    private ZonedDateTime time() {
      return at.atZone(TradingCalendar.NEW_YORK);
    }
  }

  /**
   * The set that a client has that selects none. Not shared with our client on purpose: a name that
   * is wrong in one of them must make a test fail.
   */
  static final List<String> DEFAULT =
      List.of(
          "Symbol",
          "Most Recent Trade",
          "Most Recent Trade Size",
          "Most Recent Trade Time",
          "Most Recent Trade Market Center",
          "Total Volume",
          "Bid",
          "Bid Size",
          "Ask",
          "Ask Size",
          "Open",
          "High",
          "Low",
          "Close",
          "Message Contents",
          "Most Recent Trade Conditions");

  /** Names of the columns of an F line. */
  static final List<String> FUNDAMENTAL =
      List.of(
          "Symbol",
          "Exchange ID",
          "PE",
          "Average Volume",
          "52 Week High",
          "52 Week Low",
          "Calendar Year High",
          "Calendar Year Low",
          "Dividend Yield",
          "Dividend Amount",
          "Dividend Rate",
          "Pay Date",
          "Ex-dividend Date",
          "Current Year EPS",
          "Next Year EPS",
          "Five-year Growth Percentage",
          "Fiscal Year End",
          "Company Name",
          "Root Option Symbol",
          "Percent Held By Institutions",
          "Beta",
          "Leaps",
          "Current Assets",
          "Current Liabilities",
          "Balance Sheet Date",
          "Long-term Debt",
          "Common Shares Outstanding",
          "Split Factor 1",
          "Split Factor 2",
          "Format Code",
          "Precision",
          "SIC",
          "Historical Volatility",
          "Security Type",
          "Listed Market",
          "52 Week High Date",
          "52 Week Low Date",
          "Calendar Year High Date",
          "Calendar Year Low Date",
          "Year End Close",
          "Maturity Date",
          "Coupon Rate",
          "Expiration Date",
          "Strike Price",
          "NAICS",
          "Exchange Root",
          "Option Premium Multiplier",
          "Option Multiple Deliverable",
          "Session Open Time",
          "Session Close Time",
          "Base Currency",
          "Contract Size",
          "Contract Months",
          "Minimum Tick Size",
          "First Delivery Date",
          "FIGI",
          "Security Sub Type");

  private static final Map<String, Function<Update, String>> WRITERS = writers();

  /** Known, but without a value in this market: written empty, which means "no value". */
  private static final List<String> WITHOUT_VALUE =
      List.of(
          "7 Day Yield",
          "Available Regions",
          "Average Maturity",
          "Close Range 1",
          "Close Range 2",
          "Days to Expiration",
          "Extended Trading Change",
          "Extended Trading Difference",
          "Financial Status Indicator",
          "Market Capitalization",
          "Net Asset Value",
          "Open Interest",
          "Open Range 1",
          "Open Range 2",
          "Percent Off Average Volume",
          "Previous Day Volume",
          "Price-Earnings Ratio",
          "Settle",
          "Settlement Date",
          "Tick",
          "Volatility",
          "VWAP");

  private LevelOneFields() {}

  static List<String> names() {
    var all = new ArrayList<>(WRITERS.keySet());
    all.addAll(WITHOUT_VALUE);
    return all;
  }

  /** The known ones of the wanted names, Symbol first. */
  static List<String> selected(List<String> wanted) {
    var result = new ArrayList<String>();
    result.add("Symbol");
    for (String name : wanted) {
      boolean known = WRITERS.containsKey(name) || WITHOUT_VALUE.contains(name);
      if (known && !result.contains(name)) {
        result.add(name);
      }
    }
    return List.copyOf(result);
  }

  /** One line, with the type letter, ending with a comma as the feed does. */
  static String line(char type, List<String> fields, Update update) {
    var line = new StringBuilder(160).append(type).append(',');
    for (String field : fields) {
      Function<Update, String> writer = WRITERS.get(field);
      line.append(writer == null ? "" : writer.apply(update)).append(',');
    }
    return line.toString();
  }

  static String price(double price) {
    return price > 0 ? Decimals.four(price) : "";
  }

  private static Map<String, Function<Update, String>> writers() {
    var w = new LinkedHashMap<String, Function<Update, String>>();
    w.put("Symbol", u -> u.quote().symbol().value());
    for (String trade : List.of("Most Recent Trade", "Last", "Extended Trade")) {
      w.put(trade, u -> price(u.quote().last()));
      w.put(trade + " Size", u -> "" + u.quote().lastSize());
      w.put(trade + " Date", u -> DATE.format(u.time()));
      w.put(trade + " Time", u -> TIME.format(u.time()));
      w.put(trade + " Market Center", u -> "11");
    }
    w.remove("Last Size");
    w.put("Last Size", u -> "" + u.quote().lastSize());
    w.put("Most Recent Trade Conditions", u -> "01");
    w.put("Most Recent Trade Aggressor", LevelOneFields::aggressor);
    w.put("Most Recent Trade Day Code", u -> "" + u.time().getDayOfMonth());
    w.put("TickID", u -> "" + u.trades());
    w.put("Number of Trades Today", u -> "" + u.trades());
    w.put("Total Volume", u -> "" + u.quote().volume());
    w.put("Bid", u -> price(u.quote().bid()));
    w.put("Bid Size", u -> "" + u.quote().bidSize());
    w.put("Bid Time", u -> TIME.format(u.time()));
    w.put("Bid Market Center", u -> "11");
    w.put("Ask", u -> price(u.quote().ask()));
    w.put("Ask Size", u -> "" + u.quote().askSize());
    w.put("Ask Time", u -> TIME.format(u.time()));
    w.put("Ask Market Center", u -> "11");
    w.put("Open", u -> price(u.day().open()));
    w.put("High", u -> price(u.day().high()));
    w.put("Low", u -> price(u.day().low()));
    w.put("Close", u -> price(u.day().previousClose()));
    w.put("Change", u -> signed(u.quote().last() - u.day().previousClose()));
    w.put("Change From Open", u -> signed(u.quote().last() - u.day().open()));
    w.put("Percent Change", u -> signed(u.quote().last() / u.day().previousClose() - 1));
    w.put("Range", u -> signed(u.day().high() - u.day().low()));
    w.put("Spread", u -> signed(u.quote().ask() - u.quote().bid()));
    w.put("Bid Change", u -> "");
    w.put("Ask Change", u -> "");
    w.put("Decimal Precision", u -> "2");
    w.put("Fraction Display Code", u -> "14");
    w.put("Exchange ID", u -> "5");
    w.put("Restricted Code", u -> "N");
    w.put("Market Open", u -> "1");
    w.put("Delay", u -> "0");
    w.put("Message Contents", Update::contents);
    return w;
  }

  // Trades happen at the bid or at the ask.
  private static String aggressor(Update update) {
    return update.quote().last() >= update.quote().ask() ? "1" : "2";
  }

  private static String signed(double value) {
    return Decimals.four(value);
  }
}
