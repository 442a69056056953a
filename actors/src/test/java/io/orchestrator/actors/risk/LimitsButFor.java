package io.orchestrator.actors.risk;

import io.orchestrator.domain.risk.RiskLimits;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** The default limits but for one of them. */
final class LimitsButFor {
  private LimitsButFor() {}

  /**
   * @param name of a component of {@link RiskLimits}
   */
  static RiskLimits one(String name, Object value) {
    try {
      RecordComponent[] components = RiskLimits.class.getRecordComponents();
      Object[] values = new Object[components.length];
      boolean known = false;
      for (int i = 0; i < components.length; i++) {
        boolean meant = components[i].getName().equals(name);
        known |= meant;
        values[i] = meant ? value : components[i].getAccessor().invoke(RiskLimits.DEFAULT);
      }
      if (!known) {
        throw new IllegalArgumentException("there is no limit " + name);
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return RiskLimits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
