package io.orchestrator.analysis.portfolio;

import io.orchestrator.domain.execution.SquareRootImpact;
import io.orchestrator.domain.order.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whole shares of target weights: sells first, then buys out of what cash and sells bring at their
 * worst prices. Never spends more than that, whatever the prices.
 */
public final class RebalanceSizing {
  private final Rules rules;
  private final double value;
  private final List<Trade> trades = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private double budget;

  /**
   * @param held shares, negative when short
   * @param sellAt worst price of a sale, USD
   * @param buyAt worst price of a purchase, USD
   * @param mid USD
   * @param halfSpread USD, what crossing is expected to cost; a worst price is farther away
   * @param dailyVolume shares a day
   * @param dailyVolatility standard deviation of a day's return
   * @param target weight
   * @param upper highest weight
   * @param lot shares
   * @param locked not to be touched
   * @param maxNotional USD of one order, a larger trade is cut
   * @param maxQuantity shares of one order
   */
  public record Asset(
      String symbol,
      long held,
      double sellAt,
      double buyAt,
      double mid,
      double halfSpread,
      double dailyVolume,
      double dailyVolatility,
      double target,
      double upper,
      long lot,
      boolean locked,
      double maxNotional,
      long maxQuantity) {}

  /**
   * @param reserve USD of cash to be kept
   * @param band deviation of a weight that is left alone
   * @param minNotional USD; smaller trades are left
   * @param commissionPerShare USD
   * @param minCommission USD an order
   * @param maxCostBps dearest trade: half spread, impact and commission
   * @param maxParticipation share of a day's volume in one trade
   */
  public record Rules(
      double reserve,
      double band,
      double minNotional,
      double commissionPerShare,
      double minCommission,
      double maxCostBps,
      double maxParticipation) {}

  /**
   * @param wave 1 brings cash, 2 spends it
   * @param costUsd expected: half spread, impact, commission
   * @param cut why it is smaller than the difference to the target, or empty
   */
  public record Trade(
      String symbol,
      Side side,
      long quantity,
      int wave,
      double worstPrice,
      double impactBps,
      double costBps,
      double costUsd,
      String cut) {}

  /** A difference that is not traded. */
  public record Skipped(String symbol, String reason) {}

  /**
   * @param cashAfter USD if every trade is done at its worst price
   */
  public record Plan(List<Trade> trades, List<Skipped> skipped, double cashAfter) {}

  private RebalanceSizing(double value, double cash, Rules rules) {
    this.rules = rules;
    this.value = value;
    this.budget = cash - rules.reserve();
  }

