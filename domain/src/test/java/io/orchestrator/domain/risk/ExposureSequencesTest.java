package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.system.TradingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Many names, any sequence of orders, partial fills, cancels, replacements, prices, limits,
 * breakers and trading states.
 *
 * <p>What is proven, for the worst subset of fills of everything that works: no order, fill,
 * cancel, breaker or state makes an exposure larger than its limit, or than it was when it was over
 * its limit already. Only three things can take one over its limit, because they change the number
 * without an order: a price, the account's value, and the limit itself. Then nothing is entered
 * that adds to it, and exits pass. And one exposure is raised by exits, which are never blocked:
 * what is left of a hedge when one side of it is closed counts as net.
 */
class ExposureSequencesTest {
  private static final int NAMES = 8;
  private static final int STEPS = 60;
  private static final int MOST_WORKING_IN_A_NAME = 6;

  /** Multiples of the account's value, by brute force over all subsets of fills. */
  private record Worst(
      double gross,
      double shorts,
      double netLong,
      double netShort,
      Map<String, Double> concentration,
      Map<String, Double> sectors) {}

  private static final class World {
    final GateScene scene = new GateScene();
    final Random random;
    int orders;

    World(long seed) {
      random = new Random(seed);
      scene.buyingPower = 1e12;
      scene.equity = 1_000_000;
      scene.marks.clear();
      for (int i = 0; i < NAMES; i++) {
        scene.marks.put("N" + i, 20.0 + random.nextInt(180));
        if (i % 4 != 3) {
          scene.sectors.put("N" + i, "S" + i % 2);
        }
      }
      limits();
    }

    void limits() {
      scene.limits =
          new RiskLimits(
              1e12,
              1e12,
              0.05 + random.nextDouble() * 0.4,
              1e9,
              1_000_000,
              60,
              0.2 + random.nextDouble() * 1.5,
              0.05,
              2.0,
              0.2,
              random.nextInt(4) == 0 ? 0 : random.nextDouble(),
              1e12,
              600,
              30,
              20,
              5_000,
              200,
              random.nextInt(3) == 0 ? 0 : 0.1 + random.nextDouble(),
              random.nextInt(3) == 0 ? 0 : 0.1 + random.nextDouble() * 0.8,
              0);
    }

    void price() {
      scene.marks.computeIfPresent(name(), (n, p) -> p * (0.7 + random.nextDouble() * 0.6));
    }

    String name() {
      return "N" + random.nextInt(NAMES);
    }

    Optional<WorkingOrder> one() {
      return scene.working.isEmpty()
          ? Optional.empty()
          : Optional.of(scene.working.get(random.nextInt(scene.working.size())));
    }

    /** Of a one-cancels-all group the others shrink by as much. */
    void fill(WorkingOrder w) {
      long filled = 1 + random.nextInt((int) w.remaining());
      scene.positions.merge(w.symbol(), w.side().sign() * filled, Long::sum);
      scene.working.replaceAll(
          o ->
              o == w || !w.ocaGroup().isEmpty() && o.ocaGroup().equals(w.ocaGroup())
                  ? with(o, o.remaining() - filled)
                  : o);
      scene.working.removeIf(o -> o.remaining() <= 0);
    }

    private static WorkingOrder with(WorkingOrder o, long remaining) {
      return new WorkingOrder(
          o.name(),
          o.symbol(),
          o.side(),
          remaining,
          o.price(),
          o.exit(),
          o.ocaGroup(),
          "",
          "s",
          false);
    }

    /** Submits what the gate lets pass; true: an exit did. */
    boolean submit() {
      String name = name();
      double mark = scene.marks.get(name);
      scene.quote =
          Optional.of(
              GateScene.quote(name, mark * 0.9999, mark * 1.0001, DataQuality.GOOD, GateScene.NOW));
      long held = scene.positions.getOrDefault(name, 0L);
      boolean closing = held != 0 && random.nextInt(3) == 0;
      Side side = (closing ? held < 0 : random.nextBoolean()) ? Side.BUY : Side.SELL;
      long quantity =
          closing ? 1 + random.nextInt((int) Math.abs(held)) : 1 + random.nextInt(4_000);
      String price =
          random.nextInt(3) == 0
              ? ""
              : String.format(Locale.ROOT, "%.2f", mark * (side == Side.BUY ? 0.98 : 1.02));
      OrderRequest request = GateScene.order(name, side, quantity, price, "s");
      String group = random.nextInt(4) == 0 ? name + "/g" + random.nextInt(2) : "";
      if (!group.isEmpty()) {
        request = request.with(request.conditions().withOcaGroup(group));
      }
      long inName = scene.working.stream().filter(w -> w.symbol().equals(name)).count();
      if (inName >= MOST_WORKING_IN_A_NAME
          || !(PreTradeGate.check(request, scene.context()) instanceof GateResult.Passed passed)) {
        return false;
      }
      double limit = request.limitPrice().map(Number::doubleValue).orElse(0.0);
      scene.working.add(
          new WorkingOrder(
              "w" + orders++,
              name,
              side,
              quantity,
              limit,
              passed.decision().exit(),
              group,
              "",
              "s",
              false));
      return passed.decision().exit();
    }

