package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/** Stocks of the market as contracts. The contract id follows from the symbol, on every start. */
final class Contracts {
  private static final Set<String> VENUES =
      Set.of("", "SMART", "NASDAQ", "NYSE", "ARCA", "ISLAND", "BATS", "IEX", "AMEX");

  private final Map<String, Integer> idBySymbol = new HashMap<>();
  private final Map<Integer, Symbol> symbolById = new HashMap<>();

  Contracts(MarketView market) {
    for (Symbol symbol : new TreeSet<>(market.symbols())) {
      CRC32 crc = new CRC32();
      crc.update(symbol.value().getBytes(StandardCharsets.US_ASCII));
      int id = (int) (crc.getValue() & 0x3FFF_FFFF) + 1000;
      while (symbolById.containsKey(id)) {
        id++;
      }
      symbolById.put(id, symbol);
      idBySymbol.put(symbol.value(), id);
    }
  }

  int conId(String symbol) {
    return idBySymbol.getOrDefault(symbol, 0);
  }

  /** The stock that the contract fields of a request name; empty: error 200. */
  Optional<Symbol> resolve(Message request) {
    int conId = request.int32("conId");
    if (conId != 0) {
      return Optional.ofNullable(symbolById.get(conId));
    }
    String type = request.text("secType");
    String currency = request.text("currency");
    boolean ours =
        type.equals("STK")
            && (currency.isEmpty() || currency.equals("USD"))
            && VENUES.contains(request.text("exchange"));
    if (!ours) {
      return Optional.empty();
    }
    String symbol = BrokerSymbols.fromBroker(request.text("symbol"));
    return Optional.ofNullable(idBySymbol.get(symbol)).map(symbolById::get);
  }
}
