package io.orchestrator.analysis.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.analysis.gpu.GpuCompute;
import io.orchestrator.analysis.gpu.GpuFailure;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.NotComputed;
import io.orchestrator.domain.port.Accelerator.Paths;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Problems for the GPU as messages; arrays are base64 of little-endian numbers. {@code
 * {"op":"gpu_information","k":4,"algorithm":1,"theiler":0,"rows":0,"dim_y":1,"yz":"",
 * "variables":[{"x":"","orders":""}]}} gives {@code {"values":[""]}}; {@code
 * {"op":"gpu_losses","rank":0,"means":"","factors":"","exposures":"","degrees_of_freedom":0,
 * "paths":0,"seed":0,"compounded":false}} gives {@code {"losses":""}}, degrees of 0 being the
 * normal law.
 */
final class GpuRequests {
  private final Supplier<Accelerator> opened;
  private Accelerator gpu;

  GpuRequests() {
    this(OnDevice::new);
  }

  /**
   * @param gpu opened with the first request
   */
  GpuRequests(Supplier<Accelerator> gpu) {
    this.opened = gpu;
  }

  /**
   * @throws IllegalArgumentException the request makes no sense
   * @throws IllegalStateException the device could not
   */
  Map<String, Object> handle(JsonNode request) {
    if (gpu == null) {
      gpu = opened.get();
    }
    try {
      return RequestCodec.required(request, "op").asText().equals("gpu_losses")
          ? Map.of("losses", packed(gpu.losses(paths(request))))
          : Map.of("values", values(gpu.information(neighbours(request))));
    } catch (NotComputed e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static List<String> values(double[][] values) {
    return Arrays.stream(values).map(GpuRequests::packed).toList();
  }

  private static Neighbours neighbours(JsonNode request) {
    int rows = integer(request, "rows");
    double[][] yz = columns(request, "yz", rows);
    int dimY = integer(request, "dim_y");
    if (dimY < 1 || dimY > yz.length) {
      throw new IllegalArgumentException("dim_y is " + dimY + " of " + yz.length + " columns");
    }
    List<Variable> variables = new ArrayList<>();
    for (JsonNode variable : RequestCodec.required(request, "variables")) {
      int[] orders = PackedNumbers.ints(bytes(variable, "orders"));
      int[][] rowsOf = new int[whole(orders.length, rows)][];
      for (int o = 0; o < rowsOf.length; o++) {
        rowsOf[o] = Arrays.copyOfRange(orders, o * rows, (o + 1) * rows);
      }
      variables.add(new Variable(columns(variable, "x", rows), rowsOf));
    }
    return new Neighbours(
        integer(request, "k"),
        integer(request, "algorithm"),
        integer(request, "theiler"),
        Arrays.copyOf(yz, dimY),
        Arrays.copyOfRange(yz, dimY, yz.length),
        List.copyOf(variables));
  }

  private static Paths paths(JsonNode request) {
    double[] means = PackedNumbers.doubles(bytes(request, "means"));
    double degrees = RequestCodec.required(request, "degrees_of_freedom").asDouble();
    int rank = integer(request, "rank");
    double[] factors = PackedNumbers.doubles(bytes(request, "factors"));
    if (rank < 0 || factors.length != means.length * (long) rank) {
      throw new IllegalArgumentException("factors do not fit the assets");
    }
    double[][] byAsset = new double[means.length][];
    for (int a = 0; a < means.length; a++) {
      byAsset[a] = Arrays.copyOfRange(factors, a * rank, (a + 1) * rank);
    }
    return new Paths(
        means,
        byAsset,
        PackedNumbers.doubles(bytes(request, "exposures")),
        degrees == 0 ? Double.POSITIVE_INFINITY : degrees,
        integer(request, "paths"),
        RequestCodec.required(request, "seed").asLong(),
        RequestCodec.required(request, "compounded").asBoolean());
  }

  private static double[][] columns(JsonNode node, String field, int rows) {
    double[] values = PackedNumbers.doubles(bytes(node, field));
    double[][] columns = new double[whole(values.length, rows)][];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = Arrays.copyOfRange(values, c * rows, (c + 1) * rows);
    }
    return columns;
  }

  private static int whole(int length, int rows) {
    if (rows < 1 || length % rows != 0) {
      throw new IllegalArgumentException(length + " values are no columns of " + rows + " rows");
    }
    return length / rows;
  }

  private static int integer(JsonNode node, String field) {
    return RequestCodec.required(node, field).asInt();
  }

  private static byte[] bytes(JsonNode node, String field) {
    try {
      return RequestCodec.required(node, field).binaryValue();
    } catch (IOException e) {
      throw new IllegalArgumentException("field '" + field + "' is not base64", e);
    }
  }

  private static String packed(double[] values) {
    return Base64.getEncoder().encodeToString(PackedNumbers.doubles(values));
  }

  /**
   * The real one. A device that is lost to this process ends it: the next one may have it again.
   */
  private static final class OnDevice implements Accelerator {
    private static final int LOST = 86;
    private final GpuCompute compute;

    OnDevice() {
      try {
        this.compute = new GpuCompute();
      } catch (LinkageError e) {
        throw new IllegalStateException("the CUDA binding cannot be loaded: " + e.getMessage(), e);
      }
    }

    @Override
    public boolean available() {
      return true;
    }

    @Override
    public double[][] information(Neighbours problem) throws NotComputed {
      return orEnd(() -> compute.information(problem).values());
    }

    @Override
    public double[] losses(Paths problem) throws NotComputed {
      return orEnd(() -> compute.losses(problem));
    }

    private static <T> T orEnd(Supplier<T> work) throws NotComputed {
      try {
        return work.get();
      } catch (GpuFailure e) {
        if (e.fatal()) {
          System.err.println("ERROR " + e.getMessage());
          Runtime.getRuntime().halt(LOST);
        }
        throw new NotComputed(e.getMessage(), e);
      }
    }
  }
}
