package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreTradeGateTest {
  private static final List<String> NAMES = List.of("AAPL", "MSFT", "TSLA");

  private static OrderRequest withConditions(
      Side side, OrderType type, Optional<BigDecimal> limit, OrderConditions conditions) {
    return new OrderRequest(
        new ClientOrderId("wf/x/0"),
        Symbol.of("AAPL"),
        side,
        10,
        type,
        limit,
        TimeInForce.DAY,
        "wf",
        "test",
        conditions);
  }

  @Test
  void triggersAreJudgedByThePriceAtWhichTheyBegin() {
    GateScene scene = new GateScene();
    OrderConditions above = OrderConditions.stop(new BigDecimal("104"));
    OrderRequest stop = withConditions(Side.BUY, OrderType.STOP, Optional.empty(), above);
    assertEquals(104, PreTradeGate.worstPrice(stop, 100), 1e-9);
    assertEquals("passed", scene.denial(stop));
    OrderRequest reached =
        withConditions(
            Side.BUY, OrderType.STOP, Optional.empty(), OrderConditions.stop(new BigDecimal("99")));
    assertEquals("STOP_REACHED", scene.denial(reached));
    OrderRequest trailing =
        withConditions(
            Side.BUY,
            OrderType.TRAILING_STOP,
            Optional.empty(),
            OrderConditions.trailing(Trail.percent(new BigDecimal("5"))));
    assertEquals(105, PreTradeGate.worstPrice(trailing, 100), 1e-9);
    OrderRequest close =
        withConditions(Side.BUY, OrderType.MARKET_ON_CLOSE, Optional.empty(), OrderConditions.NONE);
    assertEquals(100, PreTradeGate.worstPrice(close, 100), 1e-9);
    // A protective stop that is already reached still protects: an exit is never blocked.
    scene.positions.put("AAPL", 10L);
    scene.state = TradingState.HALTED;
    OrderRequest protective =
        withConditions(
            Side.SELL,
            OrderType.STOP,
            Optional.empty(),
            OrderConditions.stop(new BigDecimal("101")));
    assertEquals("passed", scene.denial(protective));
  }

  @Test
  void anExitOfABracketNeedsItsEntryOrAPosition() {
    GateScene scene = new GateScene();
    OrderRequest exit =
        withConditions(
            Side.SELL,
            OrderType.STOP,
            Optional.empty(),
            OrderConditions.stop(new BigDecimal("95")).withParent(new ClientOrderId("wf/entry/0")));
    assertEquals("PARENT_GONE", scene.denial(exit));
    scene.working.add(new WorkingOrder("wf/entry/0", "AAPL", Side.BUY, 9, 100, false));
    assertEquals("PARENT_GONE", scene.denial(exit));
    scene.working.add(new WorkingOrder("wf/entry/0", "AAPL", Side.BUY, 10, 100, false));
    assertEquals("passed", scene.denial(exit));
  }

  private static OrderRequest limit(Side side, long quantity, String price) {
    return GateScene.order(side, quantity, price, "");
  }

  private static OrderRequest market(Side side, long quantity) {
    return GateScene.order(side, quantity, "", "");
  }

  @Test
  void eachRuleDeniesAtItsOwnBorder() {
    assertEquals("passed", new GateScene().denial(market(Side.BUY, 299)));
    assertEquals("CONCENTRATION", new GateScene().denial(market(Side.BUY, 301)));
    GateScene rich = new GateScene();
    rich.equity = 100_000_000;
    rich.buyingPower = 1e9;
    assertEquals("passed", rich.denial(market(Side.BUY, 500)));
    assertEquals("ORDER_NOTIONAL", rich.denial(market(Side.BUY, 501)));
    assertEquals("ORDER_QUANTITY", rich.denial(market(Side.BUY, 10_001)));
    assertEquals("passed", rich.denial(limit(Side.BUY, 10, "104.99")));
    assertEquals("PRICE_COLLAR", rich.denial(limit(Side.BUY, 10, "105.01")));
    assertEquals("PRICE_COLLAR", rich.denial(limit(Side.SELL, 10, "94.90")));
    GateScene poor = new GateScene();
    poor.buyingPower = 9_999;
    assertEquals("BUYING_POWER", poor.denial(market(Side.BUY, 100)));
    GateScene busy = new GateScene();
    busy.flow = new FlowCounts(60, 0, 0, 0, 0, 0, 0);
    assertEquals("ORDER_FREQUENCY", busy.denial(market(Side.BUY, 1)));
    GateScene loss = new GateScene();
    loss.dailyPnl = -5_000;
    assertEquals("DAILY_LOSS", loss.denial(market(Side.BUY, 1)));
    GateScene var = new GateScene();
    var.var95 = 10_001;
    assertEquals("VAR_LIMIT", var.denial(market(Side.BUY, 1)));
  }

  @ParameterizedTest
  @EnumSource(value = DataQuality.class, mode = EnumSource.Mode.EXCLUDE, names = "GOOD")
  void onlyAGoodPriceOpensAndAnyPriceCloses(DataQuality quality) {
    GateScene scene = new GateScene();
    scene.quote = Optional.of(GateScene.quote("AAPL", 99, 101, quality, GateScene.NOW));
    assertEquals("PRICE_NOT_GOOD", scene.denial(market(Side.BUY, 1)));
    scene.positions.put("AAPL", 100L);
    assertEquals("passed", scene.denial(market(Side.SELL, 100)));
    assertEquals("PRICE_NOT_GOOD", scene.denial(market(Side.BUY, 1)), "more of it is an entry");
  }

  @Test
  void whatIsNotKnownDenies() {
    GateScene closed = new GateScene();
    closed.open = false;
    assertEquals("MARKET_CLOSED", closed.denial(market(Side.BUY, 1)));
    GateScene absent = new GateScene();
    absent.quote = Optional.empty();
    assertEquals("PRICE_ABSENT", absent.denial(market(Side.BUY, 1)));
    GateScene stale = new GateScene();
    stale.quote =
        Optional.of(
            GateScene.quote("AAPL", 99, 101, DataQuality.GOOD, GateScene.NOW.minusSeconds(16)));
    assertEquals("PRICE_STALE", stale.denial(market(Side.BUY, 1)));
    GateScene delayed = new GateScene();
    delayed.quote =
        Optional.of(GateScene.quote("AAPL", 99, 101, DataQuality.DELAYED, GateScene.NOW));
    assertEquals("PRICE_NOT_GOOD", delayed.denial(market(Side.BUY, 1)));
    GateScene crossed = new GateScene();
    crossed.quote = Optional.of(GateScene.quote("AAPL", 101, 99, DataQuality.GOOD, GateScene.NOW));
    assertEquals("PRICE_NOT_GOOD", crossed.denial(market(Side.BUY, 1)));
    GateScene unreported = new GateScene();
    unreported.reported = false;
    assertEquals("RISK_UNAVAILABLE", unreported.denial(market(Side.BUY, 1)));
    GateScene blind = new GateScene();
    blind.unavailable = Optional.of("no history");
    assertEquals("RISK_UNAVAILABLE", blind.denial(market(Side.BUY, 1)));
    GateScene infinite = new GateScene();
    infinite.dailyPnl = Double.NaN;
    assertEquals("RISK_UNAVAILABLE", infinite.denial(market(Side.BUY, 1)));
    for (Duration off : List.of(GateScene.GOOD_FOR, GateScene.GOOD_FOR.negated())) {
      GateScene old = new GateScene();
      old.measured = GateScene.NOW.minus(off);
      assertEquals("passed", old.denial(market(Side.BUY, 1)));
      old.measured = old.measured.minusMillis(off.isNegative() ? -1 : 1);
      assertEquals("RISK_UNAVAILABLE", old.denial(market(Side.BUY, 1)));
    }
    GateScene unpriced = new GateScene();
    unpriced.positions.put("MSFT", 10L);
    unpriced.marks.remove("MSFT");
    assertEquals("PRICE_ABSENT", unpriced.denial(market(Side.BUY, 1)));
    GateScene lost = new GateScene();
    lost.reconciled = false;
    assertEquals("RECONCILING", lost.denial(market(Side.BUY, 1)));
    lost.ready = false;
    assertEquals("BROKER_UNAVAILABLE", lost.denial(market(Side.BUY, 1)));
  }

  @Test
  void workingOrdersCountAsIfTheyFilled() {
    GateScene scene = new GateScene();
    scene.working.add(new WorkingOrder("a", "AAPL", Side.BUY, 250, 100, false));
    assertEquals("passed", scene.denial(market(Side.BUY, 49)));
    assertEquals("CONCENTRATION", scene.denial(market(Side.BUY, 51)));
    GateScene gross = new GateScene();
    gross.limits = new RiskLimits(10_000, 5_000, 1.0, 1e9, 1_000_000, 60, 2.0, 0.05, 2.0);
    gross.buyingPower = 1e9;
    gross.working.add(new WorkingOrder("m", "MSFT", Side.SELL, 1_500, 0, false));
    assertEquals("passed", gross.denial(market(Side.BUY, 499)));
    assertEquals("GROSS_EXPOSURE", gross.denial(market(Side.BUY, 501)));
  }

  @Test
  void anOpenConcentrationBreakerBlocksItsNameOnly() {
    GateScene scene = new GateScene();
    scene.breakers =
        List.of(
            new Breaker(
                BreakerName.POSITION_CONCENTRATION,
                BreakerState.ENTRIES_BLOCKED,
                GateScene.NOW,
                "MSFT"));
    scene.violations =
        List.of(
            new Violation(
                ViolationType.CONCENTRATION, 0.4, 0.3, "MSFT", GateScene.NOW, Optional.empty()));
    assertEquals("passed", scene.denial(market(Side.BUY, 1)));
    scene.violations =
        List.of(
            new Violation(
                ViolationType.CONCENTRATION, 0.4, 0.3, "AAPL", GateScene.NOW, Optional.empty()));
    assertEquals("NAME_BLOCKED", scene.denial(market(Side.BUY, 1)));
    scene.breakers =
        List.of(new Breaker(BreakerName.DAILY_LOSS, BreakerState.HALTED, GateScene.NOW, "loss"));
    assertEquals("BREAKER_OPEN", scene.denial(market(Side.BUY, 1)));
  }

  /** Anything may be wrong at once; an exit passes, and only a true exit is one. */
  @Property(tries = 2_000)
  void exitsAreNeverBlocked(@ForAll long seed) {
    Random random = new Random(seed);
    GateScene scene = hostile(random);
    long position = 1 + random.nextInt(500);
    boolean isLong = random.nextBoolean();
    Side closing = isLong ? Side.SELL : Side.BUY;
    scene.positions.put("AAPL", isLong ? position : -position);
    long working = random.nextInt((int) position);
    scene.working.removeIf(w -> w.symbol().equals("AAPL"));
    if (working > 0) {
      scene.working.add(new WorkingOrder("w", "AAPL", closing, working, 0, true));
    }
    long quantity = 1 + random.nextInt((int) (position - working));
    GateResult exit = PreTradeGate.check(market(closing, quantity), scene.context());
    assertTrue(
        exit instanceof GateResult.Passed passed && passed.decision().exit(), exit.toString());
    GateResult tooMuch =
        PreTradeGate.check(market(closing, position - working + 1), scene.context());
    assertTrue(
        !(tooMuch instanceof GateResult.Passed passed && passed.decision().exit()),
        tooMuch.toString());
  }

  @Property(tries = 2_000)
  void noEntryPassesAHaltOrWithoutCapability(@ForAll long seed) {
    Random random = new Random(seed);
    GateScene scene = hostile(random);
    switch (random.nextInt(3)) {
      case 0 -> scene.state = TradingState.HALTED;
      case 1 -> scene.state = TradingState.REDUCING;
      default -> scene.capabilities = EnumSet.complementOf(EnumSet.of(Capability.ENTRIES));
    }
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    GateResult result = PreTradeGate.check(market(side, 1 + random.nextInt(600)), scene.context());
    assertTrue(
        result instanceof GateResult.Refused
            || (result instanceof GateResult.Passed passed && passed.decision().exit()));
  }

  /** Whatever subset of the working orders fills, limits hold after each accepted entry. */
  @Property(tries = 1_000)
  void exposureStaysWithinLimitsForAnyFillSubset(@ForAll long seed) {
    Random random = new Random(seed);
    GateScene scene = new GateScene();
    for (int i = 0; i < 12; i++) {
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      OrderRequest request = market(side, 1 + random.nextInt(350));
      if (PreTradeGate.check(request, scene.context()) instanceof GateResult.Passed passed) {
        scene.working.add(
            new WorkingOrder(
                "w" + i, "AAPL", side, request.quantity(), 0, passed.decision().exit()));
      }
      if (!scene.working.isEmpty() && random.nextInt(3) == 0) {
        WorkingOrder filled = scene.working.remove(random.nextInt(scene.working.size()));
        scene.positions.merge("AAPL", filled.side().sign() * filled.remaining(), Long::sum);
      }
      for (int subset = 0; subset < 1 << scene.working.size(); subset++) {
        long position = scene.positions.getOrDefault("AAPL", 0L);
        for (int w = 0; w < scene.working.size(); w++) {
          if ((subset & 1 << w) != 0) {
            WorkingOrder order = scene.working.get(w);
            position += order.side().sign() * order.remaining();
          }
        }
        double share = Math.abs(position) * 100.0 / scene.equity;
        assertTrue(share <= scene.limits.maxConcentration() + 1e-9, "share " + share);
      }
    }
  }

  private static GateScene hostile(Random random) {
    GateScene scene = new GateScene();
    scene.state = TradingState.values()[random.nextInt(3)];
    scene.capabilities = random.nextBoolean() ? Set.of() : EnumSet.allOf(Capability.class);
    scene.ready = random.nextBoolean();
    scene.reconciled = random.nextBoolean();
    scene.open = random.nextBoolean();
    int n = random.nextInt(200);
    scene.flow = new FlowCounts(n, n * 1e5, n, n, n, n * 100, n * 100);
    scene.dailyPnl = -random.nextInt(20_000);
    scene.var95 = random.nextInt(20_000);
    scene.equity = random.nextInt(3) == 0 ? Double.NaN : random.nextInt(1_000);
    scene.buyingPower = -random.nextInt(1_000);
    scene.reported = random.nextBoolean();
    scene.measured = GateScene.NOW.minusSeconds(random.nextInt(1_000));
    scene.unavailable = random.nextBoolean() ? Optional.of("x") : Optional.empty();
    if (random.nextBoolean()) {
      scene.quote = Optional.empty();
      scene.marks.clear();
    }
    scene.blocked.put("AAPL", "test");
    scene.breakers =
        List.of(
            new Breaker(BreakerName.DAILY_LOSS, BreakerState.HALTED, GateScene.NOW, "x"),
            new Breaker(
                BreakerName.ORDER_FREQUENCY, BreakerState.ENTRIES_BLOCKED, GateScene.NOW, "x"));
    for (String name : NAMES) {
      scene.working.add(
          new WorkingOrder("f" + name, name, Side.BUY, random.nextInt(100), 0, false));
    }
    return scene;
  }
}
