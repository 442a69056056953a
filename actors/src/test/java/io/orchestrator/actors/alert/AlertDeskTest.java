package io.orchestrator.actors.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.alert.Alert.State;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.alert.AlertPolicy;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.port.AlertChannel;
import io.orchestrator.domain.port.AlertStore;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Everything in this thread: the desk between a log, a clock, a store and channels. */
class AlertDeskTest {
  private static final AlertPolicy POLICY =
      new AlertPolicy(
          Severity.ERROR,
          List.of(EventTypes.BREAKER_TRIPPED),
          List.of(),
          Duration.ofMinutes(30),
          Duration.ZERO,
          Duration.ofMinutes(15),
          Severity.CRITICAL,
          Duration.ofMinutes(10),
          TradingState.REDUCING);

  private final Kept store = new Kept();
  private final Channel pager = new Channel("pager", Severity.CRITICAL);
  private final Channel chat = new Channel("chat", Severity.WARNING);
  private final List<EventDraft> recorded = new ArrayList<>();
  private final List<String> trading = new ArrayList<>();
  private TradingState tradingState = TradingState.ACTIVE;
  private List<String> degradedReasons = List.of();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final AlertDesk desk =
      new AlertDesk(
          store, List.of(pager, chat), POLICY, log(), control(), () -> now, Runnable::run);

  private SystemEvent tripped(long seq, Severity severity) {
    return new SystemEvent(
        seq,
        now,
        EventTypes.BREAKER_TRIPPED,
        "risk_monitor",
        severity,
        Map.of("breaker", "drawdown"),
        "");
  }

  private <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void anAlertIsOnDiskBeforeItIsToldAndGoesWhereItsSeverityLeads() {
    done(desk.judge(tripped(1, Severity.ERROR)));
    assertEquals(1, store.waiting.size());
    assertEquals(List.of(), chat.got);
    done(desk.look());
    assertEquals(List.of(Reason.RAISED), chat.reasons());
    assertEquals(List.of(), pager.reasons());
    assertEquals(0, store.waiting.size());
    done(desk.judge(tripped(1, Severity.ERROR)));
    done(desk.look());
    assertEquals(1, chat.got.size(), "the same event after a crash tells nothing new");
    done(desk.judge(tripped(2, Severity.CRITICAL)));
    done(desk.look());
    assertEquals(List.of(Reason.WORSE), pager.reasons());
    assertEquals(List.of(EventTypes.ALERT_RAISED, EventTypes.ALERT_RAISED), types());
  }

  private List<String> types() {
    return recorded.stream().map(EventDraft::type).toList();
  }

  @Test
  void aChannelThatIsDownIsTriedAgainAndHoldsUpNoOther() {
    chat.down = true;
    done(desk.judge(tripped(1, Severity.CRITICAL)));
    done(desk.look());
    assertEquals(List.of(Reason.RAISED), pager.reasons());
    assertEquals(1, store.waiting.size());
    chat.down = false;
    done(desk.look());
    assertEquals(List.of(), chat.reasons(), "not before its pause is over");
    now = now.plus(DeliveryRun.pause(0));
    done(desk.look());
    assertEquals(List.of(Reason.RAISED), chat.reasons());
    assertEquals(Duration.ofMinutes(10), DeliveryRun.pause(30));
  }

  /** No event gets on record then, so no alert is made: the channels are told from memory. */
  @Test
  void everyChannelHearsOfALostDatabaseAndOfItsReturn() {
    store.away = true;
    chat.down = true;
    lookWithoutStore();
    now = now.plus(StoreLoss.AFTER).minusSeconds(1);
    lookWithoutStore();
    assertEquals(List.of(), pager.got, "a moment without it wakes nobody");
    now = now.plusSeconds(1);
    lookWithoutStore();
    now = now.plusSeconds(1);
    lookWithoutStore();
    assertEquals(List.of(Reason.RAISED), pager.reasons());
    assertTrue(pager.got.getFirst().text().contains("connection refused"));
    chat.down = false;
    now = now.plus(StoreLoss.AGAIN_AFTER);
    lookWithoutStore();
    assertEquals(List.of(Reason.RAISED), chat.reasons());
    store.away = false;
    done(desk.look());
    done(desk.look());
    assertEquals(List.of(Reason.RAISED, Reason.RESOLVED), chat.reasons());
    assertEquals(List.of(Reason.RAISED, Reason.RESOLVED), pager.reasons());
  }

