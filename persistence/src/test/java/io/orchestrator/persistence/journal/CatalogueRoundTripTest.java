package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.domain.common.JournalRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record that the program journals comes back equal, whatever it holds. */
class CatalogueRoundTripTest {
  private static final int SAMPLES = 50;
  private static final JournalTypes TYPES =
      JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS);
  private static final JournalCodec CODEC = new JournalCodec(TYPES, 1 << 20, 100);

  static List<JournalTypes.Type> types() {
    return TYPES.all();
  }

  @ParameterizedTest
  @MethodSource("types")
  void comesBackEqual(JournalTypes.Type type) throws Exception {
    int made = 0;
    for (int seed = 0; seed < SAMPLES; seed++) {
      Optional<? extends JournalRecord> sample = new RecordSamples(seed).sample(type.record());
      if (sample.isPresent()) {
        JournalRecord record = sample.get();
        JournalRecord back = CODEC.decode(CODEC.encode(record), CODEC.manifest(record));
        assertEquals(record, back);
        made++;
      }
    }
    assumeTrue(made > 0, type.manifest() + " refuses random values");
  }
}