  /**
   * @param value USD of the whole portfolio, positive
   * @param cash USD
   */
  public static Plan plan(List<Asset> assets, double value, double cash, Rules rules) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("a portfolio worth " + value + " cannot be rebalanced");
    }
    var sizing = new RebalanceSizing(value, cash, rules);
    List<Asset> moving = assets.stream().filter(sizing::moves).toList();
    moving.stream().filter(a -> sizing.wanted(a) < 0).forEach(sizing::sell);
    sizing.buy(moving.stream().filter(a -> sizing.wanted(a) > 0).toList());
    return new Plan(
        List.copyOf(sizing.trades), List.copyOf(sizing.skipped), sizing.budget + rules.reserve());
  }

  private double weight(Asset a) {
    return a.held() * a.mid() / value;
  }

  /** Shares to the target, as a fraction, signed. */
  private double wanted(Asset a) {
    return a.target() * value / a.mid() - a.held();
  }

  private boolean moves(Asset a) {
    if (a.locked()) {
      return skip(a, "locked");
    }
    double off = Math.abs(a.target() - weight(a));
    boolean leaves = a.target() == 0 && a.held() != 0;
    if (off <= rules.band() && !leaves) {
      return off > 0 && skip(a, "within the no-trade band: %.2f %% off".formatted(100 * off));
    }
    return true;
  }

  private boolean skip(Asset a, String reason) {
    skipped.add(new Skipped(a.symbol(), reason));
    return false;
  }

  private void sell(Asset a) {
    double shares = -wanted(a);
    long whole = a.target() == 0 ? Math.max(a.held(), 0) : lots(shares, a.lot());
    Sized sized = limited(a, whole, a.sellAt());
    double brings = sized.quantity * a.sellAt() - commission(sized.quantity);
    if (accept(a, Side.SELL, sized, a.sellAt(), 1)) {
      budget += brings;
    }
  }

  private static final class Sized {
    private final Asset asset;
    private long quantity;
    private long most = Long.MAX_VALUE;
    private String cut = "";

    Sized(Asset asset, long quantity) {
      this.asset = asset;
      this.quantity = quantity;
    }
  }

  private static long lots(double shares, long lot) {
    return (long) Math.floor(shares / lot + 1e-9) * lot;
  }

  private Sized limited(Asset a, long quantity, double price) {
    var sized = new Sized(a, quantity);
    cut(
        sized,
        lots(rules.maxParticipation() * a.dailyVolume(), a.lot()),
        "share of a day's volume");
    cut(sized, lots(a.maxNotional() / price, a.lot()), "largest order in USD");
    cut(sized, lots(a.maxQuantity(), a.lot()), "largest order in shares");
    return sized;
  }

  private static void cut(Sized sized, long most, String why) {
    sized.most = Math.min(sized.most, most);
    if (sized.quantity > most) {
      sized.cut = "cut from " + sized.quantity + ": " + why;
      sized.quantity = most;
    }
  }

  private double commission(long quantity) {
    return quantity == 0
        ? 0
        : Math.max(rules.minCommission(), quantity * rules.commissionPerShare());
  }

  private boolean accept(Asset a, Side side, Sized sized, double worst, int wave) {
    long quantity = sized.quantity;
    double notional = quantity * a.mid();
    boolean closesAll = a.target() == 0 && quantity == Math.abs(a.held());
    if (quantity < 1) {
      return skip(a, sized.cut.isEmpty() ? "less than one lot" : sized.cut);
    }
    if (notional < rules.minNotional() && !closesAll) {
      return skip(a, "%.2f USD is less than the smallest trade".formatted(notional));
    }
    double impact =
        SquareRootImpact.basisPoints(a.dailyVolatility(), quantity, Math.max(1, a.dailyVolume()));
    double spread = 1e4 * a.halfSpread() / a.mid();
    double bps = spread + impact + 1e4 * commission(quantity) / notional;
    if (bps > rules.maxCostBps()) {
      return skip(
          a, "costs %.1f bps, more than %.1f are not worth it".formatted(bps, rules.maxCostBps()));
    }
    double usd = bps * notional / 1e4;
    trades.add(new Trade(a.symbol(), side, quantity, wave, worst, impact, bps, usd, sized.cut));
    return true;
  }

  private void buy(List<Asset> assets) {
    List<Sized> wishes = new ArrayList<>();
    for (Asset a : assets) {
      // A short that is closed is bought back whole; everything else to the lot below.
      double shares = wanted(a);
      wishes.add(limited(a, a.target() == 0 ? -a.held() : lots(shares, a.lot()), a.buyAt()));
    }
    shrinkToBudget(wishes);
    spendOddCash(wishes);
    for (Sized s : wishes) {
      double spent = spent(s.asset, s.quantity);
      if (spent <= budget + 1e-9 && accept(s.asset, Side.BUY, s, s.asset.buyAt(), 2)) {
        budget -= spent;
      }
    }
  }

  private double spent(Asset a, long quantity) {
    return quantity * a.buyAt() + commission(quantity);
  }

  private double total(List<Sized> wishes) {
    return wishes.stream().mapToDouble(s -> spent(s.asset, s.quantity)).sum();
  }

  private void shrinkToBudget(List<Sized> wishes) {
    double total = total(wishes);
    for (int round = 0; total > budget && round < 60; round++) {
      double share = Math.max(0, budget / total) * (round == 0 ? 1 : 0.99);
      for (Sized s : wishes) {
        long less = lots(s.quantity * share, s.asset.lot());
        if (less < s.quantity) {
          s.cut = "cut to what cash and sells bring";
          s.quantity = less;
        }
      }
      total = total(wishes);
    }
    if (total > budget) {
      wishes.forEach(
          s -> {
            s.cut = "no cash for it";
            s.quantity = 0;
          });
    }
  }

  /** One more lot each to those that lack most, where that brings them nearer. */
  private void spendOddCash(List<Sized> wishes) {
    double left = budget - total(wishes);
    var byLack = new ArrayList<>(wishes);
    byLack.sort(
        Comparator.comparingDouble((Sized s) -> -(wanted(s.asset) - s.quantity) * s.asset.mid()));
    for (Sized s : byLack) {
      Asset a = s.asset;
      boolean nearer = wanted(a) - s.quantity > 0.5 * a.lot();
      long more = s.quantity + a.lot();
      double price = spent(a, more) - spent(a, s.quantity);
      boolean kept = (a.held() + more) * a.mid() <= a.upper() * value + 1e-9;
      if (nearer && kept && price <= left && more <= s.most && s.cut.isEmpty()) {
        s.quantity = more;
        left -= price;
      }
    }
  }
}
