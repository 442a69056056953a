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
 * One client of port 9100. Ticks (HTX, HTD, HTT), weeks and months are known commands that this
 * account is not entitled to; everything else but history is a syntax error.
 */
final class LookupConversation implements Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(LookupConversation.class);
  private static final List<String> NOT_SERVED = List.of("HTX", "HTD", "HTT", "HWX", "HMX");

  private final ClientLink link;
  private final HistoryRows rows;
  private final Set<Symbol> symbols;
  private final FaultState faults;
  private final BooleanSupplier withinRate;
  private String tag = "LH,";

  LookupConversation(
      ClientLink link,
      HistoryRows rows,
      Set<Symbol> symbols,
      FaultState faults,
      BooleanSupplier withinRate) {
    this.link = link;
    this.rows = rows;
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
      history(words);
    } else {
      fail("", "!SYNTAX_ERROR!,");
    }
  }

  private void system(String[] words) {
    String name = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
    if (name.equals("SET PROTOCOL")) {
      String protocol = SimulatedIqFeed.protocol(words);
      tag = protocol.equals("6.2") ? "LH," : "";
      link.send("S,CURRENT PROTOCOL," + protocol + ",");
    } else if (!name.equals("SET CLIENT NAME")) {
      fail("", "!SYNTAX_ERROR!,");
    }
  }

  private void history(String[] words) {
    String id = HistoryCommand.idOf(words);
    String scripted = faults.nextHistoryError();
    if (scripted != null) {
      fail(id, scripted);
    } else if (!withinRate.getAsBoolean()) {
      fail(id, "Too many simultaneous history requests");
    } else if (NOT_SERVED.contains(words[0].toUpperCase(Locale.ROOT))) {
      fail(id, "Unauthorized user ID.");
    } else {
      answer(words, id);
    }
  }

  private void answer(String[] words, String id) {
    try {
      HistoryCommand command = HistoryCommand.parse(words);
      Symbol symbol = Symbol.of(command.symbol().toUpperCase(Locale.ROOT));
      if (!symbols.contains(symbol)) {
        fail(id, "Invalid symbol.");
        return;
      }
      List<String> found = rows.of(command, symbol);
      if (found.isEmpty()) {
        fail(id, "!NO_DATA!,");
        return;
      }
      String prefix = (id.isEmpty() ? "" : id + ",") + tag;
      found.forEach(row -> link.sendWaiting(prefix + row));
      end(id);
    } catch (DateTimeException | IllegalArgumentException e) {
      LOG.debug("Unreadable history request {}: {}", words[0], e.getMessage());
      fail(id, "!SYNTAX_ERROR!,");
    }
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
