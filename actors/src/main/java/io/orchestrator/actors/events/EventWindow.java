package io.orchestrator.actors.events;

import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The newest events in memory, without gap. Answers what it covers by itself and completes what the
 * store knows: the store's table may lag behind the journal, the window never does.
 */
final class EventWindow {
  private final int limit;
  private final Deque<SystemEvent> events = new ArrayDeque<>();
  private long lastSeq;

  EventWindow(int limit) {
    this.limit = limit;
  }

  /** Empties it; the next event must be {@code lastSeq + 1}. */
  void resetTo(long newLastSeq) {
    events.clear();
    lastSeq = newLastSeq;
  }

  void append(List<SystemEvent> more) {
    for (SystemEvent event : more) {
      if (event.seq() <= lastSeq) {
        continue;
      }
      if (event.seq() != lastSeq + 1) {
        throw new IllegalStateException("gap: " + lastSeq + " then " + event.seq());
      }
      events.addLast(event);
      lastSeq = event.seq();
      if (events.size() > limit) {
        events.removeFirst();
      }
    }
  }

  /**
   * As {@link #append}, of what the store still has: events that it dropped for good are passed
   * over.
   */
  void appendStored(List<SystemEvent> more) {
    for (SystemEvent event : more) {
      if (event.seq() > lastSeq + 1) {
        resetTo(event.seq() - 1);
      }
      append(List.of(event));
    }
  }

  long lastSeq() {
    return lastSeq;
  }

  /** Of the oldest event in memory; {@code lastSeq + 1} if there is none. */
  long firstSeq() {
    return lastSeq - events.size() + 1;
  }

  /** Up to {@code max} events behind {@code afterSeq}, which the window must cover. */
  List<SystemEvent> after(long afterSeq, int max) {
    List<SystemEvent> result = new ArrayList<>();
    for (SystemEvent event : events) {
      if (event.seq() > afterSeq) {
        result.add(event);
        if (result.size() == max) {
          break;
        }
      }
    }
    return result;
  }

  boolean coversAfter(long afterSeq) {
    return afterSeq + 1 >= firstSeq();
  }

  /** The page if memory alone can give it. */
  Optional<EventPage> page(EventQuery query) {
    if (query.ascending()) {
      long after = query.afterSeq().orElse(0L);
      return coversAfter(after) ? Optional.of(ascending(query, after)) : Optional.empty();
    }
    List<SystemEvent> found = descending(query, query.limit() + 1);
    if (found.size() > query.limit()) {
      return Optional.of(full(found, query.limit()));
    }
    boolean nothingOlder = firstSeq() <= 1;
    return nothingOlder ? Optional.of(new EventPage(found, Optional.empty())) : Optional.empty();
  }

  /**
   * Memory and store together.
   *
   * @param storeLastSeq what the store held before it was asked for the page
   */
  EventPage merge(EventQuery query, EventPage stored, long storeLastSeq) {
    return query.ascending()
        ? mergeAscending(query, stored, storeLastSeq)
        : mergeDescending(query, stored, storeLastSeq);
  }

  private EventPage mergeAscending(EventQuery query, EventPage stored, long storeLastSeq) {
    if (stored.nextAfterSeq().isPresent()) {
      return stored;
    }
    List<SystemEvent> found = new ArrayList<>(stored.events());
    long known = Math.max(storeLastSeq, query.afterSeq().orElse(0L));
    if (!found.isEmpty()) {
      known = Math.max(known, found.getLast().seq());
    }
    if (!coversAfter(known)) {
      // The store lags behind by more than memory holds: nothing is skipped, the reader asks again.
      return new EventPage(List.copyOf(found), Optional.of(known));
    }
    for (SystemEvent event : events) {
      if (event.seq() > known && query.filter().matches(event)) {
        found.add(event);
        if (found.size() > query.limit()) {
          return full(found, query.limit());
        }
      }
    }
    return new EventPage(List.copyOf(found), Optional.empty());
  }

  private EventPage mergeDescending(EventQuery query, EventPage stored, long storeLastSeq) {
    List<SystemEvent> found = new ArrayList<>(descending(query, query.limit()));
    boolean joined = storeLastSeq + 1 >= firstSeq();
    if (!joined && !found.isEmpty()) {
      // The store has not yet what lies right before memory; the reader goes on from here.
      return new EventPage(List.copyOf(found), Optional.of(found.getLast().seq()));
    }
    long oldest = found.isEmpty() ? Long.MAX_VALUE : found.getLast().seq();
    int used = 0;
    for (SystemEvent event : stored.events()) {
      if (event.seq() >= oldest) {
        used++;
      } else if (found.size() < query.limit()) {
        found.add(event);
        used++;
      }
    }
    boolean more = stored.nextAfterSeq().isPresent() || used < stored.events().size();
    return new EventPage(
        List.copyOf(found),
        more && !found.isEmpty() ? Optional.of(found.getLast().seq()) : Optional.empty());
  }

  private EventPage ascending(EventQuery query, long after) {
    List<SystemEvent> found = new ArrayList<>();
    for (SystemEvent event : events) {
      if (event.seq() > after && query.filter().matches(event)) {
        found.add(event);
        if (found.size() > query.limit()) {
          return full(found, query.limit());
        }
      }
    }
    return new EventPage(List.copyOf(found), Optional.empty());
  }

  private List<SystemEvent> descending(EventQuery query, int max) {
    long before = query.afterSeq().orElse(Long.MAX_VALUE);
    List<SystemEvent> found = new ArrayList<>();
    for (Iterator<SystemEvent> i = events.descendingIterator(); i.hasNext(); ) {
      SystemEvent event = i.next();
      if (event.seq() < before && query.filter().matches(event)) {
        found.add(event);
        if (found.size() == max) {
          break;
        }
      }
    }
    return found;
  }

  private static EventPage full(List<SystemEvent> found, int limit) {
    List<SystemEvent> page = List.copyOf(found.subList(0, limit));
    return new EventPage(page, Optional.of(page.getLast().seq()));
  }
}
