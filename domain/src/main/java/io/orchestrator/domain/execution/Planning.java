package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * From a request to a plan. The window lies within one regular session: a start outside sessions
 * moves to the next open, an end after the close moves to the close.
 */
public final class Planning {
  /** How far ahead a start may lie. */
  static final Duration AHEAD = Duration.ofDays(5);

  /** A child of the least size that is chosen where none is given: this share of a mean slice. */
  private static final int SMALLEST_SHARE = 10;

  private static final Duration USUAL_SLICE = Duration.ofMinutes(5);
  private static final int FEWEST_SLICES = 4;
  private static final double SECONDS_PER_SESSION = 6.5 * 3600;

  private final TradingCalendar calendar;

  public Planning(TradingCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * @throws io.orchestrator.domain.common.RefusedException with one of {@link ExecutionRefusals}
   */
  public ExecutionPlan plan(ParentRequest request, MarketPicture picture) {
    TradingSession session = session(request, picture.marketNow());
    Instant start = latest(session.open(), request.start().orElse(picture.marketNow()));
    start = latest(start, picture.marketNow());
    Instant end = start.plus(request.duration());
    end = end.isAfter(session.close()) ? session.close() : end;
    if (Duration.between(start, end).compareTo(ParentRequest.SHORTEST) < 0) {
      throw ExecutionRefusals.window("only " + Duration.between(start, end) + " until the close")
          .asException();
    }
    int count = count(request, Duration.between(start, end));
    long max = most(request);
    if (request.algorithm().scheduled() && max < (request.quantity() + count - 1) / count) {
      throw ExecutionRefusals.tooSmallSlices(request.quantity(), count, max).asException();
    }
    List<Slice> borders = borders(start, end, count);
    Optional<AlmgrenChriss> model =
        CostEstimate.model(
            picture, request.quantity(), count, days(start, end), request.riskAversion());
    return switch (request.algorithm()) {
      case TWAP -> {
        double[] equal = new double[count];
        Arrays.fill(equal, 1);
        yield scheduled(request, borders, equal, max, "equal parts", model, picture);
      }
      case VWAP -> vwap(request, borders, session, max, model, picture);
      case IMPLEMENTATION_SHORTFALL -> shortfall(request, borders, max, model, picture);
      case POV -> following(request, borders, max, "observed volume", model, picture);
      case ICEBERG -> following(request, borders, max, "refilled when filled", model, picture);
    };
  }

  private TradingSession session(ParentRequest request, Instant now) {
    Instant wanted = latest(now, request.start().orElse(now));
    if (wanted.isAfter(now.plus(AHEAD))) {
      throw ExecutionRefusals.window("it would begin more than " + AHEAD.toDays() + " days ahead")
          .asException();
    }
    return calendar.openAt(wanted).orElseGet(() -> calendar.nextOpen(wanted));
  }

  private static int count(ParentRequest request, Duration window) {
    if (request.algorithm() == Algorithm.ICEBERG) {
      return 1;
    }
    // A slice needs time for its child to come back; a second of market time is the least.
    int most = (int) Math.min(ParentRequest.MAX_SLICES, window.toSeconds());
    int usual = (int) Math.max(FEWEST_SLICES, window.dividedBy(USUAL_SLICE));
    int wanted = request.slices() > 0 ? request.slices() : usual;
    return (int) Math.min(Math.min(most, wanted), request.quantity());
  }

  private static long most(ParentRequest request) {
    long max = request.maxSlice() > 0 ? request.maxSlice() : request.quantity();
    return request.algorithm() == Algorithm.ICEBERG ? Math.min(max, request.display()) : max;
  }

  private static long least(ParentRequest request, int count, long max) {
    long chosen = Math.max(1, request.quantity() / count / SMALLEST_SHARE);
    return Math.min(max, request.minSlice() > 0 ? request.minSlice() : chosen);
  }

  private static List<Slice> borders(Instant start, Instant end, int count) {
    long millis = Duration.between(start, end).toMillis();
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slices.add(
          new Slice(
              i,
              start.plusMillis(millis * i / count),
              start.plusMillis(millis * (i + 1) / count),
              0));
    }
    return slices;
  }

  private static double days(Instant start, Instant end) {
    return Duration.between(start, end).toMillis() / 1000.0 / SECONDS_PER_SESSION;
  }

