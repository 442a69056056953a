package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.domain.market.Symbol;
import java.util.Locale;
import java.util.Optional;

/** What a client can ask about contracts. */
final class ContractRequests {
  private static final int MARKET_RULE = 26;
  private static final int MAX_SAMPLES = 16;

  private final SimulatedGateway.Shared shared;
  private final Reply reply;

  ContractRequests(SimulatedGateway.Shared shared, Reply reply) {
    this.shared = shared;
    this.reply = reply;
  }

  void details(Message m) {
    int reqId = m.int32("reqId");
    Optional<Symbol> symbol = shared.contracts().resolve(m);
    if (symbol.isEmpty()) {
      unknown(reqId);
      return;
    }
    String name = BrokerSymbols.toBroker(symbol.get().value());
    MessageTable table = ServerMessages.CONTRACT_DETAILS;
    reply.send(
        new Outgoing(
            table,
            table
                .message()
                .set("reqId", reqId)
                .set("symbol", name)
                .set("secType", "STK")
                .set("strike", "0")
                .set("exchange", "SMART")
                .set("currency", "USD")
                .set("localSymbol", name)
                .set("marketName", "NMS")
                .set("tradingClass", "NMS")
                .set("conId", shared.contracts().conId(symbol.get().value()))
                .set("minTick", "0.01")
                .set("orderTypes", "LMT,MKT,STP,STP LMT,TRAIL,MOC,LOC")
                .set("validExchanges", "SMART,NASDAQ,NYSE,ARCA,ISLAND,BATS,IEX,AMEX")
                .set("priceMagnifier", 1)
                .set("underConId", 0)
                .set("longName", name)
                .set("primaryExchange", "NASDAQ")
                .set("timeZoneId", "US/Eastern")
                .set("aggGroup", 1)
                .set("marketRuleIds", "26,26,26,26,26,26,26,26")
                .set("stockType", "COMMON")
                .set("minSize", 1)
                .set("sizeIncrement", 1)
                .set("suggestedSizeIncrement", 100)));
    end(ServerMessages.CONTRACT_DETAILS_END, reqId);
  }

  /** Symbols that begin with the pattern. */
  void matching(Message m) {
    String pattern = BrokerSymbols.fromBroker(m.text("pattern")).toUpperCase(Locale.ROOT);
    MessageTable table = ServerMessages.SYMBOL_SAMPLES;
    Message out = table.message().set("reqId", m.int32("reqId"));
    shared.exchange().market().symbols().stream()
        .map(Symbol::value)
        .filter(s -> s.startsWith(pattern))
        .sorted()
        .limit(MAX_SAMPLES)
        .forEach(
            s ->
                out.add(
                    "contracts",
                    table
                        .row("contracts")
                        .set("conId", shared.contracts().conId(s))
                        .set("symbol", BrokerSymbols.toBroker(s))
                        .set("secType", "STK")
                        .set("primaryExchange", "NASDAQ")
                        .set("currency", "USD")
                        .set("description", s)));
    reply.send(new Outgoing(table, out));
  }

  /** One cent at every price. */
  void marketRule(Message m) {
    if (m.integer("marketRuleId") != MARKET_RULE) {
      reply.error(-1, 321, "Error validating request:-'bI' : cause - Invalid market rule id");
      return;
    }
    MessageTable table = ServerMessages.MARKET_RULE;
    Message row = table.row("increments").set("lowEdge", "0.0").set("increment", "0.01");
    reply.send(
        new Outgoing(
            table, table.message().set("marketRuleId", MARKET_RULE).add("increments", row)));
  }

  /** There are no options at this broker. */
  void optionParameters(Message m) {
    end(ServerMessages.SEC_DEF_OPT_PARAMS_END, m.int32("reqId"));
  }

  private void unknown(int reqId) {
    reply.error(reqId, 200, "No security definition has been found for the request");
  }

  private void end(MessageTable table, int reqId) {
    reply.send(new Outgoing(table, table.message().set("reqId", reqId)));
  }
}
