package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.network.ConditionalInformation.Given;
import io.orchestrator.analysis.information.network.ConditionalInformation.Measured;
import io.orchestrator.analysis.information.network.ConditionalInformation.Rows;
import io.orchestrator.analysis.information.network.InferenceSettings.Test;
import io.orchestrator.analysis.information.network.TargetResult.Link;
import io.orchestrator.analysis.information.network.TargetResult.Selected;
import io.orchestrator.analysis.information.network.TargetResult.Tested;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything about one target: what of its own past and of the sources' pasts tells about its
 * present value. Variables are included one by one, the most informative given all chosen so far,
 * as long as it beats the largest of chance; then those that others made superfluous are pruned;
 * what is left is tested jointly and one by one.
 */
final class TargetInference {
  private final Inference kind;
  private final InferenceSettings settings;
  private final Rows rows;
  private final Run run;
  private final SignificanceTests tests;
  private final Variable present;
  private final List<Variable> past = new ArrayList<>();
  private final List<Variable> sources = new ArrayList<>();
  private final int resolution;
  private Tested first = Tested.NOTHING;
  private int testsDone;
  private long streams;

  /**
   * @param resolution surrogates, at least, of the chance that counts the search
   */
  TargetInference(
      Inference kind,
      InferenceSettings settings,
      Rows rows,
      Run run,
      SignificanceTests tests,
      int resolution,
      int target) {
    this.kind = kind;
    this.settings = settings;
    this.rows = rows;
    this.run = run;
    this.tests = tests;
    this.resolution = resolution;
    this.present = new Variable(target, 0);
    // Streams of different targets never meet.
    this.streams = (long) target << 40;
  }

  TargetResult run(List<Integer> sourceProcesses) {
    if (kind.ownPast()) {
      int tau = settings.tauTarget();
      first = include(lags(present.process(), 1, settings.maxLagTarget(), tau), past, List.of());
    }
    if (kind == Inference.INFORMATION_STORAGE) {
      return storage();
    }
    if (kind.ownPast() && past.isEmpty()) {
      past.add(new Variable(present.process(), 1));
    }
    if (kind.together()) {
      List<Variable> candidates =
          sourceProcesses.stream().flatMap(p -> ofSource(p).stream()).toList();
      first = include(candidates, sources, past);
      prune(sources, past);
    } else {
      first = Tested.NOTHING;
      for (int process : sourceProcesses) {
        List<Variable> own = new ArrayList<>();
        Tested opening = include(ofSource(process), own, past);
        prune(own, past);
        sources.addAll(own);
        first = likelier(first, opening.amongOthers(sourceProcesses.size()));
      }
    }
    return finish(sourceProcesses);
  }

  private static Tested likelier(Tested one, Tested other) {
    return other.chance() < one.chance() ? other : one;
  }

  private List<Variable> ofSource(int process) {
    return lags(process, settings.minLagSources(), settings.maxLagSources(), settings.tauSources());
  }

  private List<Variable> lags(int process, int from, int to, int step) {
    List<Variable> variables = new ArrayList<>();
    for (int lag = from; lag <= to; lag += step) {
      Variable variable = new Variable(process, lag);
      if (!settings.conditions().contains(variable)) {
        variables.add(variable);
      }
    }
    return variables;
  }

  @SafeVarargs
  private List<Variable> conditions(List<Variable>... groups) {
    List<Variable> all = new ArrayList<>(settings.conditions());
    for (List<Variable> group : groups) {
      all.addAll(group);
    }
    return all;
  }

  private static List<Variable> without(List<Variable> variables, Variable one) {
    return variables.stream().filter(v -> !v.equals(one)).toList();
  }

  private double[] values(List<Measured> measured) {
    double[] values = new double[measured.size()];
    run.forEach(values.length, i -> values[i] = measured.get(i).value());
    return values;
  }

