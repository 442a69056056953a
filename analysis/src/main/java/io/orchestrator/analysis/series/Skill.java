package io.orchestrator.analysis.series;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hipparchus.special.Erf;

/**
 * How often the sign of unseen returns was said right.
 *
 * @param tested forecasts with a return that was not zero
 * @param correct of them
 * @param baseline share that the more frequent sign of the learning window alone would have got
 */
public record Skill(int tested, int correct, double baseline) {
  /** Fewer forecasts than this prove nothing. */
  public static final int MIN_TESTED = 20;

  public static final Skill NONE = new Skill(0, 0, 0.5);

  public double accuracy() {
    return tested == 0 ? 0.5 : (double) correct / tested;
  }

  /**
   * Evidence of more than luck, 0 to 1: the two-sided normal probability of the accuracy's distance
   * from the better of one half and the baseline; 0 if it is not above.
   */
  public double evidence() {
    if (tested < MIN_TESTED) {
      return 0;
    }
    double z = (accuracy() - Math.max(0.5, baseline)) / Math.sqrt(0.25 / tested);
    return z <= 0 ? 0 : Erf.erf(z / Math.sqrt(2));
  }

  public Map<String, Object> describe() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("tested", tested);
    described.put("accuracy", accuracy());
    described.put("baseline", baseline);
    described.put("evidence", evidence());
    return described;
  }
}
