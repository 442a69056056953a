package io.orchestrator.adapters.simulator.market;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/**
 * Of the simulated market. Same seed, start date and history directory: same market, to the cent.
 *
 * @param seed of every random choice
 * @param speed market seconds per wall second, 0.01 to 10000
 * @param stepInterval wall time between two steps, 10 ms to 1 min
 * @param startDate first simulated day (moved to the next session); without effect when a history
 *     directory is given: then the session after its last daily bar
 * @param startTime New York time at which the clock starts in its first session, inside the session
 * @param historyYears of daily bars before the start, 1 to 20
 * @param minuteSessions sessions of minute bars that can be asked for, 1 to 250
 * @param minuteSessionsCached symbol-sessions of minute bars kept in memory, about 8 KiB each
 * @param barsPerRequestMax longest answer of {@code history}
 * @param stateFile where the clock's position survives a restart; absent: every start is a new day
 * @param stateInterval wall time between two writes of it
 * @param historyDirectory recorded bars ({@code daily/*.csv}, {@code minute/*.csv}), see {@link
 *     RecordedHistory}
 * @param listenersMax of {@code onStep}
 */
public record SimulatedMarketSettings(
    long seed,
    double speed,
    Duration stepInterval,
    LocalDate startDate,
    LocalTime startTime,
    int historyYears,
    int minuteSessions,
    int minuteSessionsCached,
    int barsPerRequestMax,
    Optional<Path> stateFile,
    Duration stateInterval,
    Optional<Path> historyDirectory,
    int listenersMax) {

  public static final SimulatedMarketSettings DEFAULT =
      new SimulatedMarketSettings(
          42,
          1.0,
          Duration.ofMillis(250),
          LocalDate.of(2026, 3, 2),
          LocalTime.of(10, 0),
          6,
          66,
          4096,
          100_000,
          Optional.empty(),
          Duration.ofSeconds(5),
          Optional.empty(),
          64);

  public SimulatedMarketSettings {
    require(speed >= 0.01 && speed <= 10_000, "speed must be 0.01..10000, was " + speed);
    require(
        stepInterval.compareTo(Duration.ofMillis(10)) >= 0
            && stepInterval.compareTo(Duration.ofMinutes(1)) <= 0,
        "stepInterval must be 10ms..1m, was " + stepInterval);
    require(
        !startDate.isBefore(LocalDate.of(2000, 1, 1)) && startDate.getYear() <= 2100,
        "startDate must be 2000-01-01..2100-12-31, was " + startDate);
    require(
        !startTime.isBefore(LocalTime.of(9, 30)) && startTime.isBefore(LocalTime.of(12, 59)),
        "startTime must be 09:30..12:58, was " + startTime);
    require(historyYears >= 1 && historyYears <= 20, "historyYears must be 1..20");
    require(minuteSessions >= 1 && minuteSessions <= 250, "minuteSessions must be 1..250");
    require(minuteSessionsCached >= 64, "minuteSessionsCached must be at least 64");
    require(barsPerRequestMax >= 1, "barsPerRequestMax must be at least 1");
    require(stateInterval.compareTo(Duration.ofMillis(100)) >= 0, "stateInterval must be >= 100ms");
    require(listenersMax >= 1, "listenersMax must be at least 1");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  public SimulatedMarketSettings withSeed(long newSeed) {
    return copy(newSeed, speed, stateFile, historyDirectory);
  }

  public SimulatedMarketSettings withSpeed(double newSpeed) {
    return copy(seed, newSpeed, stateFile, historyDirectory);
  }

  public SimulatedMarketSettings withStateFile(Path file) {
    return copy(seed, speed, Optional.of(file), historyDirectory);
  }

  public SimulatedMarketSettings withHistoryDirectory(Path directory) {
    return copy(seed, speed, stateFile, Optional.of(directory));
  }

  private SimulatedMarketSettings copy(
      long newSeed, double newSpeed, Optional<Path> newStateFile, Optional<Path> newDirectory) {
    return new SimulatedMarketSettings(
        newSeed,
        newSpeed,
        stepInterval,
        startDate,
        startTime,
        historyYears,
        minuteSessions,
        minuteSessionsCached,
        barsPerRequestMax,
        newStateFile,
        stateInterval,
        newDirectory,
        listenersMax);
  }
}
