package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every rule of the gate denies and passes; its decision depends on what is, not on how it came.
 */
class GateRulesTest {

  /** The desk's own, behind the gate: proven on the desk, in LateOrdersTest and BracketTest. */
  private static final Set<DenialCode> DESK =
      EnumSet.of(DenialCode.BRACKET_INCOMPLETE, DenialCode.INTENT_EXPIRED, DenialCode.EPOCH_PASSED);

  private static NarrowLimits narrow(Consumer<double[]> change) {
    // notional, quantity, per minute, position, collar, noShort, lot
    double[] v = {0, 0, 0, 0, 0, 0, 1};
    change.accept(v);
    return new NarrowLimits(
        v[0] > 0 ? Optional.of(v[0]) : Optional.empty(),
        v[1] > 0 ? Optional.of((long) v[1]) : Optional.empty(),
        v[2] > 0 ? Optional.of((int) v[2]) : Optional.empty(),
        v[3] > 0 ? Optional.of(v[3]) : Optional.empty(),
        v[4] > 0 ? Optional.of(v[4]) : Optional.empty(),
        false,
        v[5] > 0,
        Optional.empty(),
        (long) v[6]);
  }

  /** As by default, but for these. */
  private static RiskLimits limits(double gross, double net, double sector) {
    return new RiskLimits(
        10_000, 5_000, 0.30, 50_000, 10_000, 60, gross, 0.05, 2.0, 0.2, 1.0, 1e6, 600, 30, 20,
        5_000, 200, net, sector, 0.03);
  }

  private static Breaker breaker(BreakerName name, BreakerState state, String subject) {
    return new Breaker(name, state, GateScene.NOW, "cause", subject, Optional.empty(), 0.01, 1);
  }

