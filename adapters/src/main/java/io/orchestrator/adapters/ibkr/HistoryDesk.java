package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BrokerGateway.HistoryRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for past bars, one thread, by the broker's rules. The same question asked again while it is
 * open gets the same answer. "Pacing violation" is waited out and asked again, three times.
 */
final class HistoryDesk {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryDesk.class);
  private static final int PACING_ATTEMPTS = 3;
  private static final LocalTime SESSION_OPEN = LocalTime.of(9, 30);
  private static final ZoneId EXCHANGE = ZoneId.of("America/New_York");
  private static final DateTimeFormatter DASH_UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd-HH:mm:ss").withZone(ZoneId.of("UTC"));

  private final RequestLimits limits;
  private final Outbox outbox;
  private final Questions questions;
  private final Farms farms;
  private final HistoryPacing pacing = new HistoryPacing();
  private final Semaphore slots;
  private final BlockingQueue<Order> queue;
  private final Map<HistoryRequest, CompletableFuture<List<Bar>>> open = new HashMap<>();
  private volatile boolean closed;
  private Thread thread;

  /** A question on its way. */
  private record Order(HistoryRequest request, CompletableFuture<List<Bar>> answer, int attempt) {}

  HistoryDesk(RequestLimits limits, Outbox outbox, Questions questions, Farms farms) {
    this.limits = limits;
    this.outbox = outbox;
    this.questions = questions;
    this.farms = farms;
    this.slots = new Semaphore(limits.openHistory());
    this.queue = new ArrayBlockingQueue<>(limits.waiting());
  }

  void start() {
    thread = Thread.ofVirtual().name("ibkr-history").start(this::run);
  }

  CompletableFuture<List<Bar>> ask(HistoryRequest request) {
    CompletableFuture<List<Bar>> answer;
    synchronized (open) {
      CompletableFuture<List<Bar>> same = open.get(request);
      if (same != null) {
        return same.copy();
      }
      answer = new CompletableFuture<>();
      open.put(request, answer);
    }
    answer.whenComplete(
        (bars, failure) -> {
          synchronized (open) {
            open.remove(request);
          }
        });
    enqueue(new Order(request, answer, 1));
    return answer.copy();
  }

  private void enqueue(Order order) {
    if (closed || !queue.offer(order)) {
      order
          .answer()
          .completeExceptionally(
              new IllegalStateException(
                  closed
                      ? "the session was closed"
                      : limits.waiting() + " history requests are waiting"));
    }
  }

  private void run() {
    while (!closed) {
      try {
        Order order = queue.take();
        slots.acquire();
        order.answer().whenComplete((bars, failure) -> slots.release());
        serve(order);
      } catch (InterruptedException e) {
        LOG.debug("history thread was interrupted");
      } catch (RuntimeException e) {
        LOG.error("a history request failed unexpectedly", e);
      }
    }
  }

  private void serve(Order order) throws InterruptedException {
    HistoryRequest request = order.request();
    if (!farms.awaitHistory(limits.historyTimeout().toNanos())) {
      order
          .answer()
          .completeExceptionally(new TimeoutException("the broker's history farm is down"));
      return;
    }
    if (request.timeframe().length().compareTo(HistoryPacing.SMALL) <= 0) {
      String contract = request.symbol();
      long wait = pacing.waitNanos(contract, request.toString(), System.nanoTime());
      while (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
        wait = pacing.waitNanos(contract, request.toString(), System.nanoTime());
      }
      pacing.sent(contract, request.toString(), System.nanoTime());
    }
    send(order);
  }

  private void send(Order order) {
    int id = questions.nextId();
    CompletableFuture<List<Bar>> attempt = new CompletableFuture<>();
    attempt.whenComplete((bars, failure) -> answered(order, bars, failure));
    Questions.Gathering gathering =
        m -> {
          attempt.complete(bars(m, order.request()));
          return true;
        };
    String what = "bars of " + order.request().symbol();
    if (!questions.open(id, what, attempt, gathering, limits.historyTimeout())) {
      return;
    }
    Outbox.Result sent =
        outbox.request(
            Pacer.Lane.REQUEST, ClientMessages.REQ_HISTORICAL_DATA, message(id, order.request()));
    if (!sent.written()) {
      questions.failed(id, sent.reason());
    }
  }

  private void answered(Order order, List<Bar> bars, Throwable failure) {
    if (failure == null) {
      order.answer().complete(bars);
      return;
    }
    boolean pacingViolation =
        String.valueOf(failure.getMessage()).toLowerCase(java.util.Locale.ROOT).contains("pacing");
    if (pacingViolation && order.attempt() < PACING_ATTEMPTS && !closed) {
      Duration pause = limits.pacingBackOff().multipliedBy(1L << (order.attempt() - 1));
      LOG.warn("broker says that history is asked for too fast; again in {}", pause);
      CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> repeat(order));
    } else {
      order.answer().completeExceptionally(failure);
    }
  }

  /** It keeps its slot: the question is still open. */
  private void repeat(Order order) {
    send(new Order(order.request(), order.answer(), order.attempt() + 1));
  }

  private static Message message(int id, HistoryRequest request) {
    Message m = ClientMessages.REQ_HISTORICAL_DATA.message().set("reqId", id);
    return Translation.stock(m, request.symbol())
        .set("endDateTime", request.end().map(DASH_UTC::format).orElse(""))
        .set("barSize", barSize(request.timeframe()))
        .set("duration", duration(request.span()))
        .set("useRth", request.regularHours())
        .set("whatToShow", "TRADES")
        .set("formatDate", 2);
  }

  static String barSize(Timeframe timeframe) {
    return switch (timeframe) {
      case S1 -> "1 secs";
      case M1 -> "1 min";
      case M5 -> "5 mins";
      case M15 -> "15 mins";
      case H1 -> "1 hour";
      case D1 -> "1 day";
    };
  }

  /** Seconds up to a day, days up to a year, then years; rounded up. */
  static String duration(Duration span) {
    long seconds = Math.max(30, span.toSeconds());
    if (seconds <= 86_400) {
      return seconds + " S";
    }
    long days = Math.ceilDiv(seconds, 86_400);
    return days <= 365 ? days + " D" : Math.ceilDiv(days, 365) + " Y";
  }

  private static List<Bar> bars(Message m, HistoryRequest request) {
    List<Bar> bars = new ArrayList<>();
    for (Message row : m.rows("bars")) {
      bars.add(
          new Bar(
              Symbol.of(request.symbol()),
              request.timeframe(),
              start(row.text("date"), request.timeframe()),
              row.numberOrZero("open").doubleValue(),
              row.numberOrZero("high").doubleValue(),
              row.numberOrZero("low").doubleValue(),
              row.numberOrZero("close").doubleValue(),
              Math.max(0, row.numberOrZero("volume").longValue())));
    }
    return List.copyOf(bars);
  }

  /** Bars of a day carry a date; ours begin at the regular open of that day. */
  private static Instant start(String text, Timeframe timeframe) {
    if (timeframe == Timeframe.D1 && text.length() == 8) {
      LocalDate date = LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
      return date.atTime(SESSION_OPEN).atZone(EXCHANGE).toInstant();
    }
    return BrokerTimes.parse(text, EXCHANGE)
        .orElseThrow(() -> new IllegalArgumentException("time of a bar makes no sense: " + text));
  }

  void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
    List<Order> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(
        o -> o.answer().completeExceptionally(new IllegalStateException("the session was closed")));
  }
}
