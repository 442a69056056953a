package io.orchestrator.persistence.journal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Random records of any shape that the journal may hold. */
final class RecordSamples {
  private final Random random;

  RecordSamples(long seed) {
    this.random = new Random(seed);
  }

  /**
   * @return empty if the record's constructor refused every attempt
   */
  <R> Optional<R> sample(Class<R> record) {
    for (int attempt = 0; attempt < 200; attempt++) {
      try {
        return Optional.of(record.cast(make(record)));
      } catch (InvocationTargetException e) {
        continue;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(record.getName(), e);
      }
    }
    return Optional.empty();
  }

  private Object make(Class<?> record) throws ReflectiveOperationException {
    RecordComponent[] components = record.getRecordComponents();
    Constructor<?> constructor =
        record.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i].getGenericType());
    }
    return constructor.newInstance(values);
  }

  private Object value(Type type) throws ReflectiveOperationException {
    return type instanceof ParameterizedType p ? container(p) : plain((Class<?>) type);
  }

  private Object container(ParameterizedType type) throws ReflectiveOperationException {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return random.nextBoolean() ? Optional.empty() : Optional.of(value(arguments[0]));
    }
    int size = random.nextInt(4);
    if (type.getRawType() == Map.class) {
      Map<Object, Object> map = new HashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(value(arguments[0]), value(arguments[1]));
      }
      return map;
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(arguments[0]));
    }
    return type.getRawType() == Set.class ? new HashSet<>(list) : list;
  }

  private Object plain(Class<?> type) throws ReflectiveOperationException {
    if (type.isRecord()) {
      return make(type);
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    return switch (type.getName()) {
      case "boolean", "java.lang.Boolean" -> random.nextBoolean();
      case "int", "java.lang.Integer" -> random.nextInt(1000);
      case "long", "java.lang.Long" ->
          random.nextBoolean() ? random.nextInt(1000) : random.nextLong();
      case "double", "java.lang.Double" -> random.nextDouble();
      case "java.lang.String" -> text();
      case "java.lang.Object" -> random.nextBoolean() ? text() : random.nextDouble();
      case "java.math.BigDecimal" ->
          new BigDecimal(BigInteger.valueOf(random.nextInt(10_000_000)), random.nextInt(5));
      case "java.time.Instant" ->
          Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000));
      case "java.time.Duration" -> Duration.ofNanos(random.nextLong() >>> 8);
      case "java.time.LocalDate" -> LocalDate.ofEpochDay(random.nextInt(30_000));
      case "java.time.LocalTime" -> LocalTime.ofSecondOfDay(random.nextInt(86_400));
      default -> throw new IllegalStateException("no sample of " + type.getName());
    };
  }

  private String text() {
    String alphabet = "ABCDEFGHabc";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
