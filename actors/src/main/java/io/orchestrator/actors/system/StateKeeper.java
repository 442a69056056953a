package io.orchestrator.actors.system;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.domain.system.SystemFact;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The supervisor's hand on its journal: keeps what could not be written yet, in order and bounded,
 * and writes one batch at a time. A batch of unknown fate is written again: the facts are such that
 * twice is the same as once.
 */
final class StateKeeper {
  static final int MAX_UNSAVED = 1_000;
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  private record Entry(SystemFact fact, Runnable then) {}

  private final ActorContext<SystemSupervisor.Command> context;
  private final ActorRef<SystemJournal.Notice> notices;
  private final Deque<Entry> unsaved = new ArrayDeque<>();
  private List<Entry> inFlight = List.of();
  private ActorRef<SystemJournal.Append> journal;
  private boolean open;
  private Duration delay = Duration.ofMillis(200);

  StateKeeper(
      ActorContext<SystemSupervisor.Command> context,
      Function<SystemJournal.Notice, SystemSupervisor.Command> wrap) {
    this.context = context;
    this.notices = context.messageAdapter(SystemJournal.Notice.class, wrap::apply);
  }

  void openJournal(SystemSupervisor.Command whenStopped) {
    journal = context.spawnAnonymous(SystemJournal.create(notices));
    context.watchWith(journal, whenStopped);
  }

  /** {@code then} runs when the last fact is on disk, or at once if the journal is closed. */
  void save(List<SystemFact> facts, Runnable then) {
    if (facts.isEmpty()) {
      then.run();
      return;
    }
    for (int i = 0; i < facts.size(); i++) {
      boolean last = i == facts.size() - 1;
      unsaved.addLast(new Entry(facts.get(i), last && open ? then : () -> {}));
    }
    while (unsaved.size() > MAX_UNSAVED) {
      unsaved.removeFirst().then().run();
    }
    if (!open) {
      then.run();
    }
    writeNext();
  }

  void onOpened() {
    open = true;
    delay = Duration.ofMillis(200);
    for (int i = inFlight.size() - 1; i >= 0; i--) {
      unsaved.addFirst(inFlight.get(i));
    }
    inFlight = List.of();
    writeNext();
  }

  void onSaved() {
    List<Entry> saved = inFlight;
    inFlight = List.of();
    saved.forEach(entry -> entry.then().run());
    writeNext();
  }

  /** Nobody waits for a journal that is down: the state holds, its record follows. */
  Duration onStopped() {
    open = false;
    List<Entry> waiting = new ArrayList<>(inFlight);
    waiting.addAll(unsaved);
    unsaved.clear();
    inFlight = List.of();
    for (Entry entry : waiting) {
      entry.then().run();
      unsaved.addLast(new Entry(entry.fact(), () -> {}));
    }
    Duration now = delay;
    Duration doubled = delay.multipliedBy(2);
    delay = doubled.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : doubled;
    return now;
  }

  private void writeNext() {
    if (open && inFlight.isEmpty() && !unsaved.isEmpty()) {
      inFlight = new ArrayList<>(unsaved);
      unsaved.clear();
      journal.tell(new SystemJournal.Append(inFlight.stream().map(Entry::fact).toList(), notices));
    }
  }
}
