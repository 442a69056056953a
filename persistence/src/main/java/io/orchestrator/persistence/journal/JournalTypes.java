package io.orchestrator.persistence.journal;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Logical names of all journal records, checked as a whole when it is made: a mistake here would
 * otherwise be found at the recovery of an actor.
 */
public final class JournalTypes {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final int MAX_NAME_LENGTH = 100;

  private final Map<String, Type> byName = new TreeMap<>();
  private final Map<Class<?>, Type> byClass = new HashMap<>();
  private final Map<String, Map<Integer, Upcaster>> upcasters = new HashMap<>();

  /** A concrete record with its name and present version. */
  public record Type(Class<? extends JournalRecord> record, String name, int version) {
    public String manifest() {
      return name + ":" + version;
    }
  }

  private JournalTypes() {}

  /**
   * @param roots sealed interfaces or records
   * @throws IllegalStateException naming the first mistake: a type that is not sealed, not a record
   *     or not annotated, two of one name, a component that the journal cannot hold, an old version
   *     without upcaster
   */
  public static JournalTypes of(
      Collection<Class<? extends JournalRecord>> roots, List<Upcaster> upcasters) {
    JournalTypes types = new JournalTypes();
    Deque<Class<?>> open = new ArrayDeque<>(roots);
    Set<Class<?>> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Class<?> next = open.removeFirst();
      if (seen.add(next)) {
        types.expand(next, open);
      }
    }
    upcasters.forEach(types::addUpcaster);
    types.byName.values().forEach(types::requireEveryVersionReadable);
    return types;
  }

  private void expand(Class<?> type, Deque<Class<?>> open) {
    if (type.isRecord()) {
      add(type.asSubclass(JournalRecord.class));
    } else if (type.isSealed()) {
      open.addAll(List.of(type.getPermittedSubclasses()));
    } else {
      throw new IllegalStateException(type.getName() + " is neither sealed nor a record");
    }
  }

  private void add(Class<? extends JournalRecord> record) {
    Journaled annotation = record.getAnnotation(Journaled.class);
    if (annotation == null) {
      throw new IllegalStateException(record.getName() + " has no @Journaled name");
    }
    String name = annotation.name();
    if (!NAME.matcher(name).matches() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalStateException(record.getName() + ": not a kebab-case name: " + name);
    }
    if (annotation.version() < 1) {
      throw new IllegalStateException(record.getName() + ": versions begin with 1");
    }
    Type type = new Type(record, name, annotation.version());
    Type other = byName.putIfAbsent(name, type);
    if (other != null) {
      throw new IllegalStateException(
          "two journal records are named \"%s\": %s and %s"
              .formatted(name, other.record().getName(), record.getName()));
    }
    byClass.put(record, type);
    JournalShape.require(record);
  }

  private void addUpcaster(Upcaster upcaster) {
    Type type = byName.get(upcaster.name());
    if (type == null || upcaster.fromVersion() >= type.version()) {
      throw new IllegalStateException(
          "upcaster of %s:%d leads to no known version"
              .formatted(upcaster.name(), upcaster.fromVersion()));
    }
    Upcaster other =
        upcasters
            .computeIfAbsent(upcaster.name(), n -> new HashMap<>())
            .putIfAbsent(upcaster.fromVersion(), upcaster);
    if (other != null) {
      throw new IllegalStateException(
          "two upcasters of %s:%d".formatted(upcaster.name(), upcaster.fromVersion()));
    }
  }

  private void requireEveryVersionReadable(Type type) {
    for (int version = 1; version < type.version(); version++) {
      upcaster(type.name(), version);
    }
  }

  /** Every concrete record, by name. */
  public List<Type> all() {
    return List.copyOf(byName.values());
  }

  Type ofClass(Class<?> record) throws JournalFormatException {
    Type type = byClass.get(record);
    if (type == null) {
      throw new JournalFormatException(
          record.getName() + " is not in the journal catalogue: add its root to JournalCatalogue");
    }
    return type;
  }

  Type ofName(String name) throws JournalFormatException {
    Type type = byName.get(name);
    if (type == null) {
      throw new JournalFormatException(
          "the journal holds a record named \"%s\", which this program does not know: a newer or a different program wrote it"
              .formatted(name));
    }
    return type;
  }

  /** From that version to the next. */
  Upcaster upcaster(String name, int fromVersion) {
    Upcaster upcaster = upcasters.getOrDefault(name, Map.of()).get(fromVersion);
    if (upcaster == null) {
      throw new IllegalStateException("no upcaster reads %s:%d".formatted(name, fromVersion));
    }
    return upcaster;
  }
}