  /** One change of the open door for each code. */
  private static Map<DenialCode, Consumer<GateScene>> denials() {
    Map<DenialCode, Consumer<GateScene>> d = new EnumMap<>(DenialCode.class);
    d.put(DenialCode.TRADING_HALTED, x -> x.state = TradingState.HALTED);
    d.put(DenialCode.TRADING_REDUCING, x -> x.state = TradingState.REDUCING);
    d.put(DenialCode.CAPABILITY_MISSING, x -> x.capabilities = Set.of(Capability.EXITS));
    d.put(DenialCode.BROKER_UNAVAILABLE, x -> x.ready = false);
    d.put(DenialCode.RECONCILING, x -> x.reconciled = false);
    d.put(DenialCode.MARKET_CLOSED, x -> x.open = false);
    d.put(DenialCode.RISK_UNAVAILABLE, x -> x.reported = false);
    d.put(
        DenialCode.TOO_MANY_ORDERS,
        x -> {
          for (int i = 0; i < 200; i++) {
            x.working.add(new WorkingOrder("w" + i, "MSFT", Side.BUY, 1, 1, false));
          }
        });
    d.put(DenialCode.NAME_BLOCKED, x -> x.blocked.put("AAPL", "double order"));
    d.put(DenialCode.RESTRICTED, x -> x.symbols.put("AAPL", NarrowLimits.restrictedName()));
    d.put(
        DenialCode.BREAKER_OPEN,
        x ->
            x.breakers.add(
                breaker(BreakerName.ERROR_RATE, BreakerState.ENTRIES_BLOCKED, "portfolio")));
    d.put(
        DenialCode.PROBE_SIZE,
        x -> x.breakers.add(breaker(BreakerName.LOSS_STREAK, BreakerState.PROBING, "portfolio")));
    d.put(DenialCode.REPEATED_EXECUTION, x -> x.flow = new FlowCounts(0, 0, 0, 0, 0, 0, 5_000));
    d.put(DenialCode.VAR_LIMIT, x -> x.var95 = 10_001);
    d.put(DenialCode.DAILY_LOSS, x -> x.dailyPnl = -5_000);
    d.put(DenialCode.PRICE_ABSENT, x -> x.quote = Optional.empty());
    d.put(
        DenialCode.PRICE_STALE,
        x ->
            x.quote =
                Optional.of(GateScene.quote(DataQuality.GOOD, GateScene.NOW.minusSeconds(16))));
    d.put(
        DenialCode.PRICE_NOT_GOOD,
        x -> x.quote = Optional.of(GateScene.quote(DataQuality.QUARANTINED, GateScene.NOW)));
    d.put(DenialCode.PRICE_SHOCK, x -> x.band = new PriceBand(110, 0.05, 20));
    d.put(DenialCode.PRICE_TICK, x -> x.order = GateScene.order(Side.BUY, 10, "100.001", ""));
    d.put(DenialCode.PRICE_COLLAR, x -> x.order = GateScene.order(Side.BUY, 10, "106", ""));
    d.put(DenialCode.STOP_REACHED, x -> x.order = stop("99"));
    d.put(DenialCode.PARENT_GONE, x -> x.order = attached());
    d.put(DenialCode.LOT_SIZE, x -> x.symbols.put("AAPL", narrow(v -> v[6] = 100)));
    d.put(DenialCode.ORDER_QUANTITY, x -> x.order = GateScene.order(Side.BUY, 10_001, "100", ""));
    d.put(DenialCode.ORDER_NOTIONAL, x -> x.order = GateScene.order(Side.BUY, 501, "100", ""));
    d.put(DenialCode.NOTIONAL_RATE, x -> x.flow = new FlowCounts(1, 999_500, 1, 1, 0, 1, 0));
    d.put(DenialCode.POSITION_LIMIT, x -> x.symbols.put("AAPL", narrow(v -> v[3] = 999)));
    d.put(
        DenialCode.SELF_MATCH,
        x -> {
          x.positions.put("AAPL", 100L);
          x.working.add(new WorkingOrder("own", "AAPL", Side.SELL, 5, 100, true));
        });
    d.put(
        DenialCode.SHORT_SALE,
        x -> {
          x.symbols.put("AAPL", narrow(v -> v[5] = 1));
          x.order = GateScene.order(Side.SELL, 10, "100", "");
        });
    d.put(
        DenialCode.SHORT_EXPOSURE,
        x -> {
          x.positions.put("MSFT", -995L);
          x.order = GateScene.order(Side.SELL, 10, "100", "");
        });
    d.put(
        DenialCode.TOO_MANY_NAMES,
        x -> {
          for (int i = 0; i < 200; i++) {
            x.positions.put("N" + i, 1L);
            x.marks.put("N" + i, 1.0);
          }
        });
    d.put(DenialCode.CONCENTRATION, x -> x.order = GateScene.order(Side.BUY, 301, "100", ""));
    d.put(DenialCode.GROSS_EXPOSURE, x -> x.positions.put("MSFT", 1_995L));
    d.put(
        DenialCode.LOCATE,
        x -> {
          x.shortSales = new ShortSaleRules(true, Set.of("MSFT"), true);
          x.order = GateScene.order(Side.SELL, 10, "100", "");
        });
    d.put(
        DenialCode.SHORT_PRICE_TEST,
        x -> {
          x.priceTest = PriceTest.RESTRICTED;
          x.order = GateScene.order(Side.SELL, 10, "99.99", "");
        });
    d.put(
        DenialCode.CLOSES_ABSENT,
        x -> {
          x.priceTest = PriceTest.UNKNOWN;
          x.order = GateScene.order(Side.SELL, 10, "100", "");
        });
    d.put(
        DenialCode.NET_EXPOSURE,
        x -> {
          x.limits = limits(2.0, 0.5, 0);
          x.positions.put("MSFT", 495L);
        });
    d.put(
        DenialCode.SECTOR_EXPOSURE,
        x -> {
          x.limits = limits(2.0, 0, 0.5);
          x.positions.put("MSFT", -495L);
          x.sectors.putAll(Map.of("AAPL", "Technology", "MSFT", "Technology"));
        });
    d.put(DenialCode.BUYING_POWER, x -> x.buyingPower = 999);
    d.put(
        DenialCode.MARGINAL_VAR,
        x -> {
          x.var95 = 9_990;
          x.measures = Optional.of(MeasuredBook.of(Map.of("AAPL", 0.0), Map.of("AAPL", 0.02)));
        });
    d.put(DenialCode.ORDER_FREQUENCY, x -> x.flow = new FlowCounts(60, 0, 0, 0, 0, 0, 0));
    d.put(DenialCode.SYMBOL_FREQUENCY, x -> x.flow = new FlowCounts(30, 0, 30, 0, 0, 0, 0));
    d.put(
        DenialCode.STRATEGY_FREQUENCY,
        x -> {
          x.strategies.put("mean_reversion", narrow(v -> v[2] = 3));
          x.order = GateScene.order(Side.BUY, 10, "100", "mean_reversion");
          x.flow = new FlowCounts(3, 0, 3, 3, 0, 0, 0);
        });
    d.put(DenialCode.REPEATED_ORDER, x -> x.flow = new FlowCounts(20, 0, 20, 20, 20, 20, 0));
    d.put(DenialCode.MESSAGE_RATE, x -> x.flow = new FlowCounts(0, 0, 0, 0, 0, 600, 0));
    return d;
  }

