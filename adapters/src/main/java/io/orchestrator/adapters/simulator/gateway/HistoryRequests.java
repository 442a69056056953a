package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bars of the past for one client. */
final class HistoryRequests {
  private static final int MAX_BARS = 10_000;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,5}) ([SDWMY])");
  private static final Map<String, Timeframe> SIZES =
      Map.of(
          "1 sec", Timeframe.S1,
          "1 secs", Timeframe.S1,
          "1 min", Timeframe.M1,
          "5 mins", Timeframe.M5,
          "15 mins", Timeframe.M15,
          "1 hour", Timeframe.H1,
          "1 day", Timeframe.D1);

  private static final int MAX_LIVE = 50;

  private final SimulatedGateway.Shared shared;
  private final Reply reply;
  private final Map<Integer, Live> live = new ConcurrentHashMap<>();

  /** Somebody who keeps up to date. */
  private record Live(Symbol symbol, Timeframe size, boolean epoch) {}

  HistoryRequests(SimulatedGateway.Shared shared, Reply reply) {
    this.shared = shared;
    this.reply = reply;
  }

  void request(Message m) {
    int reqId = m.int32("reqId");
    Optional<Symbol> symbol = shared.contracts().resolve(m);
    Timeframe size = SIZES.get(m.text("barSize"));
    Optional<Duration> back = duration(m.text("duration"));
    Instant now = shared.exchange().market().clock().instant();
    Optional<Instant> end =
        m.has("endDateTime")
            ? BrokerTimes.parse(m.text("endDateTime"), SimulatedExchange.ZONE)
            : Optional.of(now);
    if (symbol.isEmpty()) {
      reply.error(reqId, 200, "No security definition has been found for the request");
    } else if (size == null || back.isEmpty()) {
      reply.error(
          reqId, 321, "Error validating request:-'bN' : cause - Invalid bar size or duration");
    } else if (end.isEmpty()) {
      reply.error(reqId, 10314, "End Date/Time: The date, time, or time-zone entered is invalid.");
    } else if (m.flag("keepUpToDate") && (m.has("endDateTime") || live.size() >= MAX_LIVE)) {
      reply.error(
          reqId, 321, "Error validating request:-'bN' : cause - keepUpToDate takes no end time");
    } else {
      answer(m, symbol.get(), size, end.get().minus(back.get()), end.get());
      if (m.flag("keepUpToDate")) {
        live.put(reqId, new Live(symbol.get(), size, m.integer("formatDate") == 2));
      }
    }
  }

  /** The earliest bar of a day that this market has. */
  void head(Message m) {
    int reqId = m.int32("reqId");
    Optional<Symbol> symbol = shared.contracts().resolve(m);
    List<Bar> days =
        symbol
            .map(s -> shared.exchange().market().history(s, Timeframe.D1, MAX_BARS))
            .orElse(List.of());
    if (days.isEmpty()) {
      reply.error(reqId, 162, "Historical Market Data Service error message:No head time stamp");
      return;
    }
    Instant first = days.get(0).start();
    String text =
        m.integer("formatDate") == 2
            ? Long.toString(first.getEpochSecond())
            : BrokerTimes.eastern(first);
    MessageTable table = ServerMessages.HEAD_TIMESTAMP;
    reply.send(new Outgoing(table, table.message().set("reqId", reqId).set("timestamp", text)));
  }

  void cancel(Message m) {
    live.remove(m.int32("reqId"));
  }

  /** The newest finished bar of whoever keeps up to date, again and again as the real one does. */
  void tick() {
    live.forEach(
        (reqId, line) -> {
          List<Bar> newest = shared.exchange().market().history(line.symbol(), line.size(), 1);
          for (Bar bar : newest) {
            MessageTable table = ServerMessages.HISTORICAL_UPDATE;
            Message out = row(table.message(), bar, line.epoch()).set("reqId", reqId);
            reply.send(new Outgoing(table, out));
          }
        });
  }

  private void answer(Message m, Symbol symbol, Timeframe size, Instant from, Instant to) {
    int reqId = m.int32("reqId");
    List<Bar> bars =
        shared.exchange().market().history(symbol, size, MAX_BARS).stream()
            .filter(b -> !b.start().isBefore(from) && b.start().isBefore(to))
            .toList();
    if (bars.isEmpty()) {
      reply.error(
          reqId,
          162,
          "Historical Market Data Service error message:HMDS query returned no data: " + symbol);
      return;
    }
    MessageTable table = ServerMessages.HISTORICAL_DATA;
    boolean epoch = m.integer("formatDate") == 2;
    Message out =
        table
            .message()
            .set("reqId", reqId)
            .set("startDate", BrokerTimes.eastern(from))
            .set("endDate", BrokerTimes.eastern(to));
    for (Bar bar : bars) {
      out.add("bars", row(table.row("bars"), bar, epoch));
    }
    reply.send(new Outgoing(table, out));
  }

  private static Message row(Message row, Bar bar, boolean epoch) {
    double typical = (bar.high() + bar.low() + bar.close()) / 3;
    return row.set("date", date(bar, epoch))
        .set("open", BigDecimal.valueOf(bar.open()))
        .set("high", BigDecimal.valueOf(bar.high()))
        .set("low", BigDecimal.valueOf(bar.low()))
        .set("close", BigDecimal.valueOf(bar.close()))
        .set("volume", bar.volume())
        .set("wap", BigDecimal.valueOf(typical).setScale(4, java.math.RoundingMode.HALF_EVEN))
        .set("count", Math.max(1, bar.volume() / 100));
  }

  /** Day bars carry a date in either format. */
  private static String date(Bar bar, boolean epoch) {
    if (bar.timeframe() == Timeframe.D1) {
      return LocalDate.ofInstant(bar.start(), SimulatedExchange.ZONE)
          .format(DateTimeFormatter.BASIC_ISO_DATE);
    }
    return epoch ? Long.toString(bar.start().getEpochSecond()) : BrokerTimes.eastern(bar.start());
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long n = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "S" -> Duration.ofSeconds(n);
          case "W" -> Duration.ofDays(7 * n);
          case "M" -> Duration.ofDays(31 * n);
          case "Y" -> Duration.ofDays(366 * n);
          default -> Duration.ofDays(n);
        });
  }
}
