package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an import did.
 *
 * @param rejected lines and files that were not taken, each with its reason; at most the first of
 *     them, see {@code rejectedFound}
 * @param rejectedFound all of them
 * @param quality of every series that the files belong to, as it is in the store now
 */
public record ImportReport(
    List<ImportedFile> files,
    List<Rejected> rejected,
    long rejectedFound,
    List<SeriesQuality> quality,
    Duration took) {

  /**
   * @param series empty when the file as a whole was rejected
   * @param lines without the header
   * @param unordered lines whose time is before that of the line above
   */
  public record ImportedFile(
      String file,
      Optional<Series> series,
      long lines,
      Written written,
      long rejected,
      long unordered) {}

  /**
   * @param line from 1; 0: the whole file
   */
  public record Rejected(String file, long line, String reason) {}
}