  /** Of the same scene, what lets the same wish pass as an entry: just inside of the border. */
  private static Map<DenialCode, Consumer<GateScene>> remedies() {
    Map<DenialCode, Consumer<GateScene>> r = new EnumMap<>(DenialCode.class);
    r.put(DenialCode.TRADING_HALTED, x -> x.state = TradingState.ACTIVE);
    r.put(DenialCode.TRADING_REDUCING, x -> x.state = TradingState.ACTIVE);
    r.put(DenialCode.CAPABILITY_MISSING, x -> x.capabilities = Set.of(Capability.ENTRIES));
    r.put(DenialCode.BROKER_UNAVAILABLE, x -> x.ready = true);
    r.put(DenialCode.RECONCILING, x -> x.reconciled = true);
    r.put(DenialCode.MARKET_CLOSED, x -> x.open = true);
    r.put(DenialCode.RISK_UNAVAILABLE, x -> x.reported = true);
    r.put(DenialCode.TOO_MANY_ORDERS, x -> x.working.removeLast());
    r.put(DenialCode.NAME_BLOCKED, x -> x.blocked.clear());
    r.put(DenialCode.RESTRICTED, x -> x.symbols.clear());
    r.put(
        DenialCode.BREAKER_OPEN,
        x -> x.breakers.set(0, breaker(BreakerName.ERROR_RATE, BreakerState.CLOSED, "portfolio")));
    r.put(DenialCode.PROBE_SIZE, x -> x.order = GateScene.order(Side.BUY, 5, "100", ""));
    r.put(DenialCode.REPEATED_EXECUTION, x -> x.flow = new FlowCounts(0, 0, 0, 0, 0, 0, 4_999));
    r.put(DenialCode.VAR_LIMIT, x -> x.var95 = 9_900);
    r.put(DenialCode.DAILY_LOSS, x -> x.dailyPnl = -4_999);
    r.put(
        DenialCode.PRICE_ABSENT,
        x -> x.quote = Optional.of(GateScene.quote(DataQuality.GOOD, GateScene.NOW)));
    r.put(
        DenialCode.PRICE_STALE,
        x ->
            x.quote =
                Optional.of(GateScene.quote(DataQuality.GOOD, GateScene.NOW.minusSeconds(15))));
    r.put(
        DenialCode.PRICE_NOT_GOOD,
        x -> x.quote = Optional.of(GateScene.quote(DataQuality.GOOD, GateScene.NOW)));
    r.put(DenialCode.PRICE_SHOCK, x -> x.band = new PriceBand(104, 0.05, 20));
    r.put(DenialCode.PRICE_TICK, x -> x.order = GateScene.order(Side.BUY, 10, "100.01", ""));
    r.put(DenialCode.PRICE_COLLAR, x -> x.order = GateScene.order(Side.BUY, 10, "104.99", ""));
    r.put(DenialCode.STOP_REACHED, x -> x.order = stop("100.02"));
    r.put(DenialCode.PARENT_GONE, x -> x.order = GateScene.order(Side.BUY, 10, "", ""));
    r.put(DenialCode.LOT_SIZE, x -> x.order = GateScene.order(Side.BUY, 100, "100", ""));
    r.put(
        DenialCode.ORDER_QUANTITY,
        x -> {
          x.order = GateScene.order(Side.BUY, 10_000, "1", "");
          x.quote =
              Optional.of(GateScene.quote("AAPL", 0.99, 1.01, DataQuality.GOOD, GateScene.NOW));
        });
    r.put(
        DenialCode.ORDER_NOTIONAL,
        x -> {
          x.order = GateScene.order(Side.BUY, 500, "100", "");
          x.equity = 200_000;
        });
    r.put(DenialCode.NOTIONAL_RATE, x -> x.flow = new FlowCounts(1, 999_000, 1, 1, 0, 1, 0));
    r.put(DenialCode.POSITION_LIMIT, x -> x.symbols.put("AAPL", narrow(v -> v[3] = 1_000)));
    r.put(DenialCode.SELF_MATCH, x -> x.order = GateScene.order(Side.BUY, 10, "99.99", ""));
    r.put(DenialCode.SHORT_SALE, x -> x.symbols.clear());
    r.put(DenialCode.SHORT_EXPOSURE, x -> x.positions.put("MSFT", -990L));
    r.put(
        DenialCode.LOCATE,
        x ->
            x.symbols.put(
                "AAPL",
                new NarrowLimits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.of(10L),
                    1)));
    r.put(DenialCode.SHORT_PRICE_TEST, x -> x.order = GateScene.order(Side.SELL, 10, "100", ""));
    r.put(DenialCode.CLOSES_ABSENT, x -> x.priceTest = PriceTest.FREE);
    r.put(DenialCode.TOO_MANY_NAMES, x -> x.positions.remove("N0"));
    r.put(DenialCode.NET_EXPOSURE, x -> x.order = GateScene.order(Side.SELL, 10, "100", ""));
    r.put(DenialCode.SECTOR_EXPOSURE, x -> x.positions.put("MSFT", -490L));
    r.put(DenialCode.CONCENTRATION, x -> x.order = GateScene.order(Side.BUY, 299, "100", ""));
    r.put(DenialCode.GROSS_EXPOSURE, x -> x.positions.put("MSFT", 1_989L));
    r.put(DenialCode.BUYING_POWER, x -> x.buyingPower = 1_001);
    r.put(DenialCode.MARGINAL_VAR, x -> x.var95 = 9_900);
    r.put(DenialCode.ORDER_FREQUENCY, x -> x.flow = new FlowCounts(59, 0, 0, 0, 0, 0, 0));
    r.put(DenialCode.SYMBOL_FREQUENCY, x -> x.flow = new FlowCounts(29, 0, 29, 0, 0, 0, 0));
    r.put(DenialCode.STRATEGY_FREQUENCY, x -> x.flow = new FlowCounts(2, 0, 2, 2, 0, 0, 0));
    r.put(DenialCode.REPEATED_ORDER, x -> x.flow = new FlowCounts(19, 0, 19, 19, 19, 19, 0));
    r.put(DenialCode.MESSAGE_RATE, x -> x.flow = new FlowCounts(0, 0, 0, 0, 0, 599, 0));
    return r;
  }

  private static OrderRequest stop(String price) {
    return withConditions(OrderConditions.stop(new BigDecimal(price)), OrderType.STOP);
  }

  private static OrderRequest attached() {
    return withConditions(
        OrderConditions.NONE.withParent(new ClientOrderId("wf/gone/0")), OrderType.MARKET);
  }

  private static OrderRequest withConditions(OrderConditions conditions, OrderType type) {
    return new OrderRequest(
        new ClientOrderId("wf/x/0"),
        Symbol.of("AAPL"),
        Side.BUY,
        10,
        type,
        Optional.empty(),
        TimeInForce.DAY,
        "wf",
        "test",
        conditions);
  }

  @Test
  void everyCodeHasACase() {
    Set<DenialCode> covered = new java.util.HashSet<>(denials().keySet());
    assertEquals(covered, remedies().keySet(), "each rule denies and passes");
    covered.addAll(DESK);
    assertEquals(Set.of(DenialCode.values()), covered);
    assertInstanceOf(GateResult.Passed.class, new GateScene().check(), "the open door");
  }

  @ParameterizedTest
  @EnumSource(
      value = DenialCode.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BRACKET_INCOMPLETE", "INTENT_EXPIRED", "EPOCH_PASSED"})
  void everyRuleDeniesAnEntryAndLetsItsExitPass(DenialCode code) {
    GateScene door = new GateScene();
    denials().get(code).accept(door);
    GateResult.Refused refused = assertInstanceOf(GateResult.Refused.class, door.check());
    assertEquals(code, refused.code());
    assertEquals(code.code(), refused.refusal().code());
    assertTrue(!refused.refusal().advice().isBlank());
    GateScene inside = new GateScene();
    denials().get(code).accept(inside);
    remedies().get(code).accept(inside);
    GateResult.Passed entry = assertInstanceOf(GateResult.Passed.class, inside.check());
    assertTrue(!entry.decision().exit(), "an entry just inside of the border");
    // The same state of the world, and an order that closes a position: it passes.
    door.positions.put("AAPL", 1_000_000L);
    door.working.removeIf(w -> w.symbol().equals("AAPL"));
    door.order = GateScene.order(Side.SELL, 700, "", "mean_reversion");
    GateResult.Passed passed = assertInstanceOf(GateResult.Passed.class, door.check());
    assertTrue(passed.decision().exit());
  }

  /**
   * Marketcetera: a market order has no price, so that the check of its size in USD was skipped.
   */
  @Test
  void aMarketOrderIsValuedAtTheReferencePrice() {
    GateScene door = new GateScene();
    door.order = GateScene.order(Side.BUY, 501, "", "");
    assertEquals(DenialCode.ORDER_NOTIONAL, ((GateResult.Refused) door.check()).code());
    door.quote = Optional.empty();
    assertEquals(DenialCode.PRICE_ABSENT, ((GateResult.Refused) door.check()).code());
  }

  /** A limit of a symbol or strategy tightens; it never widens the account's. */
  @Test
  void narrowLimitsTightenOnly() {
    GateScene door = new GateScene();
    door.symbols.put("AAPL", narrow(v -> v[0] = 1e9));
    door.order = GateScene.order(Side.BUY, 501, "100", "");
    assertEquals(DenialCode.ORDER_NOTIONAL, ((GateResult.Refused) door.check()).code());
    door.strategies.put("mean_reversion", narrow(v -> v[1] = 9));
    door.order = GateScene.order(Side.BUY, 10, "100", "mean_reversion");
    assertEquals(DenialCode.ORDER_QUANTITY, ((GateResult.Refused) door.check()).code());
    door.order = GateScene.order(Side.BUY, 10, "100", "another");
    assertInstanceOf(GateResult.Passed.class, door.check());
  }

  @Test
  void aHedgeIsNotChargedAndATriggeredStopIsNoSelfMatch() {
    GateScene door = new GateScene();
    door.var95 = 9_999;
    door.positions.put("AAPL", -50L);
    door.measures = Optional.of(MeasuredBook.of(Map.of("AAPL", -5_000.0), Map.of("AAPL", -0.02)));
    door.order = GateScene.order(Side.BUY, 60, "100", "");
    assertInstanceOf(GateResult.Passed.class, door.check());
    door = new GateScene();
    door.positions.put("AAPL", 100L);
    door.working.add(new WorkingOrder("stop", "AAPL", Side.SELL, 100, 95, true, "", "", "s", true));
    assertInstanceOf(GateResult.Passed.class, door.check());
  }

  /**
   * Whatever the order in which positions were told and orders were placed, the verdict is the same
   * to the last digit.
   */
  @Property(tries = 500)
  void theDecisionDoesNotDependOnTheOrderOfMessages(@ForAll long seed) {
    Random random = new Random(seed);
    GateScene door = new GateScene();
    for (int i = 0; i < 20; i++) {
      String name = i == 0 ? "AAPL" : "N" + i;
      door.positions.put(name, (long) random.nextInt(-300, 300));
      door.marks.put(name, 1 + random.nextDouble() * 200);
    }
    for (int i = 0; i < 40; i++) {
      String name = random.nextInt(4) == 0 ? "AAPL" : "N" + (1 + random.nextInt(19));
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      String group = random.nextInt(3) == 0 ? "g" + random.nextInt(3) : "";
      String parent = random.nextInt(5) == 0 ? "w" + random.nextInt(40) : "";
      door.working.add(
          new WorkingOrder(
              "w" + i,
              name,
              side,
              1 + random.nextInt(100),
              random.nextDouble() * 200,
              random.nextBoolean(),
              group,
              parent,
              "s" + random.nextInt(3),
              true));
    }
    door.equity = 20_000 + random.nextInt(100_000);
    door.order =
        GateScene.order(
            random.nextBoolean() ? Side.BUY : Side.SELL, 1 + random.nextInt(50), "", "");
    GateResult first = door.check();
    List<Map.Entry<String, Long>> entries = new ArrayList<>(door.positions.entrySet());
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(door.working, random);
      Collections.shuffle(entries, random);
      door.positions.clear();
      entries.forEach(e -> door.positions.put(e.getKey(), e.getValue()));
      GateResult again = door.check();
      // SELF_MATCH names the order it met first; which one is told does not matter.
      assertEquals(code(first), code(again), "seed " + seed);
      if (first instanceof GateResult.Passed) {
        assertEquals(first, again, "seed " + seed);
      }
    }
  }

  /** Names, strategies, breakers and prices that the order has nothing to do with. */
  @Property(tries = 500)
  void whatConcernsOthersChangesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    GateScene door = new GateScene();
    door.positions.put("MSFT", (long) random.nextInt(-300, 300));
    door.order =
        GateScene.order(
            random.nextBoolean() ? Side.BUY : Side.SELL, 1 + random.nextInt(400), "", "mine");
    door.sectors.put("AAPL", "Technology");
    door.dailyPnl = -random.nextInt(6_000);
    door.flow = new FlowCounts(random.nextInt(70), 0, 0, 0, 0, 0, 0);
    GateResult alone = door.check();
    List<Runnable> others =
        new ArrayList<>(
            List.of(
                () -> door.marks.put("UNHELD", 1 + random.nextDouble()),
                () -> door.marks.put("NOTHING", Double.NaN),
                () -> door.sectors.put("UNHELD", "Technology"),
                () -> door.positions.put("FLAT", 0L),
                () -> door.blocked.put("UNHELD", "double order"),
                () -> door.symbols.put("UNHELD", NarrowLimits.restrictedName()),
                () -> door.strategies.put("theirs", NarrowLimits.restrictedName()),
                () ->
                    door.breakers.add(
                        breaker(BreakerName.PRICE_SHOCK, BreakerState.ENTRIES_BLOCKED, "UNHELD")),
                () ->
                    door.breakers.add(
                        breaker(
                            BreakerName.REPEATED_EXECUTION,
                            BreakerState.ENTRIES_BLOCKED,
                            "theirs"))));
    Collections.shuffle(others, random);
    for (Runnable other : others) {
      other.run();
      assertEquals(alone, door.check(), "seed " + seed);
    }
  }

  private static String code(GateResult result) {
    return result instanceof GateResult.Refused refused ? refused.code().name() : "passed";
  }

  /** The fast sums against those that anybody would write. */
  @Property(tries = 500)
  void theBookAddsUpAsPlainSumsDo(@ForAll long seed) {
    Random random = new Random(seed);
    List<WorkingOrder> working = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      working.add(
          new WorkingOrder(
              "w" + i,
              random.nextBoolean() ? "AAPL" : "MSFT",
              random.nextBoolean() ? Side.BUY : Side.SELL,
              random.nextInt(50),
              0,
              false,
              random.nextInt(3) == 0 ? "g" + random.nextInt(2) : "",
              random.nextInt(4) == 0 ? "w" + random.nextInt(20) : ""));
    }
    Map<String, Long> positions = Map.of("AAPL", (long) random.nextInt(-100, 100));
    ExposureBook book = ExposureBook.of(positions, working, Map.of("AAPL", 10.0, "MSFT", 20.0));
    OrderRequest request = GateScene.order(Side.BUY, 7, "", "");
    Exposure fast = book.beside(request);
    assertEquals(plain(working, Side.BUY), fast.workingBuys(), "seed " + seed);
    assertEquals(plain(working, Side.SELL), fast.workingSells(), "seed " + seed);
    assertEquals(positions.get("AAPL"), fast.position());
  }

  private static long plain(List<WorkingOrder> working, Side side) {
    Set<String> alive =
        working.stream()
            .filter(w -> w.remaining() > 0)
            .map(WorkingOrder::name)
            .collect(Collectors.toSet());
    List<WorkingOrder> counted =
        working.stream()
            .filter(w -> w.symbol().equals("AAPL") && w.side() == side)
            .filter(w -> w.parent().isEmpty() || !alive.contains(w.parent()))
            .toList();
    long alone =
        counted.stream()
            .filter(w -> w.ocaGroup().isEmpty())
            .mapToLong(WorkingOrder::remaining)
            .sum();
    long grouped =
        counted.stream()
            .filter(w -> !w.ocaGroup().isEmpty())
            .collect(
                Collectors.groupingBy(
                    WorkingOrder::ocaGroup,
                    Collectors.mapping(WorkingOrder::remaining, Collectors.maxBy(Long::compare))))
            .values()
            .stream()
            .mapToLong(Optional::get)
            .sum();
    return alone + grouped;
  }
}