  private void lookWithoutStore() {
    assertThrows(CompletionException.class, () -> done(desk.look()));
  }

  @Test
  void aFullDiskIsToldThoughTheDatabaseStillAnswers() {
    degradedReasons = List.of("database is unhealthy");
    done(desk.look());
    now = now.plus(StoreLoss.AFTER);
    done(desk.look());
    assertTrue(pager.got.getFirst().text().contains("database is unhealthy"));
  }

  @Test
  void whatNoChannelTookForADayIsGivenUpAndSaidInTheLog() {
    chat.down = true;
    done(desk.judge(tripped(1, Severity.ERROR)));
    done(desk.look());
    now = now.plus(Duration.ofDays(1)).plusSeconds(1);
    done(desk.look());
    assertEquals(0, store.waiting.size());
    assertEquals(EventTypes.ALERT_UNDELIVERED, recorded.getLast().type());
    done(
        desk.judge(
            new SystemEvent(
                2, now, EventTypes.ALERT_UNDELIVERED, "alert_desk", Severity.ERROR, Map.of(), "")));
    assertEquals(1, store.alerts.size(), "no alert about alerts");
  }

  @Test
  void nobodyAnswersSoEveryChannelIsToldThenTradingIsTightenedOnce() {
    done(desk.judge(tripped(1, Severity.CRITICAL)));
    done(desk.look());
    now = now.plus(Duration.ofMinutes(15));
    done(desk.look());
    assertEquals(Reason.ESCALATED, pager.reasons().getLast());
    assertEquals(List.of(), trading);
    now = now.plus(Duration.ofMinutes(10));
    done(desk.look());
    assertEquals(1, trading.size());
    assertTrue(trading.getFirst().startsWith("REDUCING nobody acknowledged alert-1"));
    now = now.plus(Duration.ofDays(1));
    done(desk.look());
    assertEquals(1, trading.size());
    assertEquals(2, types().stream().filter(EventTypes.ALERT_ESCALATED::equals).count());
  }

  @Test
  void tradingIsNeverLoosened() {
    tradingState = TradingState.HALTED;
    done(desk.judge(tripped(1, Severity.CRITICAL)));
    now = now.plus(Duration.ofMinutes(15));
    done(desk.look());
    now = now.plus(Duration.ofMinutes(10));
    done(desk.look());
    assertEquals(List.of(), trading);
    assertEquals("halted", recorded.getLast().data().get("trading_state"));
  }

  @Test
  void whoAcknowledgesStopsTheEscalationAndIsInTheLog() {
    done(desk.judge(tripped(1, Severity.CRITICAL)));
    Alert taken = done(desk.acknowledge("alert-1", "on it", "ann"));
    assertEquals(State.ACKNOWLEDGED, taken.state());
    assertEquals("ann", recorded.getLast().data().get("by"));
    int before = recorded.size();
    assertEquals(taken, done(desk.acknowledge("alert-1", "too", "bob")));
    assertEquals(before, recorded.size());
    now = now.plus(Duration.ofDays(1));
    done(desk.look());
    assertFalse(pager.reasons().contains(Reason.ESCALATED));
    var unknown =
        assertThrows(CompletionException.class, () -> done(desk.acknowledge("alert-9", "", "ann")));
    assertEquals("alert.not_found", ((RefusedException) unknown.getCause()).refusal().code());
  }

  @Test
  void aTestGoesThroughEveryChannel() {
    chat.down = true;
    assertEquals(Map.of("pager", "delivered", "chat", "down"), done(desk.test("ann")));
  }

  /** What a channel was told. */
  private static final class Channel implements AlertChannel {
    private final String name;
    private final Severity minimum;
    private final List<AlertMessage> got = new ArrayList<>();
    private boolean down;

