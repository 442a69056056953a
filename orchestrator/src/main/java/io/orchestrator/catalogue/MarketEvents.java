package io.orchestrator.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Dates on which a name is not entered: earnings, decisions of a central bank, index changes. A
 * file of lines {@code date,symbol,kind}, {@code *} for every name; {@code #} begins a comment.
 * Read anew for each plan, so that whoever keeps it needs no restart. No file: no events. A file
 * that cannot be read forbids every entry, for nobody knows what it says.
 */
final class MarketEvents {
  private static final String EVERY_NAME = "*";
  private static final long MOST_BYTES = 8L << 20;

  record Event(LocalDate date, String symbol, String kind) {}

  /**
   * @param unreadable why, with the line
   */
  record Known(List<Event> events, Optional<String> unreadable) {
    static final Known NONE = new Known(List.of(), Optional.empty());

    /** The nearest within so many days before or after. */
    Optional<Event> near(String symbol, LocalDate day, int days) {
      return events.stream()
          .filter(e -> e.symbol().equals(symbol) || e.symbol().equals(EVERY_NAME))
          .filter(e -> Math.abs(e.date().toEpochDay() - day.toEpochDay()) <= days)
          .min(Comparator.comparingLong(e -> Math.abs(e.date().toEpochDay() - day.toEpochDay())));
    }
  }

  private final Path file;

  MarketEvents(Path file) {
    this.file = file;
  }

  Known read() {
    try {
      if (!Files.exists(file)) {
        return Known.NONE;
      }
      if (Files.size(file) > MOST_BYTES) {
        return unreadable("is larger than " + MOST_BYTES + " bytes");
      }
      List<String> lines = Files.readAllLines(file);
      var events = new ArrayList<Event>();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (line.isEmpty() || line.startsWith("#") || line.equals("date,symbol,kind")) {
          continue;
        }
        String[] f = line.split(",", -1);
        if (f.length != 3 || f[1].isBlank() || f[2].isBlank()) {
          return unreadable("line " + (i + 1) + " is not date,symbol,kind");
        }
        events.add(new Event(LocalDate.parse(f[0].strip()), f[1].strip(), f[2].strip()));
      }
      return new Known(List.copyOf(events), Optional.empty());
    } catch (DateTimeException e) {
      return unreadable(e.getMessage());
    } catch (IOException e) {
      return unreadable("cannot be read: " + e.getMessage());
    }
  }

  private Known unreadable(String why) {
    return new Known(List.of(), Optional.of(file.getFileName() + ": " + why));
  }
}
