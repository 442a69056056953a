package io.orchestrator.domain.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderEvent.Resolution;
import io.orchestrator.domain.order.OrderMessage.CommissionHeard;
import io.orchestrator.domain.order.OrderMessage.CompletionHeard;
import io.orchestrator.domain.order.OrderMessage.ExecutionHeard;
import io.orchestrator.domain.order.OrderMessage.RejectionHeard;
import io.orchestrator.domain.order.OrderMessage.StatusHeard;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OrderRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private static final OrderRequest REQUEST =
      new OrderRequest(
          new ClientOrderId("wf/buy/0"),
          Symbol.of("AAPL"),
          Side.BUY,
          100,
          OrderType.MARKET,
          Optional.empty(),
          TimeInForce.DAY,
          "wf",
          "workflow:wf");
  private static final RiskDecision DECISION =
      new RiskDecision(false, 100, 10_000, 0.01, 0.01, 1_000, 0, 0, 3, NOW);

  private static OrderState after(List<OrderMessage> messages) {
    Optional<OrderState> state = Optional.empty();
    List<OrderMessage> all = new ArrayList<>();
    all.add(new OrderMessage.Intend(REQUEST, DECISION));
    all.addAll(messages);
    for (OrderMessage message : all) {
      for (OrderEvent event : OrderRules.decide(state, message, NOW)) {
        state = Optional.of(OrderRules.evolve(state, event));
      }
    }
    return state.orElseThrow();
  }

  private static ExecutionHeard execution(String id, long quantity, String price) {
    return new ExecutionHeard(
        17,
        900,
        new Execution(id, "wf/buy/0", "AAPL", Side.BUY, quantity, new BigDecimal(price), NOW));
  }

  private static StatusHeard status(String word) {
    return new StatusHeard(17, 900, word, "");
  }

  /** Another client's order may carry the same number. */
  @Test
  void anExecutionOfAnotherNameOrSideIsNoneOfThisOrder() {
    BigDecimal price = new BigDecimal("10");
    OrderState order =
        after(
            List.of(
                new ExecutionHeard(
                    17, 900, new Execution("1.01", "wf/buy/0", "MSFT", Side.BUY, 10, price, NOW)),
                new ExecutionHeard(
                    17,
                    900,
                    new Execution("2.01", "wf/buy/0", "AAPL", Side.SELL, 10, price, NOW))));
    assertEquals(0, order.filled());
    assertEquals(0, order.permId());
  }

  /** Every message once or more, in any order: the end is the same. */
  private static List<OrderMessage> shuffled(List<OrderMessage> messages, long seed) {
    Random random = new Random(seed);
    List<OrderMessage> all = new ArrayList<>(messages);
    messages.forEach(
        m -> {
          for (int i = random.nextInt(3); i > 0; i--) {
            all.add(m);
          }
        });
    Collections.shuffle(all, random);
    return all;
  }

  @Property(tries = 300)
  void fillsInAnyOrderEndFilled(@ForAll long seed) {
    List<OrderMessage> messages =
        shuffled(
            List.of(
                new OrderMessage.Sent(17, 3),
                status("PreSubmitted"),
                status("Submitted"),
                status("Filled"),
                execution("0a.1.01.01", 30, "100"),
                execution("0a.2.01.01", 70, "101"),
                new CommissionHeard("0a.1.01.01", BigDecimal.ONE),
                new CommissionHeard("0a.2.01.01", BigDecimal.TWO)),
            seed);
    OrderState end = after(messages);
    assertEquals(OrderStatus.FILLED, end.status());
    assertEquals(100, end.filled());
    assertEquals(0, new BigDecimal("100.7").compareTo(end.averagePrice()));
    assertEquals(0, new BigDecimal("3").compareTo(end.commission()));
    assertEquals(900, end.permId());
    assertEquals(17, end.brokerOrderId());
  }

  @Property(tries = 300)
  void anOrderThatWasMadeSmallerEndsWithWhatIsLeft(@ForAll long seed) {
    OrderState end =
        after(
            shuffled(
                List.of(
                    status("Submitted"),
                    new OrderMessage.Resize(40, "its entry filled 40 shares"),
                    execution("0a.1.01.01", 15, "100"),
                    execution("0a.2.01.01", 25, "101")),
                seed));
    assertEquals(OrderStatus.FILLED, end.status());
    assertEquals(40, end.quantity());
    assertEquals(100, end.request().quantity());
    assertEquals(40, end.view().workingQuantity());
  }

  @Example
  void noOrderBecomesSmallerThanWhatIsFilled() {
    OrderState end =
        after(
            List.of(
                status("Submitted"),
                execution("0a.1.01.01", 15, "100"),
                new OrderMessage.Resize(10, "too small")));
    assertEquals(OrderStatus.FILLED, end.status());
    assertEquals(15, end.quantity());
    assertEquals(
        List.of(), OrderRules.decide(Optional.of(end), new OrderMessage.Resize(50, "late"), NOW));
  }

  @Property(tries = 300)
  void aCancelAfterAPartialFillKeepsTheFill(@ForAll long seed) {
    OrderState end =
        after(
            shuffled(
                List.of(
                    status("Submitted"),
                    status("PendingCancel"),
                    status("Cancelled"),
                    execution("0a.1.01.01", 30, "100")),
                seed));
    assertEquals(OrderStatus.CANCELLED, end.status());
    assertEquals(30, end.filled());
    assertEquals(0, end.remaining());
  }

  @Property(tries = 300)
  void aRejectionEndsRejectedWhateverStandsAroundIt(@ForAll long seed) {
    OrderState end =
        after(
            shuffled(
                List.of(
                    new OrderMessage.Sent(17, 3),
                    status("Inactive"),
                    status("Cancelled"),
                    new RejectionHeard(201, "no margin"),
                    new OrderMessage.Uncertain(17, "half written")),
                seed));
    assertEquals(OrderStatus.REJECTED, end.status());
  }

  @Property(tries = 300)
  void theLatestRevisionOfAnExecutionCounts(@ForAll long seed) {
    OrderState end =
        after(
            shuffled(
                List.of(
                    execution("0a.1.01.01", 60, "100"),
                    execution("0a.1.01.02", 50, "99"),
                    execution("0a.1.01.03", 40, "98"),
                    execution("0a.2.01.01", 10, "98")),
                seed));
    assertEquals(50, end.filled());
    assertEquals(0, new BigDecimal("98").compareTo(end.averagePrice()));
    assertEquals(OrderStatus.PARTIALLY_FILLED, end.status());
  }

  @Property(tries = 300)
  void replayGivesTheSameState(@ForAll long seed) {
    List<OrderMessage> messages =
        shuffled(
            List.of(
                new OrderMessage.Sent(17, 3),
                new OrderMessage.Uncertain(17, "x"),
                status("Submitted"),
                execution("0a.1.01.01", 30, "100"),
                new OrderMessage.Resolve(Resolution.GONE, "gone"),
                new OrderMessage.RequestCancel("me"),
                new RejectionHeard(201, "no"),
                new CompletionHeard(900, "Filled", 100, "")),
            seed);
    Optional<OrderState> live = Optional.empty();
    List<OrderEvent> journal = new ArrayList<>();
    List<OrderMessage> all = new ArrayList<>();
    all.add(new OrderMessage.Intend(REQUEST, DECISION));
    all.addAll(messages);
    for (OrderMessage message : all) {
      for (OrderEvent event : OrderRules.decide(live, message, NOW)) {
        journal.add(event);
        live = Optional.of(OrderRules.evolve(live, event));
      }
    }
    Optional<OrderState> replayed = Optional.empty();
    for (OrderEvent event : journal) {
      replayed = Optional.of(OrderRules.evolve(replayed, event));
    }
    assertEquals(live, replayed);
  }

  @Test
  void aFilledWordWithoutExecutionsFillsNothing() {
    OrderState end = after(List.of(new OrderMessage.Sent(17, 3), status("Filled")));
    assertEquals(OrderStatus.ACKNOWLEDGED, end.status());
    assertEquals(0, end.filled());
  }

  @Test
  void unknownEndsByEvidenceOnly() {
    List<OrderMessage> doubt =
        List.of(new OrderMessage.Sent(17, 3), new OrderMessage.Uncertain(17, "lost"));
    assertEquals(OrderStatus.UNKNOWN, after(doubt).status());
    assertEquals(Optional.of(NOW), after(doubt).unknownSince());
    assertEquals(100, after(doubt).remaining());

    List<OrderMessage> heard = new ArrayList<>(doubt);
    heard.add(status("Submitted"));
    assertEquals(OrderStatus.ACKNOWLEDGED, after(heard).status());

    List<OrderMessage> never = new ArrayList<>(doubt);
    never.add(new OrderMessage.Resolve(Resolution.NEVER_REACHED, "complete sync"));
    assertEquals(OrderStatus.INTENDED, after(never).status());
  }

  @Test
  void anInferredEndIsTakenBackByALiveOrder() {
    List<OrderMessage> gone =
        new ArrayList<>(
            List.of(status("Submitted"), new OrderMessage.Resolve(Resolution.GONE, "not shown")));
    assertEquals(OrderStatus.CANCELLED, after(gone).status());
    gone.add(status("Submitted"));
    assertEquals(OrderStatus.ACKNOWLEDGED, after(gone).status());
  }

  @Test
  void theBrokersOwnEndIsNotTakenBackByALateWord() {
    OrderState end = after(List.of(status("Cancelled"), status("Submitted")));
    assertEquals(OrderStatus.CANCELLED, end.status());
  }

  @Test
  void onlyAnUnsentOrderCanBeDenied() {
    Refusal refusal = new Refusal("risk.test", 409, "d", "a");
    assertEquals(
        OrderStatus.DENIED, after(List.of(new OrderMessage.Deny(REQUEST, refusal))).status());
    OrderState sent =
        after(List.of(new OrderMessage.Sent(17, 3), new OrderMessage.Deny(REQUEST, refusal)));
    assertEquals(OrderStatus.SENT, sent.status());
    assertTrue(OrderRules.decide(Optional.empty(), status("Submitted"), NOW).isEmpty());
  }
}
