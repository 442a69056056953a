package io.orchestrator.persistence.journal;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a component of a journal record may be: values, records of values, collections, and
 * JSON-like {@code Object} inside collections. Anything abstract would need type information in the
 * row.
 */
final class JournalShape {
  private static final Set<Class<?>> VALUES =
      Set.of(
          String.class,
          BigDecimal.class,
          BigInteger.class,
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          java.util.UUID.class);

  private static final Set<Class<?>> CONTAINERS =
      Set.of(Optional.class, List.class, Set.class, Collection.class, Map.class);

  private JournalShape() {}

  /**
   * @throws IllegalStateException naming the component
   */
  static void require(Class<?> record) {
    require(record, record.getSimpleName(), new HashSet<>());
  }

  private static void require(Class<?> record, String path, Set<Class<?>> seen) {
    if (!seen.add(record)) {
      return;
    }
    for (RecordComponent component : record.getRecordComponents()) {
      requireType(component.getGenericType(), path + "." + component.getName(), false, seen);
    }
  }

  private static void requireType(Type type, String path, boolean inside, Set<Class<?>> seen) {
    if (type instanceof Class<?> c) {
      requireClass(c, path, inside, seen);
    } else if (type instanceof ParameterizedType p && CONTAINERS.contains(p.getRawType())) {
      Type[] arguments = p.getActualTypeArguments();
      if (p.getRawType() == Map.class) {
        requireKey(arguments[0], path);
      }
      for (Type argument : arguments) {
        requireType(argument, path, true, seen);
      }
    } else if (type instanceof GenericArrayType a) {
      requireType(a.getGenericComponentType(), path, true, seen);
    } else {
      throw refused(path, type);
    }
  }

  private static void requireClass(Class<?> c, String path, boolean inside, Set<Class<?>> seen) {
    if (c.isArray()) {
      requireType(c.getComponentType(), path, true, seen);
    } else if (c.isRecord()) {
      require(c, path, seen);
    } else if (!(c.isPrimitive()
        || c.isEnum()
        || VALUES.contains(c)
        || c.getPackageName().equals("java.time")
        || (inside && c == Object.class))) {
      throw refused(path, c);
    }
  }

  private static void requireKey(Type key, String path) {
    boolean good =
        key instanceof Class<?> c
            && (c == String.class || c.isEnum() || c == Integer.class || c == Long.class);
    if (!good) {
      throw refused(path + " (map key)", key);
    }
  }

  private static IllegalStateException refused(String path, Type type) {
    return new IllegalStateException(
        "journal record component %s cannot be a %s: use values, enums, records, Optional, List, Set, Map with plain keys"
            .formatted(path, type.getTypeName()));
  }
}