  /**
   * Greedy inclusion into {@code chosen} given it and {@code given}.
   *
   * @return of the first variable: whether there is any, out of all candidates
   */
  private Tested include(List<Variable> candidates, List<Variable> chosen, List<Variable> given) {
    Tested opening = Tested.NOTHING;
    List<Variable> left = new ArrayList<>(candidates);
    testsDone += candidates.size();
    Test test = settings.maxStatistic();
    while (!left.isEmpty()) {
      run.goOn();
      run.told(
          "series %d: %d variables chosen, %d candidates left"
              .formatted(present.process(), past.size() + sources.size(), left.size()));
      Given fixed =
          rows.given(
              present, conditions(given, chosen), left.size() * (1 + test.permutations() / 4));
      List<Measured> measured = left.stream().map(v -> fixed.of(List.of(v))).toList();
      double[] values = values(measured);
      // Likeliest to beat the largest value by chance come first; equal values in given order.
      int[] ranked =
          IntStream.range(0, values.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      List<Measured> ordered = Arrays.stream(ranked).mapToObj(measured::get).toList();
      long stream = streams++;
      Tested best = tests.maximum(values[ranked[0]], ordered, test, stream);
      if (chosen.isEmpty()) {
        // The correction over the network needs more surrogates than the decision here.
        opening =
            best.significant() && counts(candidates)
                ? tests.maximum(values[ranked[0]], ordered, test.atLeast(resolution), stream)
                : best;
      }
      if (!best.significant()) {
        return opening;
      }
      chosen.add(left.remove(ranked[0]));
    }
    return opening;
  }

  /** What tells of a link: the own past only where storage is asked for. */
  private boolean counts(List<Variable> candidates) {
    return kind == Inference.INFORMATION_STORAGE
        || candidates.get(0).process() != present.process();
  }

  /** Takes out, weakest first, what the others made superfluous. */
  private void prune(List<Variable> chosen, List<Variable> given) {
    if (chosen.size() == 1 && kind != Inference.INFORMATION_STORAGE) {
      return; // It was included given the same conditions a moment ago.
    }
    Test test = settings.minStatistic();
    while (!chosen.isEmpty()) {
      run.goOn();
      double[] values = values(eachGivenTheOthers(chosen, given, 1));
      int weakest =
          IntStream.range(0, values.length)
              .reduce(0, (best, i) -> values[i] < values[best] ? i : best);
      Variable candidate = chosen.get(weakest);
      Given fixed =
          rows.given(
              present,
              conditions(given, without(chosen, candidate)),
              chosen.size() * test.permutations());
      List<Measured> measured = new ArrayList<>();
      measured.add(fixed.of(List.of(candidate)));
      without(chosen, candidate).forEach(v -> measured.add(fixed.of(List.of(v))));
      if (tests.minimum(values[weakest], measured, test, streams++).significant()) {
        return;
      }
      chosen.remove(candidate);
    }
  }

  private List<Measured> eachGivenTheOthers(
      List<Variable> variables, List<Variable> given, int questions) {
    return variables.stream()
        .map(
            v ->
                rows.given(present, conditions(given, without(variables, v)), questions)
                    .of(List.of(v)))
        .toList();
  }

  private TargetResult finish(List<Integer> sourceProcesses) {
    Tested joint = Tested.NOTHING;
    if (!sources.isEmpty()) {
      Test test = settings.omnibus();
      Given fixed = rows.given(present, conditions(past), 1 + test.permutations());
      joint = tests.single(fixed.of(sources), test, streams++);
      if (!joint.significant()) {
        sources.clear();
      }
    }
    List<Selected> kept = new ArrayList<>();
    if (kind.together()) {
      sequential(sources, kept);
    } else {
      for (int process : sourceProcesses) {
        sequential(sources.stream().filter(v -> v.process() == process).toList(), kept);
      }
    }
    return new TargetResult(
        present.process(),
        List.copyOf(sourceProcesses),
        List.copyOf(past),
        List.copyOf(kept),
        joint,
        first,
        links(kept),
        testsDone);
  }

  private void sequential(List<Variable> variables, List<Selected> kept) {
    if (variables.isEmpty()) {
      return;
    }
    Test test = settings.sequential();
    List<Tested> tested =
        tests.sequential(
            eachGivenTheOthers(variables, past, 1 + test.permutations()), test, streams++);
    for (int i = 0; i < variables.size(); i++) {
      if (tested.get(i).significant()) {
        kept.add(new Selected(variables.get(i), tested.get(i)));
      }
    }
  }

  private List<Link> links(List<Selected> kept) {
    List<Variable> all = kept.stream().map(Selected::variable).toList();
    return all.stream()
        .map(Variable::process)
        .distinct()
        .sorted()
        .map(
            process -> {
              List<Variable> own = all.stream().filter(v -> v.process() == process).toList();
              List<Variable> others =
                  kind.together()
                      ? all.stream().filter(v -> v.process() != process).toList()
                      : List.of();
              Measured measured = rows.given(present, conditions(past, others), 1).of(own);
              double[] local = settings.localValues() ? measured.local() : new double[0];
              return new Link(process, measured.value(), local);
            })
        .toList();
  }

  /** The past is permuted as a whole against the present: its own order does not count. */
  private TargetResult storage() {
    prune(past, List.of());
    Tested joint = Tested.NOTHING;
    List<Link> self = List.of();
    if (!past.isEmpty()) {
      Test test = settings.storage();
      Measured measured =
          rows.given(present, conditions(), 1 + test.permutations()).of(List.copyOf(past));
      joint = tests.single(measured, test, streams++);
      double[] local = settings.localValues() ? measured.local() : new double[0];
      self = List.of(new Link(present.process(), joint.value(), local));
    }
    return new TargetResult(
        present.process(), List.of(), List.copyOf(past), List.of(), joint, first, self, testsDone);
  }
}
