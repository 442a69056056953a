// The shipped kernels, run by the CPU: parameters and arrays from standard input, results to standard output, in the
// machine's byte order. Argument: the kernel's name.
#include "host.h"

#include "../../main/cuda/kraskov.cu"
#include "../../main/cuda/monte_carlo.cu"

#include <cstdio>
#include <cstdlib>
#include <string>

template <typename T>
static std::vector<T> take(size_t count) {
  std::vector<T> values(count);
  if (fread(values.data(), sizeof(T), count, stdin) != count) {
    fputs("input ends too early\n", stderr);
    exit(2);
  }
  return values;
}

static void kraskov(const std::string& name) {
  auto p = take<int>(8);  // rows, orders, dimX, dimY, dimZ, k, theiler, blocks of rows in a launch
  int rows = p[0], orders = p[1], blocks = (rows + ROWS - 1) / ROWS;
  auto x = take<double>((size_t)rows * p[2]);
  auto yz = take<double>((size_t)rows * (p[3] + p[4]));
  auto order = take<int>((size_t)rows * orders);
  auto psi = take<double>(rows + 2);
  std::vector<double> partial((size_t)blocks * orders, std::nan(""));
  auto kernel = name == "kraskov_1_few"    ? kraskov_1_few
                : name == "kraskov_1_many" ? kraskov_1_many
                : name == "kraskov_2_few"  ? kraskov_2_few
                                           : kraskov_2_many;
  for (int first = 0; first < blocks; first += p[7]) {
    int now = blocks - first < p[7] ? blocks - first : p[7];
    host::launch(now, (orders + ORDERS - 1) / ORDERS, ROWS, [&] {
      kernel(rows, first * ROWS, orders, p[2], p[3], p[4], p[5], p[6], x.data(), yz.data(), order.data(), psi.data(),
             partial.data());
    });
  }
  fwrite(partial.data(), sizeof(double), partial.size(), stdout);
}

static void simulate() {
  auto p = take<int>(8);  // first path, paths, assets, rank, seed low, seed high, compounded, threads of a block
  auto d = take<double>(2);  // degrees of freedom, expected gain
  int paths = p[1], assets = p[2], rank = p[3];
  auto means = take<double>(assets);
  auto factors = take<double>((size_t)assets * rank);
  auto exposures = take<double>(assets);
  auto projection = take<double>(rank);
  std::vector<double> normals((size_t)rank * paths), losses(paths, std::nan(""));
  host::launch((paths + p[7] - 1) / p[7], 1, p[7], [&] {
    monte_carlo(p[0], paths, assets, rank, p[4], p[5], d[0], p[6], d[1], means.data(), factors.data(),
                exposures.data(), projection.data(), normals.data(), losses.data());
  });
  fwrite(losses.data(), sizeof(double), losses.size(), stdout);
}

int main(int, char** arguments) {
  std::string name = arguments[1];
  if (name == "monte_carlo") {
    simulate();
  } else {
    kraskov(name);
  }
  return 0;
}
