package io.orchestrator.actors.risk;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Closes positions after a halt, if that is configured: asks the desk what is held and what already
 * closes it, cancels what rests in the way, submits the rest, and looks again until nothing is held
 * and a comparison with the broker's own books, asked for after that, says the same.
 */
final class EmergencyClosing {
  private static final String LOOK_TIMER = "emergency";

  /** The next order of a name may follow only after the one before had time to fill. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** So many looks without an end are an event. */
  private static final int PATIENCE = 15;

  private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(70);

  private final ActorContext<RiskMonitor.Command> context;
  private final TimerScheduler<RiskMonitor.Command> timers;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private long epoch = -1;
  private int attempt;
  private int ordered;
  private boolean looking;
  private boolean proven;

  EmergencyClosing(
      ActorContext<RiskMonitor.Command> context,
      TimerScheduler<RiskMonitor.Command> timers,
      RiskEnvironment env,
      RiskMonitorSettings settings) {
    this.context = context;
    this.timers = timers;
    this.env = env;
    this.settings = settings;
  }

  void look(long haltEpoch) {
    if (haltEpoch != epoch) {
      epoch = haltEpoch;
      attempt = 0;
      ordered = 0;
      proven = false;
    }
    if (looking) {
      return;
    }
    looking = true;
    context.ask(
        TradingDesk.PortfolioReply.class,
        env.desk(),
        settings.askTimeout(),
        TradingDesk.GetPortfolio::new,
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.PositionsToClose(reply.portfolio())
                : new RiskMonitor.NotClosed("the trading desk did not say what is held"));
  }

  void withPositions(RiskMonitor.PositionsToClose c) {
    if (c.portfolio().positions().isEmpty()) {
      prove();
      return;
    }
    proven = false;
    context.ask(
        TradingDesk.OrderList.class,
        env.desk(),
        settings.askTimeout(),
        replyTo -> new TradingDesk.ListOrders(true, Integer.MAX_VALUE, replyTo),
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.ToClose(c.portfolio(), reply.orders())
                : new RiskMonitor.NotClosed("the trading desk did not say what is open"));
  }

  void closeWhile(boolean emergency, RiskMonitor.ToClose c) {
    if (emergency) {
      close(c);
    } else {
      over();
    }
  }

  private void close(RiskMonitor.ToClose c) {
    looking = false;
    attempt++;
    if (attempt == 1) {
      say(EventTypes.EMERGENCY_CLOSE_STARTED, Map.of("positions", held(c.portfolio())));
    } else if (attempt % PATIENCE == 0) {
      say(
          EventTypes.EMERGENCY_CLOSE_DELAYED,
          Map.of("attempts", attempt, "positions", held(c.portfolio()), "detail", "still held"));
    }
    var plan = EmergencyClose.plan(c.portfolio(), c.open(), epoch, attempt);
    for (ClientOrderId id : plan.cancels()) {
      env.desk()
          .tell(new TradingDesk.Cancel(id, RiskVoice.SOURCE, context.getSystem().ignoreRef()));
    }
    for (OrderRequest order : plan.orders()) {
      context.getLog().warn("emergency close: {}", order);
      ordered++;
      env.desk()
          .tell(new TradingDesk.Submit(order, Duration.ZERO, context.getSystem().ignoreRef()));
    }
    again();
  }

  /** Our own books are flat; that is believed when the broker's are, too. */
  private void prove() {
    if (proven) {
      looking = false;
      return;
    }
    context.ask(
        TradingDesk.ReconciliationReply.class,
        env.desk(),
        PROOF_TIMEOUT,
        replyTo ->
            new TradingDesk.Reconcile(
                RiskVoice.SOURCE, "emergency close", Optional.empty(), replyTo),
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.Proof(reply.report())
                : new RiskMonitor.NotClosed("the broker's books were not compared in time"));
  }

  void proof(RiskMonitor.Proof c) {
    looking = false;
    Optional<ReconciliationReport> flat =
        c.report().filter(r -> r.clean() && r.compared().ownPositions() == 0);
    if (flat.isEmpty()) {
      attempt++;
      again();
      return;
    }
    proven = true;
    say(
        EventTypes.EMERGENCY_CLOSE_FINISHED,
        Map.of("attempts", attempt, "orders", ordered, "reconciliation", flat.get().id()));
  }

  /** The breaker was reset: whatever was under way ends. */
  void over() {
    looking = false;
    timers.cancel(LOOK_TIMER);
  }

  void failed(RiskMonitor.NotClosed c) {
    looking = false;
    context.getLog().error("emergency close: {}", c.why());
    again();
  }

  private void again() {
    timers.startSingleTimer(LOOK_TIMER, new RiskMonitor.LookAgain(), LOOK_AGAIN);
  }

  private static String held(Portfolio portfolio) {
    return portfolio.positions().stream()
        .map((Position p) -> p.quantity() + " " + p.symbol())
        .collect(Collectors.joining(", "));
  }

  private void say(String type, Map<String, Object> more) {
    Map<String, Object> data = new HashMap<>(more);
    data.put("epoch", epoch);
    env.events()
        .record(new EventDraft(type, RiskVoice.SOURCE, Severity.CRITICAL, data, "halt-" + epoch));
  }
}
