package io.orchestrator.domain.common;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record that is written to the journal (event or snapshot) and names it there. The name is
 * for ever; classes may be renamed and moved. A change of shape that old rows do not fit raises the
 * version and adds an upcaster in {@code persistence}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Journaled {
  /** Logical name: kebab-case, unique in the whole program, e.g. {@code order-intended}. */
  String name();

  int version() default 1;
}
