package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of port 9100: history and symbols; chains, news and market summaries are syntax
 * errors.
 */
final class LookupConversation implements Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(LookupConversation.class);

  private final ClientLink link;
  private final HistoryRows rows;
  private final Set<Symbol> symbols;
  private final FaultState faults;
  private final BooleanSupplier withinRate;
  private final SymbolRows symbolRows;
  private boolean tagged = true;

  LookupConversation(
      ClientLink link,
      HistoryRows rows,
      SymbolRows symbolRows,
      Set<Symbol> symbols,
      FaultState faults,
      BooleanSupplier withinRate) {
    this.link = link;
    this.rows = rows;
    this.symbolRows = symbolRows;
    this.symbols = symbols;
    this.faults = faults;
    this.withinRate = withinRate;
  }

  @Override
  public void opened() {
    // This port says nothing on its own.
  }

  @Override
  public void line(String line) {
    String command = line.trim();
    if (command.isEmpty()) {
      return;
    }
    String[] words = command.split(",", -1);
    if (words[0].equals("S")) {
      system(words);
    } else if (HistoryCommand.isHistory(words)) {
      String id = HistoryCommand.idOf(words);
      answer(id, () -> history(words, id));
    } else if (SymbolRows.isSearch(words)) {
      String id = SymbolRows.idOf(words);
      answer(id, () -> send(id, "LS,", symbolRows.of(words)));
    } else {
      fail("", "!SYNTAX_ERROR!,");
    }
  }

  private void system(String[] words) {
    String name = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
    if (name.equals("SET PROTOCOL")) {
      String protocol = faults.of(FeedPort.LOOKUP).protocol(words);
      tagged = protocol.equals("6.2");
      link.send("S,CURRENT PROTOCOL," + protocol + ",");
    } else if (name.equals("SET CLIENT NAME")) {
      link.name(words.length > 2 ? words[2] : "");
    } else {
      fail("", "!SYNTAX_ERROR!,");
    }
  }

  private void answer(String id, Runnable answer) {
    String scripted = faults.nextHistoryError();
    if (scripted != null) {
      if (faults.historyErrorWithId()) {
        fail(id, scripted);
      } else {
        link.sendWaiting("E," + scripted + ",");
      }
    } else if (!withinRate.getAsBoolean()) {
      fail(id, "Too many simultaneous history requests");
    } else {
      try {
        answer.run();
      } catch (DateTimeException | IllegalArgumentException e) {
        LOG.debug("Unreadable lookup request: {}", e.getMessage());
        fail(id, "!SYNTAX_ERROR!,");
      }
    }
  }

  private void history(String[] words, String id) {
    HistoryCommand command = HistoryCommand.parse(words);
    Symbol symbol = Symbol.of(command.symbol().toUpperCase(Locale.ROOT));
    if (!symbols.contains(symbol) || faults.unknown(symbol)) {
      fail(id, "Invalid symbol.");
    } else {
      send(id, "LH,", rows.of(command, symbol));
    }
  }

  private void send(String id, String tag, List<String> found) {
    if (found.isEmpty()) {
      fail(id, "!NO_DATA!,");
      return;
    }
    String prefix = (id.isEmpty() ? "" : id + ",") + (tagged ? tag : "");
    found.forEach(row -> link.sendWaiting(prefix + row));
    end(id);
  }

  private void fail(String id, String text) {
    link.sendWaiting((id.isEmpty() ? "" : id + ",") + "E," + text + ",");
    end(id);
  }

  private void end(String id) {
    link.sendWaiting((id.isEmpty() ? "" : id + ",") + "!ENDMSG!,");
  }

  @Override
  public void closed() {
    // Nothing is kept for a client.
  }

  @Override
  public void tick() {
    // This port says nothing on its own.
  }
}
