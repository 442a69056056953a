package io.orchestrator.actors.workflow;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
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

  /** Oldest first; empty if there is no such run. */
  CompletionStage<List<Map<String, Object>>> of(String workflowId) {
    return events(workflowId)
        .take(settings.maxHistoryEvents())
        .runWith(Sink.seq(), system)
        .thenApply(RunHistory::replayed);
  }

  /** As the journal has it now; empty if there is no such run. */
  CompletionStage<Optional<WorkflowRun>> state(String workflowId) {
    return events(workflowId)
        .runFold(
            Optional.<WorkflowRun>empty(),
            (run, envelope) ->
                envelope.event() instanceof WorkflowEvent event
                    ? Optional.of(WorkflowHistory.evolve(run, event))
                    : run,
            system);
  }

  private Source<EventEnvelope, NotUsed> events(String workflowId) {
    String id = PersistenceId.of(WorkflowEntity.TYPE_KEY.name(), workflowId).id();
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, settings.readJournal())
        .currentEventsByPersistenceId(id, 0, Long.MAX_VALUE);
  }

  private static List<Map<String, Object>> replayed(List<EventEnvelope> envelopes) {
    var entries = new ArrayList<Map<String, Object>>(envelopes.size());
    Optional<WorkflowRun> run = Optional.empty();
    for (EventEnvelope envelope : envelopes) {
      Map<String, Object> entry = entry(envelope);
      if (envelope.event() instanceof WorkflowEvent event) {
        run = Optional.of(WorkflowHistory.evolve(run, event));
        entry.put("after", after(run.get()));
      }
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

  private static Map<String, Object> entry(EventEnvelope envelope) {
    Object event = envelope.event();
    var entry = new LinkedHashMap<String, Object>();
    entry.put("seq", envelope.sequenceNr());
    Journaled name = event.getClass().getAnnotation(Journaled.class);
    entry.put("event", name == null ? event.getClass().getSimpleName() : name.name());
    if (event instanceof Record r) {
      entry.putAll(fields(r));
    }
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
