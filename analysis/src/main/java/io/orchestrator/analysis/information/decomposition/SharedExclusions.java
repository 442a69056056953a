package io.orchestrator.analysis.information.decomposition;

import io.orchestrator.analysis.information.decomposition.JointDistribution.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What two to four sources tell about a target, after Makkeh, Gutknecht and Wibral (PRE 103,
 * 032149, 2021; SxPID): by the outcomes that all sets of a collection exclude together. Atoms exist
 * for each outcome and may be negative: misinformation.
 *
 * @param atoms averages, one for each collection of the redundancy lattice, lowest first
 * @param pointwise atoms of each outcome, in the order of the distribution's outcomes
 */
public record SharedExclusions(List<Atom> atoms, List<List<Atom>> pointwise) {
  /**
   * @param label {@code {1}{2}} shared, {@code {1}} unique, {@code {1 2}} synergy, …
   * @param informative bits, at or above zero
   * @param misinformative bits, at or above zero
   */
  public record Atom(String label, double informative, double misinformative) {
    public double bits() {
      return informative - misinformative;
    }
  }

  /**
   * @param distribution with two to four sources
   */
  public static SharedExclusions of(JointDistribution distribution) {
    int sources = distribution.sources();
    if (sources < 2 || sources > 4) {
      throw new IllegalArgumentException("two to four sources are needed, not " + sources);
    }
    RedundancyLattice lattice = new RedundancyLattice(sources);
    double[] averageIn = new double[lattice.size()];
    double[] averageMis = new double[lattice.size()];
    List<List<Atom>> pointwise = new ArrayList<>();
    for (Outcome outcome : distribution.outcomes()) {
      double[] informative = new double[lattice.size()];
      double[] misinformative = new double[lattice.size()];
      at(outcome, distribution, lattice, informative, misinformative);
      pointwise.add(atoms(lattice, informative, misinformative));
      for (int i = 0; i < lattice.size(); i++) {
        averageIn[i] += outcome.probability() * informative[i];
        averageMis[i] += outcome.probability() * misinformative[i];
      }
    }
    return new SharedExclusions(atoms(lattice, averageIn, averageMis), List.copyOf(pointwise));
  }

  /** The average atom of a label. */
  public Atom atom(String label) {
    return atoms.stream()
        .filter(a -> a.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no atom " + label));
  }

  private static void at(
      Outcome outcome,
      JointDistribution distribution,
      RedundancyLattice lattice,
      double[] informative,
      double[] misinformative) {
    int masks = 1 << distribution.sources();
    double[] all = new double[masks];
    double[] sameTarget = new double[masks];
    double target = 0;
    for (Outcome other : distribution.outcomes()) {
      int agreeing = 0;
      for (int s = 0; s < distribution.sources(); s++) {
        agreeing |= other.sources().get(s).equals(outcome.sources().get(s)) ? 1 << s : 0;
      }
      all[agreeing] += other.probability();
      if (other.target() == outcome.target()) {
        sameTarget[agreeing] += other.probability();
        target += other.probability();
      }
    }
    for (int i = 0; i < lattice.size(); i++) {
      double any = 0;
      double with = 0;
      for (int mask = 0; mask < masks; mask++) {
        if (lattice.isMet(i, mask)) {
          any += all[mask];
          with += sameTarget[mask];
        }
      }
      informative[i] = -Math.log(any) / Math.log(2);
      misinformative[i] = -Math.log(with / target) / Math.log(2);
    }
    lattice.invert(informative);
    lattice.invert(misinformative);
  }

  private static List<Atom> atoms(
      RedundancyLattice lattice, double[] informative, double[] misinformative) {
    List<Atom> atoms = new ArrayList<>();
    for (int i = 0; i < lattice.size(); i++) {
      atoms.add(
          new Atom(
              RedundancyLattice.label(lattice.collection(i)), informative[i], misinformative[i]));
    }
    return List.copyOf(atoms);
  }
}
