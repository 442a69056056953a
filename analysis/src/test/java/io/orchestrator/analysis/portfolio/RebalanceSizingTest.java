package io.orchestrator.analysis.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.portfolio.RebalanceSizing.Asset;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Plan;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Rules;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Trade;
import io.orchestrator.domain.order.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RebalanceSizingTest {
  private static final long MANY = 1_000_000_000;
  private static final Rules FREE = new Rules(0, 0, 0, 0, 0, 1e9, 1);

  private static Asset asset(String symbol, long held, double price, double target) {
    return new Asset(
        symbol, held, price, price, price, 0, 1e9, .01, target, 1, 1, false, 1e12, MANY);
  }

  private static List<String> said(Plan plan) {
    return plan.trades().stream()
        .map(t -> t.wave() + " " + t.side() + " " + t.quantity() + " " + t.symbol())
        .toList();
  }

  @Test
  void sellsBringTheCashThatBuysSpend() {
    // Worth 10,000, all in A; half of it is to be B at 30: 166 cost 4,980, and 20 are over.
    Plan plan =
        RebalanceSizing.plan(
            List.of(asset("A", 100, 100, .5), asset("B", 0, 30, .5)), 10_000, 0, FREE);
    assertEquals(List.of("1 SELL 50 A", "2 BUY 166 B"), said(plan));
    assertEquals(20, plan.cashAfter(), 1e-9);
  }

  @Test
  void aBandALockAndADearTradeAreLeftAloneWithTheReason() {
    var rules = new Rules(0, .02, 50, .005, 1, 30, .1);
    Plan plan =
        RebalanceSizing.plan(
            List.of(
                asset("NEAR", 99, 100, .10),
                new Asset("LOCKED", 50, 100, 100, 100, 0, 1e6, .01, 0, 1, 1, true, 1e9, MANY),
                new Asset("THIN", 0, 100, 100, 100, 0, 2_000, .05, .2, 1, 1, false, 1e9, MANY)),
            100_000,
            80_000,
            rules);
    assertEquals(List.of(), plan.trades());
    assertEquals(
        List.of("NEAR", "LOCKED", "THIN"), plan.skipped().stream().map(s -> s.symbol()).toList());
    assertTrue(plan.skipped().get(0).reason().contains("no-trade band"));
    assertTrue(plan.skipped().get(2).reason().contains("bps"));
  }

  @Test
  void theImpactIsTheSquareRootLaw() {
    // 1 % of the day's volume at 2 % a day: 20 bps.
    Plan plan =
        RebalanceSizing.plan(
            List.of(new Asset("A", 0, 10, 10, 10, 0, 100_000, .02, .1, 1, 1, false, 1e12, MANY)),
            100_000,
            100_000,
            FREE);
    Trade t = plan.trades().getFirst();
    assertEquals(1_000, t.quantity());
    assertEquals(20, t.impactBps(), 1e-9);
    assertEquals(20, t.costUsd(), 1e-9);
  }

  /** A limit half a per cent away is there for the worst case; what is expected is the spread. */
  @Test
  void theExpectedCostIsHalfTheSpreadNotTheDistanceOfTheLimit() {
    Trade t =
        RebalanceSizing.plan(
                List.of(
                    new Asset(
                        "A", 0, 99.5, 100.5, 100, .02, 1e12, .02, .1, 1, 1, false, 1e12, MANY)),
                100_000,
                100_000,
                FREE)
            .trades()
            .getFirst();
    assertEquals(100.5, t.worstPrice());
    assertEquals(2, t.costBps() - t.impactBps(), 1e-9);
  }

  @Test
  void aShortIsBoughtBackWhole() {
    Plan plan = RebalanceSizing.plan(List.of(asset("A", -7, 10, 0)), 1_000, 1_070, FREE);
    assertEquals(List.of("2 BUY 7 A"), said(plan));
  }

  @Property(tries = 500)
  void neverOverspendsAndNeverPassesABound(
      @ForAll @IntRange(min = 1, max = 12) int n, @ForAll long seed) {
    var random = new SplittableRandom(seed);
    double cash = random.nextDouble() * 50_000;
    double value = cash;
    var assets = new ArrayList<Asset>();
    double left = 1;
    for (int i = 0; i < n; i++) {
      double mid = 1 + 300 * random.nextDouble();
      long lot = random.nextBoolean() ? 1 : 100;
      long held = random.nextInt(300);
      double target = random.nextInt(4) == 0 ? 0 : left * random.nextDouble();
      left -= target;
      value += held * mid;
      assets.add(
          new Asset(
              "S" + i,
              held,
              mid * .998,
              mid * 1.003,
              mid,
              mid * .0001,
              1_000 + random.nextInt(1_000_000),
              .02,
              target,
              Math.min(1, target + .02),
              lot,
              random.nextInt(8) == 0,
              40_000,
              5_000));
    }
    double reserve = random.nextDouble() * cash;
    var rules = new Rules(reserve, .001, 20, .005, 1, 200, .2);
    Plan plan = RebalanceSizing.plan(assets, value, cash, rules);
    double spent = 0;
    double earned = 0;
    for (Trade t : plan.trades()) {
      Asset a =
          assets.stream().filter(x -> x.symbol().equals(t.symbol())).findFirst().orElseThrow();
      double fee = Math.max(1, t.quantity() * .005);
      double amount = t.quantity() * t.worstPrice();
      if (t.side() == Side.BUY) {
        spent += amount + fee;
        assertTrue(
            (a.held() + t.quantity()) * a.mid() <= (a.upper()) * value + 1e-6, "above its bound");
      } else {
        earned += amount - fee;
        assertTrue(t.quantity() <= a.held(), "sells what is not there");
      }
      assertTrue(!a.locked() && t.quantity() > 0 && t.quantity() <= .2 * a.dailyVolume());
      assertTrue(amount <= 40_000 + 1e-6);
    }
    assertTrue(cash + earned - spent >= Math.min(reserve, cash) - 1e-6, "overspent");
    assertEquals(cash + earned - spent, plan.cashAfter(), 1e-6);
  }
}
