package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.resource.DeviceLease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The GPU, in a worker of its own: a driver that crashes or hangs costs one retry in a new process,
 * a second failure costs the GPU until somebody asks for recovery, and the health detail says why.
 * One message at a time on the device, whoever sends it; others wait for the {@link DeviceLease},
 * no longer than a problem may take.
 */
public final class GpuAccelerator implements Accelerator, AutoCloseable {
  /** Of all orders in one message: longer ones gain nothing. */
  private static final long ORDER_BYTES = 16L << 20;

  /** Of one message, a fraction of a second on a fast device and half a minute on a slow one. */
  private static final double PAIRS = 3e11;

  private final GpuProbeService gpu;
  private final WorkerSettings settings;
  private final WorkerProcess worker;
  private final DeviceLease lease;
  private final String user;
  private final DeviceLease.Urgency urgency;

  /**
   * @param gpu that says whether there is one
   * @param lease of the device, shared by all that use it; taken for one message at a time
   * @param user for people who ask who has the device
   */
  public GpuAccelerator(
      GpuProbeService gpu,
      WorkerSettings settings,
      DeviceLease lease,
      String user,
      DeviceLease.Urgency urgency) {
    this.gpu = gpu;
    this.settings = settings;
    this.lease = lease;
    this.user = user;
    this.urgency = urgency;
    this.worker = new WorkerProcess("gpu", settings);
  }

  @Override
  public boolean available() {
    return gpu.usable();
  }

  @Override
  public double[][] information(Neighbours problem) throws NotComputed {
    double[][] values = new double[problem.variables().size()][];
    int[] done = new int[values.length];
    for (int v = 0; v < values.length; v++) {
      values[v] = new double[problem.variables().get(v).orders().length];
    }
    for (List<Part> parts = next(problem, done); !parts.isEmpty(); parts = next(problem, done)) {
      JsonNode found = call(request(problem, parts)).path("values");
      for (int p = 0; p < parts.size(); p++) {
        Part part = parts.get(p);
        double[] some = doubles(found.path(p), part.count());
        System.arraycopy(some, 0, values[part.variable()], part.from(), some.length);
        done[part.variable()] += part.count();
      }
    }
    return values;
  }

  /** Orders {@code [from, from + count)} of a variable. */
  private record Part(int variable, int from, int count) {}

  /** As many orders, of as many variables, as one message takes; at least one. */
  private List<Part> next(Neighbours problem, int[] done) {
    double rows = problem.rows();
    long bytes = Math.min(ORDER_BYTES, settings.maxFrameBytes() / 2);
    int left = (int) Math.max(1, Math.min(bytes / (Integer.BYTES * rows), PAIRS / (rows * rows)));
    List<Part> parts = new ArrayList<>();
    for (int v = 0; v < done.length && left > 0; v++) {
      int count = Math.min(left, problem.variables().get(v).orders().length - done[v]);
      if (count > 0) {
        parts.add(new Part(v, done[v], count));
        left -= count;
      }
    }
    return parts;
  }

  private ObjectNode request(Neighbours problem, List<Part> parts) {
    ObjectNode request = worker.request("gpu_information");
    request.put("k", problem.k());
    request.put("algorithm", problem.algorithm());
    request.put("theiler", problem.theiler());
    request.put("rows", problem.rows());
    request.put("dim_y", problem.y().length);
    double[][] yz = Arrays.copyOf(problem.y(), problem.y().length + problem.z().length);
    System.arraycopy(problem.z(), 0, yz, problem.y().length, problem.z().length);
    request.put("yz", PackedNumbers.doubles(yz));
    ArrayNode variables = request.putArray("variables");
    for (Part part : parts) {
      Variable variable = problem.variables().get(part.variable());
      int[][] orders =
          Arrays.copyOfRange(variable.orders(), part.from(), part.from() + part.count());
      variables
          .addObject()
          .put("x", PackedNumbers.doubles(variable.x()))
          .put("orders", PackedNumbers.ints(orders));
    }
    return request;
  }

  @Override
  public double[] losses(Paths problem) throws NotComputed {
    long answer = problem.paths() * (long) Double.BYTES * 4 / 3;
    if (answer > settings.maxFrameBytes() - 1_000) {
      throw new NotComputed(problem.paths() + " paths do not fit into one message", null);
    }
    double degrees = problem.degreesOfFreedom();
    ObjectNode request =
        worker
            .request("gpu_losses")
            .put("rank", problem.rank())
            .put("means", PackedNumbers.doubles(problem.means()))
            .put("factors", PackedNumbers.doubles(problem.factors()))
            .put("exposures", PackedNumbers.doubles(problem.exposures()))
            .put("degrees_of_freedom", Double.isInfinite(degrees) ? 0 : degrees)
            .put("paths", problem.paths())
            .put("seed", problem.seed())
            .put("compounded", problem.compounded());
    return doubles(call(request).path("losses"), problem.paths());
  }

  private JsonNode call(ObjectNode request) throws NotComputed {
    DeviceLease.Held held = held();
    try {
      return worker.call(request, settings.requestDeadline(), p -> {});
    } catch (WorkerFailure e) {
      // The process died or hung, twice; a refusal leaves it alive and this empty.
      if (!worker.lastFailure().isEmpty()) {
        gpu.failed(worker.lastFailure());
      }
      throw new NotComputed(e.getMessage(), e);
    } finally {
      held.close();
    }
  }

  private DeviceLease.Held held() throws NotComputed {
    try {
      return lease
          .take(user, urgency, settings.requestDeadline())
          .orElseThrow(
              () ->
                  new NotComputed(
                      "the GPU was not free within " + settings.requestDeadline(), null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotComputed("interrupted while waiting for the GPU", e);
    }
  }

  private double[] doubles(JsonNode node, int count) throws NotComputed {
    try {
      byte[] bytes = node.binaryValue();
      if (bytes == null || bytes.length != count * (long) Double.BYTES) {
        throw new IOException("the answer has not %d numbers".formatted(count));
      }
      return PackedNumbers.doubles(bytes);
    } catch (IOException e) {
      gpu.failed(e.getMessage());
      throw new NotComputed("the GPU's worker spoke nonsense: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