    void guard() {
      scene.state =
          random.nextInt(3) > 0
              ? TradingState.ACTIVE
              : TradingState.values()[random.nextInt(TradingState.values().length)];
      scene.breakers.clear();
      if (random.nextInt(3) == 0) {
        BreakerName name = BreakerName.values()[random.nextInt(BreakerName.values().length)];
        BreakerState state = BreakerState.values()[random.nextInt(BreakerState.values().length)];
        scene.breakers.add(
            new Breaker(
                name,
                state,
                GateScene.NOW,
                "test",
                name.perSubject() ? "N1" : Breaker.PORTFOLIO,
                Optional.empty(),
                1e-4,
                1));
      }
    }

    // --- by brute force ---

    Worst worst() {
      double gross = 0;
      double shorts = 0;
      double netLong = 0;
      double netShort = 0;
      Map<String, Double> concentration = new TreeMap<>();
      Map<String, Double> sectors = new TreeMap<>();
      for (Map.Entry<String, Double> entry : scene.marks.entrySet()) {
        List<Long> positions = outcomes(entry.getKey());
        double mark = entry.getValue() / scene.equity;
        double most = largest(positions, p -> Math.abs(p)) * mark;
        gross += most;
        shorts += largest(positions, p -> Math.max(0, -p)) * mark;
        netLong += largest(positions, p -> p) * mark;
        netShort += largest(positions, p -> -p) * mark;
        concentration.put(entry.getKey(), most);
        sectors.merge(scene.sectors.getOrDefault(entry.getKey(), ""), most, Double::sum);
      }
      sectors.remove("");
      return new Worst(gross, shorts, netLong, netShort, concentration, sectors);
    }

    private static double largest(List<Long> positions, ToDoubleFunction<Long> of) {
      return positions.stream().mapToDouble(of).max().orElseThrow();
    }

    /** Positions after every subset of fills; of a group at most one order fills. */
    private List<Long> outcomes(String name) {
      List<List<Long>> choices = new ArrayList<>();
      Map<String, List<Long>> groups = new HashMap<>();
      for (WorkingOrder w : scene.working) {
        if (w.symbol().equals(name)) {
          long change = w.side().sign() * w.remaining();
          if (w.ocaGroup().isEmpty()) {
            choices.add(List.of(0L, change));
          } else {
            groups.computeIfAbsent(w.ocaGroup(), g -> new ArrayList<>(List.of(0L))).add(change);
          }
        }
      }
      choices.addAll(groups.values());
      List<Long> positions = List.of(scene.positions.getOrDefault(name, 0L));
      for (List<Long> choice : choices) {
        positions = positions.stream().flatMap(p -> choice.stream().map(c -> p + c)).toList();
      }
      return positions;
    }
  }

  @Property(tries = 150)
  void noSequenceTakesExposureOverALimit(@ForAll long seed) {
    World world = new World(seed);
    for (int step = 0; step < STEPS; step++) {
      Worst before = world.worst();
      boolean moved = false;
      boolean exit = false;
      switch (world.random.nextInt(12)) {
        case 0 -> {
          world.price();
          moved = true;
        }
        case 1 -> {
          world.limits();
          moved = true;
        }
        case 2 -> {
          world.scene.equity = 500_000 + world.random.nextInt(1_000_000);
          moved = true;
        }
        case 3, 4 -> world.one().ifPresent(world::fill);
        case 5 -> world.one().ifPresent(world.scene.working::remove);
        case 6 -> world.guard();
        case 7 -> { // an order is never modified: another takes its place, and then it is cancelled
          Optional<WorkingOrder> old = world.one();
          exit = world.submit();
          old.ifPresent(world.scene.working::remove);
        }
        default -> exit = world.submit();
      }
      if (!moved) {
        String where = "seed " + seed + " step " + step;
        worstIsWithin(world.scene.limits, before, world.worst(), where);
        if (!exit) {
          netIsWithin(world.scene.limits, before, world.worst(), where);
        }
      }
    }
  }

  /** Within its limit, or no more than before. */
  private static void worstIsWithin(RiskLimits limits, Worst before, Worst now, String where) {
    within("gross", limits.maxGrossExposure(), before.gross(), now.gross(), where);
    within("short", limits.maxShortExposure(), before.shorts(), now.shorts(), where);
    now.concentration()
        .forEach(
            (name, share) ->
                within(
                    name,
                    limits.maxConcentration(),
                    before.concentration().get(name),
                    share,
                    where));
    double most =
        limits.maxSectorExposure() > 0 ? limits.maxSectorExposure() : Double.POSITIVE_INFINITY;
    now.sectors().forEach((s, share) -> within(s, most, before.sectors().get(s), share, where));
  }

  private static void netIsWithin(RiskLimits limits, Worst before, Worst now, String where) {
    double net = limits.maxNetExposure() > 0 ? limits.maxNetExposure() : Double.POSITIVE_INFINITY;
    within("net long", net, before.netLong(), now.netLong(), where);
    within("net short", net, before.netShort(), now.netShort(), where);
  }

  private static void within(String what, double limit, double before, double now, String where) {
    assertTrue(
        now <= Math.max(limit, before) + 1e-9,
        () -> where + ": " + what + " " + now + " was " + before + " limit " + limit);
  }
}
