package io.orchestrator.analysis.gpu;

import static jcuda.driver.JCudaDriver.cuCtxCreate;
import static jcuda.driver.JCudaDriver.cuCtxDestroy;
import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoH;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;

import java.util.LinkedHashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.JCuda;
import jcuda.runtime.cudaDeviceProp;

/** The calls into CUDA; touching this class loads native code. */
final class CudaDevice {
  private static final int VALUES = 256;

  private CudaDevice() {}

  /** 12040 is 12.4; 0 if there is no driver. */
  static int driverVersion() {
    JCuda.setExceptionsEnabled(false);
    int[] version = new int[1];
    int status = JCuda.cudaDriverGetVersion(version);
    return status == 0 ? version[0] : 0;
  }

  static int count() {
    int[] count = new int[1];
    int status = JCuda.cudaGetDeviceCount(count);
    return status == 0 ? count[0] : 0;
  }

  static Map<String, Object> describe(int device) {
    cudaDeviceProp properties = new cudaDeviceProp();
    Map<String, Object> described = new LinkedHashMap<>();
    if (JCuda.cudaGetDeviceProperties(properties, device) == 0) {
      described.put("name", properties.getName());
      described.put("compute_capability", properties.major + "." + properties.minor);
      described.put("memory_bytes", properties.totalGlobalMem);
    }
    return described;
  }

  /**
   * Runs y = 2x + y for {@value #VALUES} values from PTX of an old instruction set, which the
   * driver translates for the device.
   *
   * @return what is wrong; empty if the device computes as the CPU does
   */
  static String checkKernel() {
    JCudaDriver.setExceptionsEnabled(true);
    CUcontext context = new CUcontext();
    boolean created = false;
    try {
      cuInit(0);
      CUdevice device = new CUdevice();
      cuDeviceGet(device, 0);
      cuCtxCreate(context, 0, device);
      created = true;
      return compare();
    } catch (RuntimeException e) {
      return "the test kernel failed: " + e.getMessage();
    } finally {
      if (created) {
        cuCtxDestroy(context);
      }
    }
  }

  private static String compare() {
    float[] x = new float[VALUES];
    float[] y = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      x[i] = i;
      y[i] = 0.5f * i;
    }
    CUmodule module = new CUmodule();
    cuModuleLoadData(module, CudaSession.ptx("probe"));
    CUfunction function = new CUfunction();
    cuModuleGetFunction(function, module, "axpy");
    long bytes = (long) VALUES * Sizeof.FLOAT;
    CUdeviceptr deviceX = new CUdeviceptr();
    CUdeviceptr deviceY = new CUdeviceptr();
    cuMemAlloc(deviceX, bytes);
    cuMemAlloc(deviceY, bytes);
    cuMemcpyHtoD(deviceX, Pointer.to(x), bytes);
    cuMemcpyHtoD(deviceY, Pointer.to(y), bytes);
    Pointer arguments = Pointer.to(Pointer.to(deviceX), Pointer.to(deviceY));
    cuLaunchKernel(function, 1, 1, 1, VALUES, 1, 1, 0, null, arguments, null);
    cuCtxSynchronize();
    float[] result = new float[VALUES];
    cuMemcpyDtoH(Pointer.to(result), deviceY, bytes);
    cuMemFree(deviceX);
    cuMemFree(deviceY);
    for (int i = 0; i < VALUES; i++) {
      if (result[i] != 2f * x[i] + y[i]) {
        return "the test kernel gave %s instead of %s at %d"
            .formatted(result[i], 2f * x[i] + y[i], i);
      }
    }
    return "";
  }
}
