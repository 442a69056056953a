package io.orchestrator.actors.workflow;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowRecord;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads the persisted events of a run as JSON-like maps, each with the state that the run had after
 * it: the replay of the run, to be stepped through.
 */
final class RunHistory {
  private final ActorSystem<?> system;
  private final WorkflowSettings settings;

  RunHistory(ActorSystem<?> system, WorkflowSettings settings) {
    this.system = system;
    this.settings = settings;
  }

  /** Oldest first, numbered from 1; empty if there is no such run. */
  CompletionStage<List<Map<String, Object>>> of(String workflowId) {
    return rows(workflowId)
        .mapConcat(WorkflowRecord::events)
        .take(settings.maxHistoryEvents())
        .runWith(Sink.seq(), system)
        .thenApply(RunHistory::replayed);
  }

  /** As the journal has it now; empty if there is no such run. */
  CompletionStage<Optional<WorkflowRun>> state(String workflowId) {
    return rows(workflowId)
        .runFold(
            Optional.<WorkflowRun>empty(),
            (run, row) -> Optional.of(WorkflowHistory.replay(run, row)),
            system);
  }

  private Source<WorkflowRecord, NotUsed> rows(String workflowId) {
    String id = PersistenceId.of(WorkflowEntity.TYPE_KEY.name(), workflowId).id();
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, settings.readJournal())
        .currentEventsByPersistenceId(id, 0, Long.MAX_VALUE)
        .map(envelope -> (WorkflowRecord) envelope.event());
  }

  private static List<Map<String, Object>> replayed(List<WorkflowEvent> events) {
    var entries = new ArrayList<Map<String, Object>>(events.size());
    Optional<WorkflowRun> run = Optional.empty();
    for (WorkflowEvent event : events) {
      Map<String, Object> entry = entry(entries.size() + 1, event);
      run = Optional.of(WorkflowHistory.evolve(run, event));
      entry.put("after", after(run.get()));
      entries.add(entry);
    }
    return entries;
  }

  private static Map<String, Object> after(WorkflowRun run) {
    var after = new LinkedHashMap<String, Object>();
    after.put("state", plain(run.state()));
    var steps = new LinkedHashMap<String, Object>();
    run.steps().forEach(s -> steps.put(s.name(), plain(s.state())));
    after.put("steps", steps);
    return after;
  }

  private static Map<String, Object> entry(int number, WorkflowEvent event) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("seq", number);
    entry.put("event", event.getClass().getAnnotation(Journaled.class).name());
    entry.putAll(fields((Record) event));
    return entry;
  }

  private static Map<String, Object> fields(Record value) {
    var fields = new LinkedHashMap<String, Object>();
    for (RecordComponent c : value.getClass().getRecordComponents()) {
      try {
        fields.put(snakeCase(c.getName()), plain(c.getAccessor().invoke(value)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + c, e);
      }
    }
    return fields;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> o -> o.map(RunHistory::plain).orElse(null);
      case Record r -> fields(r);
      case Map<?, ?> m -> {
        var copy = new LinkedHashMap<String, Object>();
        m.forEach((k, v) -> copy.put(String.valueOf(k), plain(v)));
        yield copy;
      }
      case List<?> l -> {
        var copy = new ArrayList<Object>(l.size());
        l.forEach(item -> copy.add(plain(item)));
        yield copy;
      }
      case Number n -> n;
      case Boolean b -> b;
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
