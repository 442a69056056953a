package io.orchestrator.analysis.information.network;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was found about one target.
 *
 * @param sourcesTested series that could have been sources
 * @param selectedPast of the target itself, in the order of selection
 * @param selectedSources significant ones, in the order of selection
 * @param joint of all selected sources (information storage: of the selected past) with the target;
 *     value 0 and chance 1 when nothing was selected
 * @param first inclusion of the first variable, of any source (information storage: of the past),
 *     against the largest of all candidates: unlike {@code joint}, which is tested after the
 *     choice, its chance counts the whole search
 * @param links one for each source series, rising
 * @param testsDone candidates that were put to the test, for corrections over the network
 */
public record TargetResult(
    int target,
    List<Integer> sourcesTested,
    List<Variable> selectedPast,
    List<Selected> selectedSources,
    Tested joint,
    Tested first,
    List<Link> links,
    int testsDone) {

  /**
   * @param value I in the estimator's unit
   * @param chance p-value; at least so much when the test was stopped as already lost
   * @param surrogates moments of those that were drawn
   */
  public record Tested(double value, double chance, boolean significant, Moments surrogates) {
    static final Tested NOTHING = new Tested(0, 1, false, Moments.NONE);

    /** The same as the least of {@code count} tests (Bonferroni). */
    Tested amongOthers(int count) {
      return new Tested(value, Math.min(1, chance * count), significant, surrogates);
    }
  }

  /**
   * @param count 0: the exact law was used
   */
  public record Moments(int count, double mean, double deviation) {
    static final Moments NONE = new Moments(0, Double.NaN, Double.NaN);
  }

  /** A source variable with its information given everything else that was selected. */
  public record Selected(Variable variable, Tested tested) {}

  /**
   * @param value I(all selected variables of the source; target | everything else selected)
   * @param local one value for each row, empty unless asked for
   */
  public record Link(int source, double value, double[] local) {
    @Override
    public double[] local() {
      return local.clone();
    }
  }

  /** Chance that a target without any link shows what was found. */
  double chance() {
    return Math.max(joint.chance(), first.chance());
  }

  Stream<Variable> sourceVariables() {
    return selectedSources.stream().map(Selected::variable);
  }

  /** The same without some of its sources. */
  TargetResult keeping(List<Selected> kept) {
    List<Integer> processes = kept.stream().map(s -> s.variable().process()).distinct().toList();
    return new TargetResult(
        target,
        sourcesTested,
        selectedPast,
        List.copyOf(kept),
        kept.isEmpty()
            ? new Tested(joint.value(), joint.chance(), false, joint.surrogates())
            : joint,
        first,
        links.stream().filter(l -> processes.contains(l.source())).toList(),
        testsDone);
  }
}
