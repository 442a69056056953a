package io.orchestrator.analysis.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * The first device, the shipped kernels and what lies in the device's memory. For one thread: the
 * one that opened it.
 */
final class CudaSession implements AutoCloseable {
  /** Of the free memory, so that others on the device do not fail. */
  private static final double SHARE = 0.8;

  private final CUcontext context = new CUcontext();
  private final Map<String, CUmodule> modules = new HashMap<>();
  private final String device;

  /** Memory of the device; freed by {@link #close}. */
  static final class Memory implements AutoCloseable {
    private final CUdeviceptr address;

    Memory(long bytes) {
      this(new CUdeviceptr());
      check("allocating " + bytes + " bytes", JCudaDriver.cuMemAlloc(address, Math.max(8, bytes)));
    }

    private Memory(CUdeviceptr address) {
      this.address = address;
    }

    /** A part of it, not to be closed. */
    Memory from(long bytes) {
      return new Memory(address.withByteOffset(bytes));
    }

    @Override
    public void close() {
      JCudaDriver.cuMemFree(address);
    }
  }

  /** A queue of copies and kernels. */
  static final class Queue implements AutoCloseable {
    private final CUstream stream = new CUstream();
    private final CUevent begun = new CUevent();
    private final CUevent ended = new CUevent();

    Queue() {
      check("making a stream", JCudaDriver.cuStreamCreate(stream, 0));
      check("making an event", JCudaDriver.cuEventCreate(begun, 0));
      check("making an event", JCudaDriver.cuEventCreate(ended, 0));
    }

    /**
     * @param from direct; not to be changed before {@link #await}
     */
    void upload(Memory to, ByteBuffer from, long bytes) {
      check(
          "copying to the device",
          JCudaDriver.cuMemcpyHtoDAsync(to.address, Pointer.to(from), bytes, stream));
    }

    void download(ByteBuffer to, Memory from, long bytes) {
      check(
          "copying from the device",
          JCudaDriver.cuMemcpyDtoHAsync(Pointer.to(to), from.address, bytes, stream));
    }

    /** Where {@link #millis} begins. */
    void begin() {
      check("recording an event", JCudaDriver.cuEventRecord(begun, stream));
    }

    /** Where {@link #millis} ends. */
    void end() {
      check("recording an event", JCudaDriver.cuEventRecord(ended, stream));
    }

    void launch(
        CUfunction kernel, int blocksX, int blocksY, int threads, int shared, Object... values) {
      Pointer[] arguments = new Pointer[values.length];
      for (int i = 0; i < values.length; i++) {
        arguments[i] = argument(values[i]);
      }
      check(
          "starting a kernel",
          JCudaDriver.cuLaunchKernel(
              kernel,
              blocksX,
              blocksY,
              1,
              threads,
              1,
              1,
              shared,
              stream,
              Pointer.to(arguments),
              null));
    }

    private static Pointer argument(Object value) {
      return switch (value) {
        case Integer i -> Pointer.to(new int[] {i});
        case Double d -> Pointer.to(new double[] {d});
        case Memory m -> Pointer.to(new NativePointerObject[] {m.address});
        default -> throw new IllegalArgumentException("no kernel takes a " + value.getClass());
      };
    }

    /** Until all of it is done. */
    void await() {
      check("running the kernel", JCudaDriver.cuStreamSynchronize(stream));
    }

    /** Between begin and end; after {@link #await}. */
    float millis() {
      float[] millis = new float[1];
      check("timing", JCudaDriver.cuEventElapsedTime(millis, begun, ended));
      return millis[0];
    }

    @Override
    public void close() {
      JCudaDriver.cuEventDestroy(begun);
      JCudaDriver.cuEventDestroy(ended);
      JCudaDriver.cuStreamDestroy(stream);
    }
  }

  /**
   * @throws GpuFailure no device that works
   */
  CudaSession() {
    JCudaDriver.setExceptionsEnabled(false);
    check("starting CUDA", JCudaDriver.cuInit(0));
    CUdevice first = new CUdevice();
    check("opening the device", JCudaDriver.cuDeviceGet(first, 0));
    check("opening the device", JCudaDriver.cuCtxCreate(context, 0, first));
    byte[] name = new byte[256];
    check("naming the device", JCudaDriver.cuDeviceGetName(name, name.length, first));
    this.device = new String(name, StandardCharsets.UTF_8).trim();
  }

  String device() {
    return device;
  }

  /** Bytes that may be used. */
  long budget() {
    long[] free = new long[1];
    long[] total = new long[1];
    check("asking for free memory", JCudaDriver.cuMemGetInfo(free, total));
    return (long) (SHARE * free[0]);
  }

  /**
   * @param resource a PTX beside this class, without its ending
   */
  CUfunction kernel(String resource, String name) {
    CUfunction function = new CUfunction();
    check(
        "finding kernel " + name,
        JCudaDriver.cuModuleGetFunction(function, module(resource), name));
    return function;
  }

  private CUmodule module(String resource) {
    CUmodule known = modules.get(resource);
    if (known != null) {
      return known;
    }
    CUmodule module = new CUmodule();
    check("loading " + resource, JCudaDriver.cuModuleLoadData(module, ptx(resource)));
    modules.put(resource, module);
    return module;
  }

  /** Zero-terminated, as the driver wants text. */
  static byte[] ptx(String resource) {
    try (InputStream in = CudaSession.class.getResourceAsStream(resource + ".ptx")) {
      return (new String(in.readAllBytes(), StandardCharsets.US_ASCII) + '\0')
          .getBytes(StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Memory memory(long bytes) {
    return new Memory(bytes);
  }

  /** Copies and waits. */
  Memory memory(byte[] values) {
    Memory memory = new Memory(values.length);
    if (values.length == 0) {
      return memory;
    }
    int code = JCudaDriver.cuMemcpyHtoD(memory.address, Pointer.to(values), values.length);
    if (code != CUresult.CUDA_SUCCESS) {
      memory.close();
    }
    check("copying to the device", code);
    return memory;
  }

  private static void check(String doing, int code) {
    if (code != CUresult.CUDA_SUCCESS) {
      throw new GpuFailure(doing, code);
    }
  }

  @Override
  public void close() {
    modules.values().forEach(JCudaDriver::cuModuleUnload);
    JCudaDriver.cuCtxDestroy(context);
  }
}
