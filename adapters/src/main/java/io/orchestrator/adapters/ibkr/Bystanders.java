package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BrokerGateway.NotWatched;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the broker shows beside US stocks of our account: an option in AAPL is no AAPL share, and a
 * share of another account is not ours. Passed over, remembered, and told after each answer.
 * Confined to the thread that reads the socket.
 */
final class Bystanders {
  private static final Set<String> OF_A_CONTRACT =
      Set.of("position", "openOrder", "completedOrder", "execDetails");

  private static final int MAX_REMEMBERED = 500;
  private static final int MAX_NAMED = 5;

  /** By account and contract, because a position that became flat is told as zero. */
  private final Map<String, String> positions = new LinkedHashMap<>();

  /** Since the last answer's end; only that answer is complete. */
  private final Set<String> orders = new LinkedHashSet<>();

  private String told = "";

  void connected() {
    positions.clear();
    orders.clear();
  }

  /**
   * @param account ours; empty: not known yet
   * @return whether the message is about something that is not watched
   */
  boolean passesOver(Message m, String account) {
    if (m.name().equals("accountValue")) {
      return otherAccount(m, account);
    }
    if (!OF_A_CONTRACT.contains(m.name()) || watched(m, account)) {
      return false;
    }
    switch (m.name()) {
      case "position" -> position(m, account);
      case "openOrder" -> {
        if (orders.size() < MAX_REMEMBERED) {
          orders.add("an order in " + contract(m, account));
        }
      }
      default -> {
        // What is over needs nobody's eye.
      }
    }
    return true;
  }

  /** After the last of the open orders, which are asked for after the positions. */
  Optional<NotWatched> news(Message m) {
    if (!m.name().equals("openOrderEnd")) {
      return Optional.empty();
    }
    String now = words();
    orders.clear();
    boolean changed = !now.equals(told);
    told = now;
    return changed ? Optional.of(new NotWatched(now)) : Optional.empty();
  }

  private static boolean watched(Message m, String account) {
    return !otherAccount(m, account)
        && m.text("secType").equals("STK")
        && m.text("currency").equals("USD")
        && Symbol.find(BrokerSymbols.fromBroker(m.text("symbol"))).isPresent();
  }

  private static boolean otherAccount(Message m, String account) {
    String named = m.text("account");
    return !account.isEmpty() && !named.isEmpty() && !named.equals(account);
  }

  private void position(Message m, String account) {
    String key = m.text("account") + "/" + m.text("conId");
    if (m.numberOrZero("position").signum() == 0) {
      positions.remove(key);
    } else if (positions.containsKey(key) || positions.size() < MAX_REMEMBERED) {
      positions.put(key, m.text("position") + " " + contract(m, account));
    }
  }

  private static String contract(Message m, String account) {
    String currency = m.text("currency");
    return m.text("symbol")
        + " "
        + m.text("secType")
        + (currency.equals("USD") ? "" : " in " + currency)
        + (otherAccount(m, account) ? " of another account" : "");
  }

  private String words() {
    List<String> all = new ArrayList<>(positions.values());
    all.addAll(orders);
    String named = String.join(", ", all.subList(0, Math.min(MAX_NAMED, all.size())));
    return all.size() > MAX_NAMED ? named + " and " + (all.size() - MAX_NAMED) + " more" : named;
  }
}