  private ExecutionPlan vwap(
      ParentRequest request,
      List<Slice> borders,
      TradingSession session,
      long max,
      Optional<AlmgrenChriss> model,
      MarketPicture picture) {
    VolumeCurve curve =
        VolumeCurve.of(picture.minutes(), calendar, picture.marketNow())
            .orElseThrow(() -> ExecutionRefusals.noCurve(request.symbol()).asException());
    double[] weights =
        borders.stream().mapToDouble(s -> curve.share(session, s.start(), s.end())).toArray();
    if (!(Arrays.stream(weights).sum() > 0)) {
      throw ExecutionRefusals.noCurve(request.symbol()).asException();
    }
    String basis =
        "volume curve of "
            + curve.sessions()
            + " sessions"
            + (session.earlyClose() ? ", compressed into a half day" : "");
    return scheduled(request, borders, weights, max, basis, model, picture);
  }

  /** κT without a given λ: 1 is nearly even, 3 sells two thirds in the first third, 6 most. */
  private static double kappaHorizon(Urgency urgency) {
    return switch (urgency) {
      case LOW -> 1;
      case MEDIUM -> 3;
      case HIGH -> 6;
    };
  }

  private static ExecutionPlan shortfall(
      ParentRequest request,
      List<Slice> borders,
      long max,
      Optional<AlmgrenChriss> market,
      MarketPicture picture) {
    boolean chosen = request.riskAversion() == 0;
    if (!chosen && market.isEmpty()) {
      throw ExecutionRefusals.noNumbers(request.symbol()).asException();
    }
    double kappaHorizon = kappaHorizon(request.urgency());
    Optional<AlmgrenChriss> model =
        chosen ? market.map(m -> m.withKappaHorizon(kappaHorizon)) : market;
    double[] left =
        model
            .map(AlmgrenChriss::holdings)
            .orElseGet(
                () -> AlmgrenChriss.holdings(request.quantity(), borders.size(), kappaHorizon));
    double[] weights = new double[borders.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = left[i] - left[i + 1];
    }
    double shown = model.map(m -> m.kappa() * m.horizon()).orElse(kappaHorizon);
    String basis =
        String.format(java.util.Locale.ROOT, "Almgren–Chriss trajectory, kappa T = %.3f", shown);
    return scheduled(request, borders, weights, max, basis, model, picture);
  }

  private static ExecutionPlan scheduled(
      ParentRequest request,
      List<Slice> borders,
      double[] weights,
      long max,
      String basis,
      Optional<AlmgrenChriss> model,
      MarketPicture picture) {
    long min = least(request, borders.size(), max);
    double[] varied =
        Allocation.vary(weights, request.randomise(), new SplittableRandom(seed(request)));
    long[] shares = Allocation.allocate(request.quantity(), varied, min, max);
    List<Slice> slices = new ArrayList<>();
    double[] left = new double[shares.length + 1];
    left[0] = request.quantity();
    for (Slice s : borders) {
      slices.add(new Slice(s.index(), s.start(), s.end(), shares[s.index()]));
      left[s.index() + 1] = left[s.index()] - shares[s.index()];
    }
    return plan(slices, min, max, basis, model.map(m -> CostEstimate.of(m, left, picture)));
  }

  /** Quantities that follow the market; the estimate assumes that they come out even. */
  private static ExecutionPlan following(
      ParentRequest request,
      List<Slice> borders,
      long max,
      String basis,
      Optional<AlmgrenChriss> model,
      MarketPicture picture) {
    boolean iceberg = request.algorithm() == Algorithm.ICEBERG;
    List<Slice> slices =
        iceberg
            ? borders.stream()
                .map(s -> new Slice(s.index(), s.start(), s.end(), request.quantity()))
                .toList()
            : List.copyOf(borders);
    double[] even = new double[borders.size() + 1];
    for (int i = 0; i < even.length; i++) {
      even[i] = request.quantity() * (1 - (double) i / borders.size());
    }
    long min = iceberg ? 1 : least(request, borders.size(), max);
    return plan(slices, min, max, basis, model.map(m -> CostEstimate.of(m, even, picture)));
  }

  private static ExecutionPlan plan(
      List<Slice> slices, long min, long max, String basis, Optional<CostEstimate> estimate) {
    return new ExecutionPlan(
        slices.getFirst().start(),
        slices.getLast().end(),
        List.copyOf(slices),
        min,
        max,
        basis,
        estimate);
  }

  static long seed(ParentRequest request) {
    return request.seed() != 0 ? request.seed() : request.id().value().hashCode();
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
