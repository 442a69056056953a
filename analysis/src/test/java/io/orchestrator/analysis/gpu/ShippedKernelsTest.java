package io.orchestrator.analysis.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is shipped was made from the source that lies beside it, and old and new devices take it.
 */
class ShippedKernelsTest {
  private static final Path PTX = Path.of("src/main/resources/io/orchestrator/analysis/gpu");

  @ParameterizedTest
  @ValueSource(strings = {"kraskov", "monte_carlo"})
  void isMadeFromTheSource(String name) throws Exception {
    byte[] source = Files.readAllBytes(Path.of("src/main/cuda", name + ".cu"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
    String ptx = Files.readString(PTX.resolve(name + ".ptx"));
    assertTrue(
        ptx.lines().findFirst().orElseThrow().endsWith("sha256 " + hash),
        name + ".cu has changed: run src/main/cuda/make-ptx.sh");
    assertTrue(ptx.contains("\n.version 6.4\n") && ptx.contains("\n.target sm_75\n"));
    assertFalse(
        ptx.contains("fma.rn.f64") && name.equals("kraskov"), "fused: not the CPU's digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"75", "80", "90", "100"})
  void assemblesFor(String capability) throws Exception {
    Optional<Path> ptxas =
        Stream.of("/usr/local/cuda/bin/ptxas", "/usr/bin/ptxas")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(ptxas.isPresent(), "no ptxas: the shipped kernels are not assembled");
    for (String name : new String[] {"kraskov", "monte_carlo", "probe"}) {
      Process process =
          new ProcessBuilder(
                  ptxas.get().toString(),
                  "-arch=sm_" + capability,
                  PTX.resolve(name + ".ptx").toString(),
                  "-o",
                  "/dev/null")
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      assumeTrue(!said.contains("is not defined for option 'gpu-name'"), "ptxas is too old");
      assertEquals(0, process.waitFor(), said);
    }
  }

  @Test
  void namesOfKernelsAreThere() {
    String kraskov = new String(CudaSession.ptx("kraskov"));
    for (String kernel : new String[] {"1_few", "1_many", "2_few", "2_many"}) {
      assertTrue(kraskov.contains(".visible .entry kraskov_" + kernel + "("), kernel);
    }
    assertTrue(new String(CudaSession.ptx("monte_carlo")).contains(".visible .entry monte_carlo("));
  }
}
