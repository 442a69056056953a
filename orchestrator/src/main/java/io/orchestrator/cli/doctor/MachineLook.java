package io.orchestrator.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java, memory, open files, disks. */
final class MachineLook {
  private static final long MIB = 1024 * 1024;
  private static final long LEAST_MEMORY = 1024 * MIB;
  private static final long LEAST_DISK = 1024 * MIB;
  private static final long LEAST_FILES = 4096;
  private static final int JAVA = 21;

  private final Settings settings;

  MachineLook(Settings settings) {
    this.settings = settings;
  }

  Finding java() {
    int feature = Runtime.version().feature();
    String found = "Java " + Runtime.version();
    return feature >= JAVA
        ? Finding.good("java", found)
        : Finding.bad("java", found, "Install Java 21 or newer.");
  }

  Finding memory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long all = system.getTotalMemorySize();
    long free = system.getFreeMemorySize();
    String found = "%d MiB, %d free".formatted(all / MIB, free / MIB);
    return all >= LEAST_MEMORY
        ? Finding.good("memory", found)
        : Finding.doubtful(
            "memory", found, "A node with its workers wants 1 GiB; lower ORCHESTRATOR_JAVA_OPTS.");
  }

  Finding files() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return Finding.good("open files", "not limited as on Unix");
    }
    long limit = unix.getMaxFileDescriptorCount();
    long wanted = Math.max(LEAST_FILES, 2L * settings.http().maxConnections());
    String found = limit + " allowed";
    return limit >= wanted
        ? Finding.good("open files", found)
        : Finding.doubtful("open files", found, "Allow " + wanted + " (ulimit -n, LimitNOFILE).");
  }

  List<Finding> disks() {
    List<Finding> findings = new ArrayList<>();
    findings.add(disk("disk of home", settings.home()));
    findings.add(disk("disk of logs", settings.logs()));
    return findings;
  }

  private static Finding disk(String check, Path directory) {
    Path existing = directory;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      if (existing == null || !Files.isWritable(existing)) {
        return Finding.bad(check, directory + " cannot be written to", "Give it to this user.");
      }
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = directory + ": " + free / MIB + " MiB free";
      return free >= LEAST_DISK
          ? Finding.good(check, found)
          : Finding.doubtful(check, found, "Free space: a full disk stops entries.");
    } catch (IOException e) {
      return Finding.bad(check, directory + ": " + e.getMessage(), "Look at this disk.");
    }
  }
}
