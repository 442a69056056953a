package io.orchestrator.analysis.gpu;

import java.util.Map;

/** CUDA said no. */
public final class GpuFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What an operator can do with the codes that happen; cuda.h, CUresult. */
  private static final Map<Integer, String> CAUSES =
      Map.ofEntries(
          Map.entry(1, "an argument is not valid"),
          Map.entry(2, "not enough memory on the device: another program holds it?"),
          Map.entry(46, "the device is held by another process (exclusive mode)"),
          Map.entry(100, "no device"),
          Map.entry(101, "no such device"),
          Map.entry(201, "the context is gone"),
          Map.entry(209, "the device is older than compute capability 7.5"),
          Map.entry(214, "an uncorrectable memory error (ECC): see nvidia-smi -q"),
          Map.entry(218, "the driver cannot translate the kernel"),
          Map.entry(222, "the driver is too old for the kernel: install a newer one"),
          Map.entry(700, "the kernel read or wrote outside its memory"),
          Map.entry(701, "the device has too few registers or too little shared memory"),
          Map.entry(702, "the watchdog of the display ended the kernel"),
          Map.entry(709, "the context was destroyed"),
          Map.entry(719, "the kernel failed"),
          Map.entry(802, "the system is not ready: is the fabric manager running?"),
          Map.entry(803, "driver and libraries do not fit: restart after the update"),
          Map.entry(999, "unknown error: see the kernel log (Xid)"));

  private final int code;

  /**
   * @param doing what was tried
   * @param code of the driver
   */
  GpuFailure(String doing, int code) {
    super("%s: CUDA error %d, %s".formatted(doing, code, CAUSES.getOrDefault(code, "see cuda.h")));
    this.code = code;
  }

  /** Nothing works in this process any more: another one is needed. */
  public boolean fatal() {
    return code == 201 || code == 214 || code >= 700 && code != 701 && code < 800 || code == 999;
  }
}