    Channel(String name, Severity minimum) {
      this.name = name;
      this.minimum = minimum;
    }

    List<Reason> reasons() {
      return got.stream().map(AlertMessage::reason).toList();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Severity minimumSeverity() {
      return minimum;
    }

    @Override
    public void send(AlertMessage message) {
      if (down) {
        throw new DeliveryException("down");
      }
      got.add(message);
    }
  }

  /** What the tables would hold. */
  private static final class Kept implements AlertStore {
    private final Map<String, Alert> alerts = new LinkedHashMap<>();
    private final Map<String, Delivery> waiting = new LinkedHashMap<>();
    private final Map<String, Instant> dueAt = new LinkedHashMap<>();
    private Optional<Long> position = Optional.empty();
    private boolean away;

    @Override
    public Optional<Long> position() {
      return position;
    }

    @Override
    public Optional<Alert> latest(String key) {
      return alerts.values().stream()
          .filter(a -> a.key().equals(key))
          .reduce((a, b) -> a.lastSeq() > b.lastSeq() ? a : b);
    }

    @Override
    public Optional<Alert> find(String id) {
      return Optional.ofNullable(alerts.get(id));
    }

    @Override
    public List<Alert> list(Query query) {
      return List.copyOf(alerts.values());
    }

    @Override
    public List<Alert> toEscalate(Instant at) {
      if (away) {
        throw new IllegalStateException("connection refused");
      }
      return alerts.values().stream()
          .filter(a -> a.escalateAt().filter(due -> !due.isAfter(at)).isPresent())
          .toList();
    }

    @Override
    public void judged(long seq) {
      position = Optional.of(seq);
    }

    @Override
    public void judged(long seq, Alert alert, List<Delivery> deliveries) {
      judged(seq);
      save(alert, deliveries);
    }

    @Override
    public void save(Alert alert, List<Delivery> deliveries) {
      alerts.put(alert.id(), alert);
      deliveries.forEach(
          d -> {
            waiting.put(d.id(), d);
            dueAt.put(d.id(), d.createdAt());
          });
    }

    @Override
    public List<Delivery> due(Instant at, int limit) {
      return waiting.values().stream().filter(d -> !dueAt.get(d.id()).isAfter(at)).toList();
    }

    @Override
    public void delivered(String id) {
      waiting.remove(id);
    }

    @Override
    public void failed(String id, Optional<Instant> next, String error) {
      if (next.isEmpty()) {
        waiting.remove(id);
        return;
      }
      Delivery d = waiting.get(id);
      waiting.put(
          id, new Delivery(d.id(), d.channel(), d.message(), d.createdAt(), d.attempts() + 1));
      dueAt.put(id, next.get());
    }

    @Override
    public long waiting() {
      return waiting.size();
    }
  }

  private Events log() {
    return new Events() {
      @Override
      public void record(EventDraft draft) {
        recorded.add(draft);
      }

      @Override
      public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
        throw new AssertionError("not asked");
      }

      @Override
      public CompletionStage<EventPage> page(EventQuery query) {
        throw new AssertionError("not asked");
      }

      @Override
      public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
        throw new AssertionError("not asked");
      }

      @Override
      public CompletionStage<Long> lastSeq() {
        return CompletableFuture.completedFuture(0L);
      }
    };
  }

  private SystemControl control() {
    return new SystemControl() {
      @Override
      public CompletionStage<SystemStatus> status() {
        return CompletableFuture.completedFuture(
            new SystemStatus(
                SystemState.RUNNING,
                Duration.ZERO,
                List.of(),
                0,
                tradingState,
                degradedReasons,
                now));
      }

      @Override
      public CompletionStage<ControlResult> control(ControlAction action, String by) {
        throw new AssertionError("not asked");
      }

      @Override
      public CompletionStage<TradingResult> trading(TradingState target, String reason, String by) {
        trading.add(target + " " + reason);
        tradingState = target;
        return CompletableFuture.completedFuture(new TradingResult(target, 0));
      }
    };
  }
}
