package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Symbol searches and the lists of markets, kinds of securities and trade conditions. */
final class SymbolRows {
  private static final String MARKET = "5";
  private static final String TYPE = "1";

  /** Where the request's id stands, by command. */
  private static final Map<String, Integer> ID_INDEX =
      Map.of("SBF", 5, "SBS", 2, "SBN", 2, "SLM", 1, "SST", 1, "STC", 1, "SSC", 1, "SNC", 1);

  private final SimulatedMarket market;

  SymbolRows(SimulatedMarket market) {
    this.market = market;
  }

  static boolean isSearch(String[] words) {
    return ID_INDEX.containsKey(words[0].toUpperCase(Locale.ROOT));
  }

  static String idOf(String[] words) {
    int index = ID_INDEX.get(words[0].toUpperCase(Locale.ROOT));
    return index < words.length ? words[index].trim() : "";
  }

  /** Throws {@code IllegalArgumentException} for a search that cannot be read. */
  List<String> of(String[] words) {
    return switch (words[0].toUpperCase(Locale.ROOT)) {
      case "SBF" -> search(words);
      case "SLM" ->
          List.of(
              "5,NASDAQ,Nasdaq,5,NASDAQ,",
              "7,NYSE,New York Stock Exchange,7,NYSE,",
              "2,NCM,National Capital Market,5,NASDAQ,");
      case "SST" -> List.of("1,EQUITY,Equity,", "2,IEOPTION,Index/Equity Option,");
      case "STC" -> List.of("1,REGULAR,Normal Trade,");
      // This market keeps no industry codes.
      default -> List.of();
    };
  }

  private List<String> search(String[] words) {
    String field = word(words, 1).toLowerCase(Locale.ROOT);
    String text = word(words, 2).toUpperCase(Locale.ROOT);
    if (text.isEmpty() || !field.equals("s") && !field.equals("d")) {
      throw new IllegalArgumentException("search in s or d for a text");
    }
    String filter = word(words, 3).toLowerCase(Locale.ROOT);
    List<String> wanted = List.of(word(words, 4).split(" +"));
    boolean others =
        filter.equals("e") && !wanted.contains(MARKET)
            || filter.equals("t") && !wanted.contains(TYPE);
    var rows = new ArrayList<String>();
    if (!others) {
      for (Symbol symbol : market.symbols()) {
        String description = market.description(symbol);
        String searched = field.equals("s") ? symbol.value() : description;
        if (searched.toUpperCase(Locale.ROOT).contains(text)) {
          rows.add(String.join(",", symbol.value(), MARKET, TYPE, description) + ",");
        }
      }
    }
    return rows;
  }

  private static String word(String[] words, int index) {
    return index < words.length ? words[index].trim() : "";
  }
}
