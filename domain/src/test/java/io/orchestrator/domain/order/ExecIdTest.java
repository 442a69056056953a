package io.orchestrator.domain.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecIdTest {
  /** The shape as the broker's documents give it: anything, dot, anything, dot, the revision. */
  private static final Pattern SHAPE = Pattern.compile("(.+\\..+)\\.(\\d{1,4})");

  @ParameterizedTest
  @CsvSource({
    "0000e0d5.69dd7411.01.01, 0000e0d5.69dd7411.01, 1",
    "0000e0d5.69dd7411.01.02, 0000e0d5.69dd7411.01, 2",
    "a.b.9999, a.b, 9999",
    "a.b.10000, a.b.10000, 0",
    "a.1, a.1, 0",
    "a.b., a.b., 0",
    "a.b.x1, a.b.x1, 0",
    ".b.1, .b.1, 0"
  })
  void theNumberBehindTheLastDotIsTheRevision(String id, String root, int revision) {
    assertEquals(new ExecId(root, revision), ExecId.parse(id));
  }

  @Property
  void readsWhatThePatternReads(
      @ForAll @StringLength(max = 14) @Chars({'.', 'a'}) @CharRange(from = '0', to = '9')
          String id) {
    Matcher matcher = SHAPE.matcher(id);
    ExecId expected =
        matcher.matches()
            ? new ExecId(matcher.group(1), Integer.parseInt(matcher.group(2)))
            : new ExecId(id, 0);
    assertEquals(expected, ExecId.parse(id));
  }
}
